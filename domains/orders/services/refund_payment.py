"""Give captured money back: what is asked before, and what is booked after."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.common.events import record
from domains.common.money import Money
from domains.orders.events import OrderRefunded
from domains.orders.services.locking import LockedPayment, lock_payment
from domains.orders.services.shares import shares_of
from domains.orders.services.timeline import note
from domains.orders.services.verdict import Verdict
from domains.payments.models import PaymentAttempt, Refund
from domains.payments.services.refunds import note_refund_failed, note_refunded

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWanted:
    """What to ask the provider for; the refund's id is the idempotency key."""

    refund_id: UUID
    attempt_id: UUID
    gateway: str
    provider_reference: str
    amount: Money


def prepare_refund(*, refund_id: UUID) -> RefundWanted | None:
    """What is to be sent for a refund. Raises NotFound.

    None when it was settled, or when its money was not captured yet: the capture will have it sent.
    """
    with transaction.atomic():
        locked, refund = _locked(refund_id)
        if refund.state != Refund.State.REQUESTED or locked.attempt.state != PaymentAttempt.State.CAPTURED:
            return None
        return RefundWanted(
            refund_id=refund.id,
            attempt_id=locked.attempt.id,
            gateway=locked.attempt.gateway,
            provider_reference=locked.attempt.provider_reference,
            amount=Money(refund.amount_minor, locked.attempt.currency),
        )


def settle_refunded(*, refund_id: UUID, refund_reference: str, amount: Money, now: datetime) -> Verdict:
    """Book a refund that the provider has made, once, whoever brings the news. Raises NotFound."""
    with transaction.atomic():
        locked, refund = _locked(refund_id)
        if refund.state == Refund.State.SUCCEEDED:
            return Verdict.IGNORED
        if amount != Money(refund.amount_minor, locked.attempt.currency) or refund.state == Refund.State.FAILED:
            log.error("refund does not agree with our books", extra={"refund_id": str(refund_id), "told": str(amount)})
            return Verdict.MISMATCH
        if locked.attempt.state != PaymentAttempt.State.CAPTURED:
            return Verdict.PARKED
        part = next((part for part in locked.parts if part.id == refund.vendor_order_id), None)
        order_id = locked.order.id if locked.order and part else None
        note_refunded(
            attempt=locked.attempt,
            refund=refund,
            refund_reference=refund_reference,
            order_id=order_id,
            shares=shares_of([part] if part else []),
            now=now,
        )
        _tell(locked, refund=refund, amount=amount, now=now)
        return Verdict.APPLIED


def settle_refund_refused(*, refund_id: UUID, code: str, now: datetime) -> Verdict:
    """The provider will never make this refund; staff are told. Raises NotFound."""
    with transaction.atomic():
        locked, refund = _locked(refund_id)
        if refund.state != Refund.State.REQUESTED:
            return Verdict.IGNORED
        note_refund_failed(refund=refund, code=code, now=now)
        if locked.order is not None:
            note(
                order_id=locked.order.id,
                vendor_order_id=refund.vendor_order_id,
                kind="refund_failed",
                now=now,
                facts={"code": code},
            )
        return Verdict.APPLIED


def _locked(refund_id: UUID) -> tuple[LockedPayment, Refund]:
    attempt_id = Refund.objects.filter(id=refund_id).values_list("attempt_id", flat=True).first()
    if attempt_id is None:
        raise NotFound
    locked = lock_payment(attempt_id=attempt_id)
    return locked, Refund.objects.select_for_update().get(id=refund_id)


def _tell(locked: LockedPayment, *, refund: Refund, amount: Money, now: datetime) -> None:
    if locked.order is None:
        return
    note(
        order_id=locked.order.id,
        vendor_order_id=refund.vendor_order_id,
        kind="refunded",
        now=now,
        facts={"amount_minor": amount.minor},
    )
    record(
        OrderRefunded(
            order_id=locked.order.id,
            owner_id=locked.order.owner_id,
            vendor_order_id=refund.vendor_order_id,
            amount_minor=amount.minor,
            currency=amount.currency,
        )
    )
