"""Stop waiting for shoppers who left at the provider's page."""

from datetime import datetime, timedelta

from django.db import transaction

from domains.orders.models import Purchase
from domains.orders.services.give_up import give_up
from domains.orders.services.locking import lock_payment
from domains.payments.models import PaymentAttempt

# Somebody who approves a little late is still served when the stock is there.
LATE_APPROVAL = timedelta(minutes=5)


def expire_purchases(*, now: datetime, limit: int = 100) -> int:
    """Release purchases whose shopper never came back; returns how many.

    One whose outcome is unknown is left alone: money may be held, and the reconciler will learn it.
    """
    late = Purchase.objects.filter(state=Purchase.State.PREPARED, expires_at__lte=now - LATE_APPROVAL)
    waiting = PaymentAttempt.objects.filter(
        state=PaymentAttempt.State.REQUIRES_ACTION, purchase_id__in=late.values("id")
    )
    expired = 0
    for attempt_id in list(waiting.order_by("opened_at").values_list("id", flat=True)[:limit]):
        with transaction.atomic():
            locked = lock_payment(attempt_id=attempt_id)
            if locked.attempt.state == PaymentAttempt.State.REQUIRES_ACTION:
                give_up(locked, because="payment_expired", now=now)
                expired += 1
    return expired
