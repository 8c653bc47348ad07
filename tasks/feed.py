"""Reactions that tell customers in the shop, and those who watch their feed."""

from domains.common.clock import utc_now
from domains.common.live_log import publish
from domains.notifications import feed
from domains.notifications.models import FeedItem
from tasks.table import Happened


def tell_of_placing(happened: Happened) -> None:
    """An order was placed."""
    _tell(happened, FeedItem.Kind.ORDER_PLACED)


def tell_of_cancelling(happened: Happened) -> None:
    """All of an order was cancelled."""
    _tell(happened, FeedItem.Kind.ORDER_CANCELLED)


def tell_of_money_back(happened: Happened) -> None:
    """Money is on its way back; each refund is told apart."""
    facts = {name: happened.payload[name] for name in ("amount_minor", "currency")}
    feed.tell_of_order(
        order_id=happened.id("order_id"),
        kind=FeedItem.Kind.ORDER_REFUNDED,
        cause=f"event:{happened.event_id}",
        now=utc_now(),
        facts=facts,
    )


def tell_of_part_cancelled(happened: Happened) -> None:
    """A vendor's part was cancelled while others go on."""
    vendor_order_id = happened.id("vendor_order_id")
    feed.tell_of_part(vendor_order_id=vendor_order_id, kind=FeedItem.Kind.ORDER_PART_CANCELLED, now=utc_now())


def tell_of_sending(happened: Happened) -> None:
    """A vendor has sent its part."""
    feed.tell_of_part(vendor_order_id=happened.id("vendor_order_id"), kind=FeedItem.Kind.ORDER_SENT, now=utc_now())


def tell_of_reply(happened: Happened) -> None:
    """A house answered a review."""
    feed.tell_of_reply(review_id=happened.id("review_id"), now=utc_now())


async def push_feed(happened: Happened) -> None:
    """Tell the customer's open pages."""
    await publish(
        topic=f"feed:{happened.payload['user_id']}",
        cause=str(happened.sequence),
        name=happened.name,
        payload=dict(happened.payload),
    )


def _tell(happened: Happened, kind: FeedItem.Kind) -> None:
    order_id = happened.id("order_id")
    feed.tell_of_order(order_id=order_id, kind=kind, cause=f"order:{order_id}", now=utc_now())
