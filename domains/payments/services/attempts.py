"""Open an attempt, and move it forward."""

from datetime import datetime
from uuid import UUID

from domains.common.ids import new_id
from domains.common.money import Money
from domains.payments.errors import AmountMismatch
from domains.payments.models import PaymentAttempt
from domains.payments.transitions import SETTLED, after


def open_attempt(
    *, purchase_id: UUID, amount: Money, gateway: str, now: datetime, attempt_id: UUID | None = None
) -> PaymentAttempt:
    """A new attempt to pay a purchase; the database allows one at a time that holds the shopper's money."""
    return PaymentAttempt.objects.create(
        id=attempt_id or new_id(),
        purchase_id=purchase_id,
        gateway=gateway,
        currency=amount.currency,
        amount_minor=amount.minor,
        opened_at=now,
    )


def move_attempt(*, attempt: PaymentAttempt, to: PaymentAttempt.State, now: datetime) -> bool:
    """Move a locked attempt forward; False when it is there already. Raises TransitionRefused.

    Saves the whole row, with what the caller has set on it.
    """
    before = PaymentAttempt.State(attempt.state)
    attempt.state = after(before, to)
    if before == attempt.state:
        return False
    if attempt.state in SETTLED or attempt.state == PaymentAttempt.State.EXPIRED:
        attempt.settled_at = attempt.settled_at or now
    if attempt.state != PaymentAttempt.State.REQUIRES_ACTION:
        # A page that no longer leads anywhere is not shown.
        attempt.next_action_url = ""
    attempt.save()
    return True


def know_reference(*, attempt: PaymentAttempt, provider_reference: str | None) -> None:
    """Note the provider's name of a locked attempt. Raises AmountMismatch when it was another one before."""
    if not provider_reference or attempt.provider_reference == provider_reference:
        return
    if attempt.provider_reference:
        raise AmountMismatch(attempt_id=attempt.id, told=provider_reference, ours=attempt.provider_reference)
    attempt.provider_reference = provider_reference
    attempt.save(update_fields=["provider_reference"])


def ensure_amount(*, attempt: PaymentAttempt, told: Money) -> None:
    """Raise AmountMismatch unless the provider holds exactly what we asked for."""
    ours = Money(attempt.amount_minor, attempt.currency)
    if told != ours:
        raise AmountMismatch(attempt_id=attempt.id, told=str(told), ours=str(ours))
