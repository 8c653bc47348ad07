"""The feed, as the API shows it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

import resolvers.catalogue as goods
import resolvers.notifications as answers
from domains.common.errors import InvalidInput
from domains.notifications.models import FeedItem
from domains.notifications.queries import FeedRow
from schema.base import Connection, Info, Node, global_id, is_row, related, sequence_number
from schema.catalogue import Product
from schema.errors import UserError, attempt
from schema.ids import decode_id
from schema.orders import Order

_MOST_MARKED = 50

strawberry.enum(FeedItem.Kind, name="NotificationKind", description="What a customer is told of.")


@strawberry.type(description="Something the viewer is told.")
class Notification(Node):
    """A `FeedRow`."""

    is_type_of = is_row(FeedRow)
    id: strawberry.ID = global_id("Notification")
    kind: FeedItem.Kind = strawberry.field(description="What happened.")
    facts: JSON = strawberry.field(description="Names and numbers of that moment, for a sentence about it.")
    created_at: datetime = strawberry.field(description="When it was told.")
    read_at: datetime | None = strawberry.field(description="When it was read; null while it is not.")
    order: Order | None = related(answers.ORDER, description="The viewer's order it is about.")
    product: Product | None = related(goods.PRODUCT, description="The product it is about, while it is shown.")


@strawberry.type(description="Something that came into the viewer's feed.")
class NotificationUpdate:
    """A `FeedUpdate`."""

    sequence: str | None = sequence_number()
    resync: bool = strawberry.field(description="Something may have been missed: read `notifications` again.")
    notification: Notification | None = strawberry.field(description="Null on a resync.")


@strawberry.type(description="What is left to read.")
class NotificationsMarkReadPayload:
    """What `notificationsMarkRead` answers."""

    unread_count: int | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


async def _mark(info: Info, ids: list[strawberry.ID] | None) -> int:
    # Checked before the work of decoding.
    if ids is not None and len(ids) > _MOST_MARKED:
        raise InvalidInput(f"At most {_MOST_MARKED} at once.", path=("ids",))
    keys = None if ids is None else [decode_id(value, expected="Notification", path=("ids",)) for value in ids]
    return await answers.mark(info.context, item_ids=keys)


@strawberry.type
class NotificationsQuery:
    """Queries of the feed."""

    @strawberry.field(description="What the viewer is told, the newest first.")
    async def notifications(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Notification]:
        """Pages of 1 to 50, 20 if not said."""
        page = await answers.notifications(info.context, first=first, after=after)
        return cast("Connection[Notification]", page)

    @strawberry.field(description="How much of it the viewer has not read.")
    async def unread_notification_count(self, info: Info) -> int:
        """Zero for an empty feed."""
        return await answers.unread(info.context)


@strawberry.type
class NotificationsMutation:
    """Mutations of the feed."""

    @strawberry.mutation(description="Mark up to 50 notifications as read, or all of them; others' are left alone.")
    async def notifications_mark_read(
        self, info: Info, ids: list[strawberry.ID] | None = None
    ) -> NotificationsMarkReadPayload:
        """Mark."""
        return await attempt(NotificationsMarkReadPayload, _mark(info, ids), into="unread_count")


@strawberry.type
class NotificationsSubscription:
    """Subscriptions of the feed."""

    @strawberry.subscription(
        description="What comes into the viewer's feed. `after`: the last sequence heard, to be told what was missed."
    )
    async def notification_added(self, info: Info, after: str | None = None) -> AsyncIterator[NotificationUpdate]:
        """Raises LoginRequired for guests and strangers."""
        return cast("AsyncIterator[Any]", answers.added(info.context, after=after))
