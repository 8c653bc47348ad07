"""Reactions to what happens to payments: calls to the provider, each safe to repeat."""

from domains.common.clock import utc_now
from domains.orders.flows import capture_payment, return_payment, send_refund
from domains.orders.services.process_webhook import process_webhook
from tasks.table import Happened


def apply_webhook(happened: Happened) -> None:
    """Do what the provider's message asks for."""
    process_webhook(webhook_id=happened.id("webhook_id"), now=utc_now())


async def capture(happened: Happened) -> None:
    """Take the money of a placed order."""
    await capture_payment(order_id=happened.id("order_id"), now=utc_now())


async def give_back(happened: Happened) -> None:
    """Let go of money that no order needs."""
    await return_payment(attempt_id=happened.id("attempt_id"), now=utc_now())


async def refund(happened: Happened) -> None:
    """Send a refund to the provider."""
    await send_refund(refund_id=happened.id("refund_id"), now=utc_now())
