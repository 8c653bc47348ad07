"""How following and looking around are answered."""

from collections.abc import Sequence
from uuid import UUID

from domains.catalogue.rows import ProductRow
from domains.checkout import viewing
from domains.common.bridge import in_transaction
from domains.common.pagination import Page
from domains.vendors import following
from domains.vendors.queries import find_vendor
from domains.vendors.rows import VendorRow
from resolvers.context import Context
from resolvers.relations import Relation

FOLLOWER_COUNT = Relation(batch=following.follower_count_by_vendor_id, keys="vendor_ids")
VIEWER_FOLLOWS = Relation(batch=following.viewer_follows, keys="vendor_ids", facts=(("viewer", "viewer"),))


async def follow(context: Context, *, vendor_id: UUID, follows: bool) -> VendorRow:
    """Follow a vendor, or no longer."""
    user_id = context.viewer.customer_id()
    await in_transaction(following.set_follow, vendor_id=vendor_id, user_id=user_id, follows=follows, now=context.now)
    return await find_vendor(vendor_id=vendor_id)


async def followed(context: Context, *, first: int | None, after: str | None) -> Page[VendorRow]:
    """The vendors the viewer follows. Raises LoginRequired."""
    return await following.followed_vendors(user_id=context.viewer.customer_id(), first=first, after=after)


async def note_views(context: Context, *, product_ids: Sequence[UUID]) -> None:
    """Remember what the viewer looked at. Raises LoginRequired."""
    owner = context.viewer.owner()
    await in_transaction(viewing.note_views, owner=owner, product_ids=product_ids, now=context.now)


async def recently_viewed(context: Context, *, first: int | None, after: str | None) -> Page[ProductRow]:
    """What the viewer looked at lately. Raises LoginRequired."""
    return await viewing.recently_viewed(owner=context.viewer.owner(), at=context.now, first=first, after=after)
