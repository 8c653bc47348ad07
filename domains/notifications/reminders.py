"""Remind shoppers of carts that they left: who asked for it, once per cart and version, once a week per address.

A reminder takes consent given beforehand. A customer gives it by switching reminders on; a guest gives it with the
cart, for the address in it, and is reminded of that cart once and never again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from domains.catalogue.pricing import EFFECTIVE_PRICE_SQL
from domains.catalogue.scopes import SELLABLE_SQL
from domains.common.events import record
from domains.common.ids import new_id
from domains.notifications.addresses import hash_of_address
from domains.notifications.events import CartsReminded
from domains.notifications.models import Message, RemindedAddress
from domains.notifications.services import Template

BATCH = 100
# What was left longer ago is no longer meant.
_FORGOTTEN_AFTER = timedelta(days=30)
_REST = timedelta(days=7)

# Carts whose owner wants to be reminded, with something in them that can be bought at this moment. Whoever was reminded
# within the week is left out here, so that they don't fill every batch; the row of their address is what guarantees it.
_LEFT = f"""
SELECT cart.id, cart.version, person.id, coalesce(person.email, cart.email)
FROM checkout_cart AS cart
LEFT JOIN identity_user AS person
    ON cart.owner_kind = 'customer' AND person.id = cart.owner_id AND person.is_active
    AND person.email_verified_at IS NOT NULL AND EXISTS (
        SELECT FROM notifications_preference AS choice
        WHERE choice.user_id = person.id AND choice.topic = 'reminders' AND choice.channel = 'email' AND choice.is_on
    )
WHERE cart.state = 'open'
    AND (person.id IS NOT NULL OR cart.owner_kind = 'guest' AND cart.email_reminder_agreed_at IS NOT NULL)
    AND cart.updated_at <= %(left_before)s AND cart.updated_at > %(left_after)s
    AND NOT EXISTS (
        SELECT FROM notifications_cart_reminder AS reminder
        WHERE reminder.user_id = person.id AND reminder.reminded_at > %(rested)s
    )
    AND NOT EXISTS (
        SELECT FROM notifications_cart_reminder AS reminder
        WHERE reminder.cart_id = cart.id AND (cart.owner_kind = 'guest' OR reminder.cart_version = cart.version)
    )
    AND EXISTS (
        SELECT FROM checkout_cart_line AS line
        JOIN catalogue_variant AS variant ON variant.id = line.variant_id AND variant.is_active
        JOIN catalogue_product AS product ON product.id = variant.product_id
        JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
        CROSS JOIN {EFFECTIVE_PRICE_SQL.replace("%(currency)s", "cart.currency")}
        WHERE line.cart_id = cart.id AND {SELLABLE_SQL} AND EXISTS (
            SELECT FROM inventory_level AS level WHERE level.variant_id = variant.id
            HAVING sum(level.on_hand - level.reserved) > 0
        )
    )
ORDER BY cart.updated_at
LIMIT %(limit)s
FOR NO KEY UPDATE OF cart SKIP LOCKED
"""  # noqa: S608 - constants only
# Another scheduler may have reminded of it after our statement began and before we had the lock.
_CLAIM = """
INSERT INTO notifications_cart_reminder (id, cart_id, cart_version, user_id, batch_id, reminded_at)
SELECT id, cart_id, cart_version, user_id, %(batch_id)s, %(at)s
FROM unnest(%(ids)s::uuid[], %(cart_ids)s::uuid[], %(versions)s::int[], %(user_ids)s::uuid[])
    AS wanted (id, cart_id, cart_version, user_id)
ON CONFLICT DO NOTHING
RETURNING id
"""
# In the order of the addresses: two batches that have some in common would deadlock.
_TAKE_TURNS = """
INSERT INTO notifications_reminded_address (id, address, reminded_at)
SELECT id, address, %(at)s FROM unnest(%(ids)s::uuid[], %(addresses)s::bytea[]) AS wanted (id, address)
ORDER BY address
ON CONFLICT (address) DO UPDATE SET reminded_at = excluded.reminded_at
WHERE notifications_reminded_address.reminded_at <= %(rested)s
RETURNING address
"""


@dataclass(frozen=True, slots=True)
class _Left:
    """A cart to remind of."""

    reminder_id: UUID
    cart_id: UUID
    version: int
    user_id: UUID | None
    email: str


def remind_of_carts(*, now: datetime, limit: int = BATCH) -> int:
    """Write up to `limit` reminders; gives how many carts were taken. Any number may run at once.

    A change of a cart begins another idle period. Who was reminded within a week waits until it is over, and so does
    a cart in which nothing can be bought; both only as long as the cart is not too old. A guest's cart has had its turn
    with its first reminder, also where its address was written to within the week and gets none.
    """
    batch_id = new_id()
    with transaction.atomic():
        left = _claimed(_left(now, limit), batch_id=batch_id, now=now)
        due = _whose_turn_it_is(left, now)
        Message.objects.bulk_create(
            Message(
                template=Template.CART_REMINDER,
                cause=f"reminder:{each.reminder_id}",
                recipient=each.email,
                user_id=each.user_id,
                created_at=now,
            )
            for each in due
        )
        if due:
            record(CartsReminded(batch_id=batch_id))
    return len(left)


def forget_addresses(*, now: datetime, limit: int) -> int:
    """Delete up to `limit` notes of addresses that may be reminded again; gives how many."""
    over = RemindedAddress.objects.filter(reminded_at__lte=now - _REST).order_by("reminded_at")
    ids = list(over.values_list("id", flat=True)[:limit])
    # One that was taken up again meanwhile stays.
    RemindedAddress.objects.filter(id__in=ids, reminded_at__lte=now - _REST).delete()
    return len(ids)


def _left(now: datetime, limit: int) -> Sequence[_Left]:
    params: dict[str, Any] = {
        "at": now,
        "left_before": now - settings.CART_REMINDER_AFTER,
        "left_after": now - _FORGOTTEN_AFTER,
        "rested": now - _REST,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, params)
        return [_Left(new_id(), *row) for row in cursor.fetchall()]


def _claimed(left: Sequence[_Left], *, batch_id: UUID, now: datetime) -> Sequence[_Left]:
    if not left:
        return ()
    params: dict[str, Any] = {
        "batch_id": batch_id,
        "at": now,
        "ids": [each.reminder_id for each in left],
        "cart_ids": [each.cart_id for each in left],
        "versions": [each.version for each in left],
        "user_ids": [each.user_id for each in left],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, params)
        ours = {reminder_id for (reminder_id,) in cursor.fetchall()}
    return [each for each in left if each.reminder_id in ours]


def _whose_turn_it_is(left: Sequence[_Left], now: datetime) -> Sequence[_Left]:
    """Those whose address had a week's rest; it may have been another account's until lately."""
    if not left:
        return ()
    by_address: Mapping[bytes, _Left] = {hash_of_address(each.email): each for each in left}
    params: dict[str, Any] = {
        "at": now,
        "rested": now - _REST,
        "ids": [new_id() for _ in by_address],
        "addresses": list(by_address),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_TURNS, params)
        return [by_address[bytes(address)] for (address,) in cursor.fetchall()]
