"""Stop waiting for a payment."""

from datetime import datetime

from domains.common.events import record
from domains.orders.services.locking import LockedPayment
from domains.orders.services.release_purchase import release_purchase
from domains.payments.events import PaymentMustBeReturned
from domains.payments.models import PaymentAttempt
from domains.payments.services.attempts import move_attempt


def give_up(locked: LockedPayment, *, because: str, now: datetime) -> None:
    """Expire a locked attempt that is open: what is authorised after all will be given back, and the provider told."""
    move_attempt(attempt=locked.attempt, to=PaymentAttempt.State.EXPIRED, now=now)
    release_purchase(purchase=locked.purchase, because=because, now=now)
    record(PaymentMustBeReturned(attempt_id=locked.attempt.id, reason=because))
