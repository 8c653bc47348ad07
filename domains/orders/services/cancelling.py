"""Cancel parts of an order: what every way of cancelling has in common."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domains.common.events import record
from domains.common.money import Money
from domains.inventory.models import StockMovement
from domains.inventory.services.levels import lock_levels_of_variants
from domains.inventory.services.return_stock import return_stock
from domains.orders.events import OrderCancelled, VendorOrderCancelled
from domains.orders.models import Order, OrderLine, VendorOrder
from domains.orders.services.locking import LockedPayment
from domains.orders.services.timeline import note
from domains.orders.transitions import after, order_state
from domains.payments.events import PaymentMustBeReturned
from domains.payments.models import PaymentAttempt
from domains.payments.services.captures import live_capture
from domains.payments.services.refunds import request_refund

CANCELLED = VendorOrder.State.CANCELLED
REFUND_REASON = "cancelled"


def cancel_parts(
    locked: LockedPayment, *, parts: Sequence[VendorOrder], actor: str, reason: str, now: datetime
) -> None:
    """Cancel those parts that are still placed; stock and money go back.

    Money that was not taken yet is simply not taken: the capture is for what is left, and with nothing left the
    authorisation is voided. Money that was, or may have been, is refunded part by part.
    """
    order = locked.order
    placed = [part for part in parts if part.state == VendorOrder.State.PLACED]
    if order is None or not placed:
        return
    for part in placed:
        part.state = after(part.state, CANCELLED)
        part.cancelled_at = now
        part.cancelled_because = reason[:200]
        part.save(update_fields=["state", "cancelled_at", "cancelled_because"])
        _tell(order=order, part=part, actor=actor, reason=reason, now=now)
    _return_stock(locked, parts=placed, actor=actor, now=now)
    settle_order_state(locked, actor=actor, now=now)
    _return_money(locked, parts=placed, now=now)


def settle_order_state(locked: LockedPayment, *, actor: str, now: datetime) -> None:
    """Derive the order's state from its parts and tell when the last one was cancelled."""
    order = locked.order
    if order is None:
        return
    state = order_state([part.state for part in locked.parts])
    if state == order.state:
        return
    order.state = state
    order.save(update_fields=["state"])
    if state == Order.State.CANCELLED:
        note(order_id=order.id, kind="cancelled", actor=actor, now=now)
        record(OrderCancelled(order_id=order.id, owner_id=order.owner_id, actor=actor))


def _tell(*, order: Order, part: VendorOrder, actor: str, reason: str, now: datetime) -> None:
    note(
        order_id=order.id,
        vendor_order_id=part.id,
        kind="vendor_order_cancelled",
        actor=actor,
        now=now,
        facts={"reason": reason, "total_minor": part.total_minor},
    )
    record(
        VendorOrderCancelled(
            order_id=order.id,
            owner_id=order.owner_id,
            vendor_order_id=part.id,
            vendor_id=part.vendor_id,
            reason=reason,
            actor=actor,
        )
    )


def _return_stock(locked: LockedPayment, *, parts: Sequence[VendorOrder], actor: str, now: datetime) -> None:
    units: dict[UUID, Counter[UUID]] = {part.id: Counter() for part in parts}
    lines = OrderLine.objects.filter(vendor_order__in=parts)
    for part_id, variant_id, quantity in lines.values_list("vendor_order_id", "variant_id", "quantity"):
        units[part_id][variant_id] += quantity
    # All levels at once: part by part, they would be locked in another order than a checkout locks them.
    lock_levels_of_variants(variant_ids={variant_id for counted in units.values() for variant_id in counted})
    for part_id, counted in units.items():
        return_stock(
            purchase_id=locked.purchase.id,
            vendor_order_id=part_id,
            units=counted,
            reason=StockMovement.Reason.CANCELLED,
            actor=actor,
            now=now,
        )


def _return_money(locked: LockedPayment, *, parts: Sequence[VendorOrder], now: datetime) -> None:
    attempt = locked.attempt
    if attempt.state not in (PaymentAttempt.State.AUTHORIZED, PaymentAttempt.State.CAPTURED):
        return
    if live_capture(attempt=attempt) is None:
        if all(part.state == CANCELLED for part in locked.parts):
            record(PaymentMustBeReturned(attempt_id=attempt.id, reason="order_cancelled"))
        return
    for part in parts:
        if part.total_minor:
            request_refund(
                attempt=attempt,
                amount=Money(part.total_minor, part.currency),
                reason=REFUND_REASON,
                vendor_order_id=part.id,
                now=now,
            )
