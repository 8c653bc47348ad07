"""How a vendor's people are answered about the products of their house."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domains.catalogue.extending import Additions
from domains.catalogue.services.create_product import NewAxis, NewVariant
from domains.catalogue.services.set_prices import NewPrice
from domains.catalogue.submissions import queries
from domains.catalogue.submissions.rows import OwnProductRow
from domains.catalogue.submissions.services import offer_products as offers
from domains.catalogue.submissions.services.offer_media import WantedPicture, WantedSwatch, set_pictures
from domains.catalogue.submissions.services.offer_variants import add_to_product, switch_in_product
from domains.common.bridge import in_transaction
from domains.common.errors import LoginRequired, NotFound
from domains.common.money import Money
from domains.common.pagination import Page
from domains.identity.viewer import ViewerKind
from domains.vendors.membership import is_member, memberships_by_user_id
from resolvers.context import Context
from resolvers.relations import Relation

MEMBERSHIPS = Relation(batch=memberships_by_user_id, keys="user_ids", many=True)
VARIANTS = Relation(batch=queries.own_variants_by_product_id, keys="product_ids", many=True)
PLANNED_PRICES = Relation(
    batch=queries.planned_prices_by_variant_id, keys="variant_ids", facts=(("at", "now"),), many=True
)
SUBMISSIONS = Relation(batch=queries.submissions_by_product_id, keys="product_ids", many=True)


async def products(
    context: Context, *, vendor_id: UUID, state: str | None, first: int | None, after: str | None
) -> Page[OwnProductRow] | None:
    """The products of a vendor the viewer works for; None of any other."""
    user_id = context.viewer.id if context.viewer.kind is ViewerKind.CUSTOMER else None
    if user_id is None or not await is_member(user_id=user_id, vendor_id=vendor_id):
        return None
    return await queries.own_products(user_id=user_id, vendor_id=vendor_id, state=state, first=first, after=after)


async def product(context: Context, *, product_id: UUID) -> OwnProductRow | None:
    """A product of a vendor the viewer works for, or None."""
    try:
        return await _read(context, product_id)
    except (NotFound, LoginRequired):
        return None


async def create(
    context: Context,
    *,
    vendor_id: UUID,
    facts: Mapping[str, Any],
    choices: tuple[Sequence[NewAxis], Sequence[NewVariant]],
    prices: Sequence[tuple[str, Money]],
) -> OwnProductRow:
    """Make a draft."""
    member, (axes, variants) = context.viewer.customer_id(), choices
    how: dict[str, Any] = {"axes": axes, "variants": variants, "prices": prices, "now": context.now}
    made = await in_transaction(offers.create_draft, vendor_id=vendor_id, member_id=member, facts=facts, **how)
    return await _read(context, made.id)


async def change(context: Context, *, product_id: UUID, changes: Mapping[str, Any]) -> OwnProductRow:
    """Change a draft, or offer a revision."""
    member = context.viewer.customer_id()
    await in_transaction(
        offers.change_product, product_id=product_id, member_id=member, changes=changes, now=context.now
    )
    return await _read(context, product_id)


async def price(context: Context, *, product_id: UUID, prices: Sequence[NewPrice]) -> OwnProductRow:
    """Set prices."""
    member = context.viewer.customer_id()
    await in_transaction(offers.price_product, product_id=product_id, member_id=member, prices=prices, now=context.now)
    return await _read(context, product_id)


async def withdraw_prices(context: Context, *, product_id: UUID, price_ids: Sequence[UUID]) -> OwnProductRow:
    """Take planned prices back."""
    how: dict[str, Any] = {"price_ids": price_ids, "now": context.now}
    await in_transaction(
        offers.withdraw_own_prices, product_id=product_id, member_id=context.viewer.customer_id(), **how
    )
    return await _read(context, product_id)


async def add_variants(context: Context, *, product_id: UUID, additions: Additions) -> OwnProductRow:
    """Add to its matrix, or offer to."""
    member = context.viewer.customer_id()
    await in_transaction(add_to_product, product_id=product_id, member_id=member, additions=additions, now=context.now)
    return await _read(context, product_id)


async def switch_variants(context: Context, *, product_id: UUID, switched: Mapping[UUID, bool]) -> OwnProductRow:
    """Offer some of its variants, and others no longer."""
    member = context.viewer.customer_id()
    await in_transaction(switch_in_product, product_id=product_id, member_id=member, switched=switched, now=context.now)
    return await _read(context, product_id)


async def set_media(
    context: Context,
    *,
    product_id: UUID,
    pictures: Sequence[WantedPicture] | None,
    swatches: Sequence[WantedSwatch],
) -> OwnProductRow:
    """Say which pictures it has, or is to have."""
    how: dict[str, Any] = {"pictures": pictures, "swatches": swatches, "now": context.now}
    await in_transaction(set_pictures, product_id=product_id, member_id=context.viewer.customer_id(), **how)
    return await _read(context, product_id)


async def submit(context: Context, *, product_id: UUID) -> OwnProductRow:
    """Ask staff to show it."""
    member = context.viewer.customer_id()
    await in_transaction(offers.submit_product, product_id=product_id, member_id=member, now=context.now)
    return await _read(context, product_id)


async def unpublish(context: Context, *, product_id: UUID) -> OwnProductRow:
    """Take it from sale."""
    member = context.viewer.customer_id()
    await in_transaction(offers.take_from_sale, product_id=product_id, member_id=member, now=context.now)
    return await _read(context, product_id)


async def archive(context: Context, *, product_id: UUID) -> OwnProductRow:
    """Put it away."""
    member = context.viewer.customer_id()
    await in_transaction(offers.archive_own_product, product_id=product_id, member_id=member, now=context.now)
    return await _read(context, product_id)


async def withdraw(context: Context, *, product_id: UUID) -> OwnProductRow:
    """Take back what waits."""
    member = context.viewer.customer_id()
    await in_transaction(offers.withdraw_product, product_id=product_id, member_id=member, now=context.now)
    return await _read(context, product_id)


async def _read(context: Context, product_id: UUID) -> OwnProductRow:
    return await queries.own_product(user_id=context.viewer.customer_id(), product_id=product_id)
