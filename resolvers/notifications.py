"""How the feed is answered."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.live import following
from domains.common.live_log import LiveEvent
from domains.common.pagination import Page
from domains.notifications import queries
from domains.notifications.feed import mark_read
from domains.notifications.queries import FeedRow
from domains.orders.queries import order_by_id
from resolvers.context import Context
from resolvers.relations import Relation

ORDER = Relation(batch=order_by_id, keys="order_ids", key="order_id")


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """One thing a subscriber is told. With `resync` something may have been missed: read the feed again."""

    sequence: int | None
    resync: bool
    notification: FeedRow | None


async def notifications(context: Context, *, first: int | None, after: str | None) -> Page[FeedRow]:
    """The viewer's feed. Raises LoginRequired."""
    return await queries.list_feed(user_id=context.viewer.customer_id(), first=first, after=after)


async def notification(context: Context, *, item_id: UUID) -> FeedRow:
    """An item of the viewer's own feed. Raises NotFound, LoginRequired."""
    return await queries.find_item(item_id=item_id, user_id=context.viewer.customer_id())


async def unread(context: Context) -> int:
    """How much of the feed is not read. Raises LoginRequired."""
    return await queries.unread_count(user_id=context.viewer.customer_id())


async def mark(context: Context, *, item_ids: Collection[UUID] | None) -> int:
    """Mark items as read; gives how many are left."""
    user_id = context.viewer.customer_id()
    await in_transaction(mark_read, user_id=user_id, item_ids=item_ids, now=context.now)
    return await queries.unread_count(user_id=user_id)


async def added(context: Context, *, after: str | None) -> AsyncIterator[FeedUpdate]:
    """What comes into the viewer's feed. Raises LoginRequired."""
    user_id, position = context.viewer.customer_id(), context.wanted_position(after)
    async with following(f"feed:{user_id}", after=position) as stream:
        while True:
            heard = await stream.next()
            context.start_afresh(now=utc_now())
            context.place.position = heard.sequence
            item_id = heard.payload["item_id"] if isinstance(heard, LiveEvent) else None
            item = await _item(UUID(item_id), user_id) if item_id else None
            yield FeedUpdate(sequence=heard.sequence, resync=item_id is None, notification=item)


async def _item(item_id: UUID, user_id: UUID) -> FeedRow | None:
    try:
        return await queries.find_item(item_id=item_id, user_id=user_id)
    except NotFound:
        return None
