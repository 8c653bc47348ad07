"""Reactions to what happens to orders: letters, and news for those who watch."""

from domains.common.clock import utc_now
from domains.common.live_log import publish
from domains.common.money import Money
from domains.notifications import order_letters
from domains.orders.services import claim_orders as claiming
from tasks.table import Happened


def claim_orders(happened: Happened) -> None:
    """Give whoever has just proven an address, or logged in, what they ordered as a guest."""
    claiming.claim_orders(user_id=happened.id("user_id"), now=utc_now())


def confirm_to_buyer(happened: Happened) -> None:
    """Confirm the order by mail."""
    order_letters.confirm_to_buyer(order_id=happened.id("order_id"))


def tell_vendors(happened: Happened) -> None:
    """Tell each vendor what to send."""
    order_letters.tell_vendors(order_id=happened.id("order_id"))


def tell_of_cancellation(happened: Happened) -> None:
    """Tell buyer and vendor that a part was cancelled."""
    order_letters.tell_of_cancellation(vendor_order_id=happened.id("vendor_order_id"))


def tell_of_refund(happened: Happened) -> None:
    """Tell the buyer that money is on its way back."""
    order_letters.tell_of_refund(
        order_id=happened.id("order_id"),
        amount=Money(happened.payload["amount_minor"], happened.payload["currency"]),
        cause=f"event:{happened.event_id}",
    )


async def push_order(happened: Happened) -> None:
    """Tell the owner, if they watch their orders."""
    await publish(
        topic=f"orders-of:{happened.payload['owner_id']}",
        cause=str(happened.sequence),
        name=happened.name,
        payload=dict(happened.payload),
    )
