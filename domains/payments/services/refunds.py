"""Ask for a refund, and note what became of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domains.common.events import record
from domains.common.money import Money
from domains.payments.events import RefundFailed, RefundRequested, RefundSucceeded
from domains.payments.ledger import Share, entries_for_refund, entries_for_return
from domains.payments.models import LedgerTransaction, PaymentAttempt, Refund
from domains.payments.services.bookkeeping import book


def request_refund(
    *, attempt: PaymentAttempt, amount: Money, reason: str, vendor_order_id: UUID | None, now: datetime
) -> Refund:
    """Owe the shopper money of a locked attempt, and have it sent."""
    refund = Refund.objects.create(
        attempt=attempt, vendor_order_id=vendor_order_id, amount_minor=amount.minor, reason=reason, requested_at=now
    )
    record(RefundRequested(attempt_id=attempt.id, refund_id=refund.id))
    return refund


def note_refunded(
    *,
    attempt: PaymentAttempt,
    refund: Refund,
    refund_reference: str,
    order_id: UUID | None,
    shares: Sequence[Share],
    now: datetime,
) -> None:
    """Book a refund that the provider has made; without an order it comes out of suspense."""
    refunded = Money(refund.amount_minor, attempt.currency)
    refund.state = Refund.State.SUCCEEDED
    refund.provider_reference = refund_reference
    refund.settled_at = now
    refund.save(update_fields=["state", "provider_reference", "settled_at"])
    attempt.refunded_minor += refunded.minor
    attempt.save(update_fields=["refunded_minor"])
    entries = (
        entries_for_refund(refunded=refunded, shares=shares) if order_id else entries_for_return(refunded=refunded)
    )
    book(
        kind=LedgerTransaction.Kind.REFUND,
        reference=refund.id,
        attempt=attempt,
        order_id=order_id,
        entries=entries,
        now=now,
    )
    record(
        RefundSucceeded(
            attempt_id=attempt.id,
            refund_id=refund.id,
            vendor_order_id=refund.vendor_order_id,
            amount_minor=refunded.minor,
            currency=refunded.currency,
        )
    )


def note_refund_failed(*, refund: Refund, code: str, now: datetime) -> None:
    """The provider will not give this refund."""
    refund.state = Refund.State.FAILED
    refund.settled_at = now
    refund.save(update_fields=["state", "settled_at"])
    record(RefundFailed(attempt_id=refund.attempt_id, refund_id=refund.id, code=code))
