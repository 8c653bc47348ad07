"""Take the money of an order: what is asked before, and what is booked after."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.events import record
from domains.common.money import Money
from domains.orders.events import OrderPaid
from domains.orders.models import VendorOrder
from domains.orders.services.cancelling import cancel_parts
from domains.orders.services.locking import LockedPayment, lock_payment
from domains.orders.services.shares import captured_parts, shares_of, total_of
from domains.orders.services.timeline import SYSTEM, note
from domains.orders.services.unparking import unpark_webhooks
from domains.orders.services.verdict import Verdict
from domains.payments.errors import AmountMismatch
from domains.payments.events import RefundRequested
from domains.payments.models import PaymentAttempt, Refund
from domains.payments.services.attempts import know_reference
from domains.payments.services.captures import (
    live_capture,
    note_capture_refused,
    note_captured,
    request_capture,
)
from domains.payments.services.refunds import request_refund
from domains.payments.transitions import OPEN

log = logging.getLogger(__name__)

State = PaymentAttempt.State
RETURN_REASON = "no_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureWanted:
    """What to ask the provider for; the capture's id is the idempotency key."""

    capture_id: UUID
    attempt_id: UUID
    gateway: str
    provider_reference: str
    amount: Money


def prepare_capture(*, attempt_id: UUID, now: datetime) -> CaptureWanted | None:
    """Note that an order's money is about to be taken: of what is not cancelled. Raises NotFound.

    None when there is nothing to take (any more). A capture that was requested before is wanted again, unchanged.
    """
    with transaction.atomic():
        locked = lock_payment(attempt_id=attempt_id)
        if locked.attempt.state != State.AUTHORIZED or locked.order is None:
            return None
        capture = live_capture(attempt=locked.attempt)
        if capture is None:
            amount = total_of(locked, captured_parts(locked))
            if not amount.minor:
                return None
            capture = request_capture(attempt=locked.attempt, amount=amount, now=now)
        return CaptureWanted(
            capture_id=capture.id,
            attempt_id=attempt_id,
            gateway=locked.attempt.gateway,
            provider_reference=locked.attempt.provider_reference,
            amount=Money(capture.amount_minor, locked.attempt.currency),
        )


def settle_captured(*, attempt_id: UUID, provider_reference: str, captured: Money, now: datetime) -> Verdict:
    """Book what the provider has taken, once, whoever brings the news. Raises NotFound.

    Money taken for a purchase that is no order is refunded at once.
    """
    with transaction.atomic():
        locked = lock_payment(attempt_id=attempt_id)
        verdict = _judge(locked, provider_reference, captured)
        if verdict is not Verdict.APPLIED:
            return verdict
        if locked.order is None:
            note_captured(attempt=locked.attempt, captured=captured, order_id=None, shares=(), now=now)
            request_refund(attempt=locked.attempt, amount=captured, reason=RETURN_REASON, vendor_order_id=None, now=now)
        else:
            _book_order(locked, captured=captured, now=now)
        unpark_webhooks(attempt_id=attempt_id)
        return verdict


def settle_capture_refused(*, attempt_id: UUID, code: str, now: datetime) -> Verdict:
    """The provider will never take the money, so what has not been sent is cancelled. Raises NotFound."""
    with transaction.atomic():
        locked = lock_payment(attempt_id=attempt_id)
        capture = live_capture(attempt=locked.attempt)
        if locked.attempt.state != State.AUTHORIZED or capture is None or locked.order is None:
            return Verdict.IGNORED
        note_capture_refused(capture=capture, now=now)
        # Refunds asked for meanwhile are of money that never came.
        Refund.objects.filter(attempt=locked.attempt, state=Refund.State.REQUESTED).update(
            state=Refund.State.FAILED, settled_at=now
        )
        note(order_id=locked.order.id, kind="payment_refused", now=now, facts={"code": code})
        cancel_parts(locked, parts=locked.parts, actor=SYSTEM, reason="payment_refused", now=now)
        return Verdict.APPLIED


def _judge(locked: LockedPayment, provider_reference: str, captured: Money) -> Verdict:
    attempt = locked.attempt
    if attempt.state in OPEN or attempt.state == State.EXPIRED:
        return Verdict.PARKED
    if attempt.state == State.CAPTURED:
        return Verdict.IGNORED if captured.minor == attempt.captured_minor else _mismatch(locked, captured)
    if attempt.state != State.AUTHORIZED:
        return _mismatch(locked, captured)
    try:
        know_reference(attempt=attempt, provider_reference=provider_reference)
    except AmountMismatch:
        return _mismatch(locked, captured)
    return Verdict.APPLIED if captured == _expected(locked) else _mismatch(locked, captured)


def _expected(locked: LockedPayment) -> Money:
    capture = live_capture(attempt=locked.attempt)
    if capture is not None:
        return Money(capture.amount_minor, locked.attempt.currency)
    if locked.order is None:
        return Money(locked.attempt.amount_minor, locked.attempt.currency)
    return total_of(locked, captured_parts(locked))


def _mismatch(locked: LockedPayment, captured: Money) -> Verdict:
    log.error(
        "capture does not agree with our books",
        extra={"attempt_id": str(locked.attempt.id), "state": locked.attempt.state, "told": str(captured)},
    )
    return Verdict.MISMATCH


def _book_order(locked: LockedPayment, *, captured: Money, now: datetime) -> None:
    order = locked.order
    if order is None:
        return
    parts: list[VendorOrder] = list(captured_parts(locked))
    note_captured(attempt=locked.attempt, captured=captured, order_id=order.id, shares=shares_of(parts), now=now)
    note(order_id=order.id, kind="paid", now=now, facts={"amount_minor": captured.minor})
    record(
        OrderPaid(order_id=order.id, owner_id=order.owner_id, amount_minor=captured.minor, currency=captured.currency)
    )
    # Parts cancelled while the capture was under way: only now is there money to give back.
    waiting = Refund.objects.filter(attempt=locked.attempt, state=Refund.State.REQUESTED)
    record(
        *(
            RefundRequested(attempt_id=locked.attempt.id, refund_id=refund_id)
            for refund_id in waiting.order_by("id").values_list("id", flat=True)
        )
    )
