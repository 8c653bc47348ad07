"""Take personal facts out of what providers told us; the money in it stands in our own books."""

from collections.abc import Collection
from uuid import UUID

from domains.payments.models import PaymentAttempt, WebhookEvent


def empty_webhooks(*, purchase_ids: Collection[UUID]) -> None:
    """Forget the words of processed messages about these purchases. Parked ones are read once more, and then too."""
    attempts = PaymentAttempt.objects.filter(purchase_id__in=purchase_ids)
    done = WebhookEvent.objects.filter(attempt_id__in=attempts.values("id"), processed_at__isnull=False)
    done.exclude(outcome="parked").update(body=b"")
