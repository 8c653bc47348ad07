"""Letters that remind of carts."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from domains.checkout.cart_view import CartView
from domains.checkout.left_carts import open_carts_now
from domains.notifications.models import CartReminder, Message
from domains.notifications.order_letters import LineText
from domains.notifications.outgoing import Letter, drop, send_letters
from domains.notifications.preferences import Topic
from domains.notifications.services import Template


def mail_batch(*, batch_id: UUID, now: datetime) -> int:
    """Send the reminders of a batch that still have a cause; gives how many went. Raises what `send_letters` raises.

    Dropped are those whose cart has changed, was completed or emptied, or holds nothing that can be bought, and those
    whose owner has another address or none that is proven, or is a guest who wants none any more.
    """
    reminders = {f"reminder:{each.id}": each for each in _reminders(batch_id)}
    messages = list(
        Message.objects.filter(
            template=Template.CART_REMINDER, cause__in=reminders, state=Message.State.QUEUED
        ).order_by("id")
    )
    if not messages:
        return 0
    carts = open_carts_now(cart_ids=[reminders[message.cause].cart_id for message in messages], now=now)
    letters = [
        _letter(message, reminder, cart)
        for message in messages
        if (reminder := reminders[message.cause])
        and (cart := carts.get(reminder.cart_id))
        and _has_cause(message, reminder, cart)
    ]
    kept = {letter.message.id for letter in letters}
    drop([message.id for message in messages if message.id not in kept])
    return send_letters(letters)


def _reminders(batch_id: UUID) -> Collection[CartReminder]:
    return CartReminder.objects.select_related("user", "cart").filter(batch_id=batch_id)


def _has_cause(message: Message, reminder: CartReminder, cart: CartView) -> bool:
    return (
        _is_theirs(message, reminder)
        and cart.version == reminder.cart_version
        and any(line.counts for line in cart.lines)
    )


def _is_theirs(message: Message, reminder: CartReminder) -> bool:
    user = reminder.user
    if user is None:
        # A guest's consent is for the address that stands in the cart.
        asked = reminder.cart.email_reminder_agreed_at is not None
        return asked and reminder.cart.email == message.recipient
    return user.is_active and user.email_verified_at is not None and user.email == message.recipient


def _letter(message: Message, reminder: CartReminder, cart: CartView) -> Letter:
    name = reminder.user.full_name if reminder.user else ""
    context = {"cart": _contents(cart), "name": name, "link": f"{settings.STOREFRONT_URL}/cart/"}
    return Letter(message=message, topic=Topic.REMINDERS, user_id=reminder.user_id, context=context)


def _contents(cart: CartView) -> Mapping[str, Any]:
    lines = [
        LineText(
            title=line.sold.title,
            options=", ".join(line.sold.options.values()),
            sku=line.sold.sku,
            quantity=line.quantity,
            unit_price=line.sold.unit_price,
            total=line.total,
        )
        for line in cart.lines
        if line.counts and line.sold is not None and line.total is not None
    ]
    return {"lines": lines, "subtotal": cart.subtotal, "gone": len(cart.lines) - len(lines)}
