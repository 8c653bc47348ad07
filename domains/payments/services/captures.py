"""Ask for a capture, and note what became of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domains.common.events import record
from domains.common.money import Money
from domains.payments.events import PaymentCaptured
from domains.payments.ledger import Share, entries_for_sale, entries_for_suspense
from domains.payments.models import Capture, LedgerTransaction, PaymentAttempt
from domains.payments.services.attempts import move_attempt
from domains.payments.services.bookkeeping import book


def live_capture(*, attempt: PaymentAttempt) -> Capture | None:
    """The attempt's one capture that was requested or succeeded."""
    return Capture.objects.filter(attempt=attempt).exclude(state=Capture.State.REFUSED).first()


def request_capture(*, attempt: PaymentAttempt, amount: Money, now: datetime) -> Capture:
    """Note, before the provider is asked, that it will be; a crash between leaves a trace to follow."""
    return Capture.objects.create(attempt=attempt, amount_minor=amount.minor, requested_at=now)


def note_captured(
    *,
    attempt: PaymentAttempt,
    captured: Money,
    order_id: UUID | None,
    shares: Sequence[Share],
    now: datetime,
) -> Capture:
    """Move a locked attempt to captured and book the sale; without an order the money waits in suspense."""
    capture = live_capture(attempt=attempt) or request_capture(attempt=attempt, amount=captured, now=now)
    capture.state = Capture.State.SUCCEEDED
    capture.settled_at = now
    capture.save(update_fields=["state", "settled_at"])
    attempt.captured_minor = captured.minor
    move_attempt(attempt=attempt, to=PaymentAttempt.State.CAPTURED, now=now)
    entries = (
        entries_for_sale(captured=captured, shares=shares) if order_id else entries_for_suspense(captured=captured)
    )
    book(
        kind=LedgerTransaction.Kind.SALE,
        reference=capture.id,
        attempt=attempt,
        order_id=order_id,
        entries=entries,
        now=now,
    )
    record(
        PaymentCaptured(
            attempt_id=attempt.id, order_id=order_id, amount_minor=captured.minor, currency=captured.currency
        )
    )
    return capture


def note_capture_refused(*, capture: Capture, now: datetime) -> None:
    """The provider will never take this amount."""
    capture.state = Capture.State.REFUSED
    capture.settled_at = now
    capture.save(update_fields=["state", "settled_at"])
