"""The matrix is tried on mistakes that people make: each is planted, and some cell must tell."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from domains.catalogue.models import Variant
from domains.catalogue.submissions import queries as own_products
from domains.catalogue.submissions.services import holding, offer_products
from domains.checkout import wishlist_queries
from domains.checkout.models import Wishlist
from domains.checkout.services import keep_wishlist
from domains.identity import queries as identity
from domains.notifications import queries as notifications
from domains.orders import queries as orders
from domains.orders.services import cancel_order
from domains.reviews.services import reply
from domains.vendors import membership
from domains.vendors.membership import Right, ensure_member
from domains.vendors.models import VendorMember
from resolvers import own_products as own_products_answers
from tests.authorization.asking import CELLS
from tests.authorization.kept import Kept
from tests.authorization.sides import World
from tests.authorization.test_reads import (
    test_a_root_field_answers_whom_it_is_for_and_leads_nobody_to_what_is_anothers as answered,
)
from tests.authorization.test_reads import test_a_root_field_by_id_knows_the_owner_and_nobody_else as read_by_root
from tests.authorization.test_reads import (
    test_by_id_it_is_there_for_its_owner_and_as_good_as_missing_for_others as read_by_id,
)
from tests.authorization.test_reads import test_nothing_that_is_anothers_is_counted_or_found as counted
from tests.authorization.test_writes import test_only_whose_it_is_may_and_nobody_else_changes_anything as written
from tests.authorization.test_writes import (
    test_what_is_anothers_is_as_good_as_missing_among_what_is_ones_own as mixed,
)

type Cell = Callable[[World, Kept], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def _not_counted() -> Iterator[None]:
    """Cells that are asked of a broken marketplace are none."""
    before = dict(CELLS)
    yield
    CELLS.clear()
    CELLS.update(before)


def _forgotten(statement: str, condition: str, value: str = "%s") -> str:
    """A statement that takes the same values and has lost a condition."""
    assert condition in statement, statement
    return statement.replace(condition, f"{value}::uuid IS NOT NULL")


def _reads(type_name: str) -> Cell:
    return lambda world, kept: read_by_id(world, type_name)


def _writes(mutation: str) -> Cell:
    return lambda world, kept: written(world, kept, mutation)


async def _of_anybody(*, user_id: UUID, vendor_id: UUID) -> bool:
    return True


def _of_any_house(*, user_id: UUID, vendor_id: UUID, right: Right) -> None:
    """Whoever works somewhere has that right everywhere."""
    somewhere = VendorMember.objects.filter(user=user_id).values_list("vendor", flat=True).first()
    ensure_member(user_id=user_id, vendor_id=somewhere or vendor_id, right=right)


class _AnyVariant:
    """The table of variants to somebody who forgets whose product they are of."""

    class objects:  # noqa: N801 - the name it has there
        """Its manager."""

        @staticmethod
        def filter(*, product: UUID, **others: Any) -> QuerySet[Variant]:
            """Any product's."""
            return Variant.objects.filter(**others)


# What was forgotten: where, the name there, what stands there instead, and a cell that must tell.
PLANTED: dict[str, tuple[Any, str, Any, Cell]] = {
    "whose order": (orders, "_ONE", _forgotten(orders._ONE, "owner_id = %s"), _reads("Order")),
    "whose part": (orders, "_ONE_PART", _forgotten(orders._ONE_PART, "o.owner_id = %s"), _reads("VendorOrder")),
    "whose address": (identity, "_ADDRESS", _forgotten(identity._ADDRESS, "user_id = %s"), _reads("Address")),
    "whose session": (identity, "_SESSION", _forgotten(identity._SESSION, "user_id = %s"), _reads("Session")),
    "whose news": (notifications, "_ONE", _forgotten(notifications._ONE, "user_id = %s"), _reads("Notification")),
    "whose wishes": (
        wishlist_queries, "_ONE", _forgotten(wishlist_queries._ONE, "owner_id = %s"), _reads("Wishlist"),
    ),
    "whose news are counted": (
        notifications, "_COUNT", _forgotten(notifications._COUNT, "user_id = %s"),
        lambda world, kept: counted(world, kept, "customer A"),
    ),
    "whose wishes are changed": (
        keep_wishlist, "_own", lambda owner: Wishlist.objects.all(),
        _writes("wishlistRename"),
    ),
    "whose order is cancelled": (
        cancel_order, "_visible", lambda locked, owner: locked.order,
        _writes("orderCancel"),
    ),
    "whose copies": (
        identity, "_EXPORTS", _forgotten(identity._EXPORTS, "user_id = %s"),
        lambda world, kept: answered(world, "viewer"),
    ),
    "whose house is read": (
        own_products, "_BY_ID", _forgotten(own_products._BY_ID, "member.user_id = %(user_id)s", "%(user_id)s"),
        lambda world, kept: read_by_root(world, "vendorProduct"),
    ),
    "whose house is listed": (
        own_products_answers, "is_member", _of_anybody, lambda world, kept: answered(world, "vendorProducts"),
    ),
    "in which house somebody works": (holding, "ensure_member", _of_any_house, _writes("productSubmit")),
    "in which house a draft is made": (offer_products, "ensure_member", _of_any_house, _writes("productCreate")),
    "what role they have there": (membership, "may", lambda role, right: True, _writes("productSubmit")),
    "who may offer revisions": (
        membership, "may", lambda role, right: True, _writes("productUpdate of what is shown"),
    ),
    "whose review is answered": (reply, "ensure_member", _of_any_house, _writes("reviewReply")),
    "whose variant is priced": (offer_products, "Variant", _AnyVariant, mixed),
}  # fmt: skip


@pytest.mark.parametrize("forgotten", sorted(PLANTED))
async def test_a_forgotten_condition_is_noticed(
    world: World, kept: Kept, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    module, name, instead, cell = PLANTED[forgotten]
    monkeypatch.setattr(module, name, instead)

    with pytest.raises(AssertionError) as noticed:
        await cell(world, kept)

    # And for what it does, not because it broke.
    assert "INTERNAL" not in str(noticed.value)
