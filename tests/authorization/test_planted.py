"""The matrix is tried on mistakes that people make: each is planted, and some cell must tell."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from domains.checkout import wishlist_queries
from domains.checkout.models import Wishlist
from domains.checkout.services import keep_wishlist
from domains.identity import queries as identity
from domains.notifications import queries as notifications
from domains.orders import queries as orders
from domains.orders.services import cancel_order
from tests.authorization.asking import CELLS
from tests.authorization.kept import Kept
from tests.authorization.sides import World
from tests.authorization.test_reads import (
    test_by_id_it_is_there_for_its_owner_and_as_good_as_missing_for_others as read_by_id,
)
from tests.authorization.test_reads import test_nothing_that_is_anothers_is_counted_or_found as counted
from tests.authorization.test_writes import test_only_whose_it_is_may_and_nobody_else_changes_anything as written

type Cell = Callable[[World, Kept], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def _not_counted() -> Iterator[None]:
    """Cells that are asked of a broken marketplace are none."""
    before = dict(CELLS)
    yield
    CELLS.clear()
    CELLS.update(before)


def _forgotten(statement: str, condition: str) -> str:
    """A statement that takes the same values and has lost a condition."""
    assert condition in statement, statement
    return statement.replace(condition, "%s::uuid IS NOT NULL")


def _reads(type_name: str) -> Cell:
    return lambda world, kept: read_by_id(world, type_name)


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
        lambda world, kept: written(world, kept, "wishlistRename"),
    ),
    "whose order is cancelled": (
        cancel_order, "_visible", lambda locked, owner: locked.order,
        lambda world, kept: written(world, kept, "orderCancel"),
    ),
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
