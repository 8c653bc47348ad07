"""Erase who orders were for; what they cost, and what was in them, stays."""

from uuid import UUID

from django.db import connection
from django.db.models import Q

from domains.checkout.models import OwnerKind
from domains.orders.models import Order, Purchase, VendorOrder
from domains.payments.erasing import empty_webhooks

_EMPTY_QUOTES = """
UPDATE orders_purchase SET quote = quote || '{"email": "", "address": {}}', idempotency_key = id::text
WHERE id = ANY(%s)
"""
# What a customer gave as the reason may be anything, also while they were a guest and had not claimed the order. The
# timeline refuses every other change.
_EMPTY_REASONS = """
UPDATE orders_timeline SET facts = facts || '{"reason": ""}'
WHERE order_id = ANY(%s) AND (actor = ANY(%s) OR actor LIKE 'guest:%%')
  AND facts ? 'reason' AND facts ->> 'reason' <> ''
RETURNING vendor_order_id
"""
_EMPTY_EVENTS = """
UPDATE outbox_event SET payload = payload || '{"reason": ""}'
WHERE aggregate = ANY(%s) AND payload ? 'reason'
  AND (payload ->> 'actor' = ANY(%s) OR payload ->> 'actor' LIKE 'guest:%%')
"""


def erase_orders(*, user_id: UUID, email: str) -> None:
    """Erase names, addresses and words of a closed account's orders, and of guests' orders with its proven `email`.

    Of a guest's, only those that are over: the others are still to be sent there.
    """
    purchase_ids = list(Purchase.objects.filter(_of(user_id, email)).values_list("id", flat=True))
    orders = Order.objects.filter(purchase_id__in=purchase_ids)
    order_ids = list(orders.values_list("id", flat=True))
    actors = {f"{kind}:{owner_id}" for kind, owner_id in orders.values_list("owner_kind", "owner_id")}
    orders.update(email="", address={})
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_QUOTES, [purchase_ids])
        cursor.execute(_EMPTY_REASONS, [order_ids, list(actors)])
        parts = [row[0] for row in cursor.fetchall()]
        cursor.execute(_EMPTY_EVENTS, [[f"order:{order_id}" for order_id in order_ids], list(actors)])
    VendorOrder.objects.filter(id__in=parts).update(cancelled_because="")
    empty_webhooks(purchase_ids=purchase_ids)


def _of(user_id: UUID, email: str) -> Q:
    own = Q(owner_kind=OwnerKind.CUSTOMER, owner_id=user_id)
    if not email:
        return own
    same_mailbox = Order.objects.filter(owner_kind=OwnerKind.GUEST, email__iexact=email)
    to_send = VendorOrder.objects.filter(state=VendorOrder.State.PLACED)
    never_placed = Q(owner_kind=OwnerKind.GUEST, state=Purchase.State.RELEASED, quote__email__iexact=email)
    return own | never_placed | Q(id__in=same_mailbox.exclude(vendor_orders__in=to_send).values("purchase_id"))
