"""Look again at what came too early."""

from uuid import UUID

from domains.common.events import record
from domains.orders.services.verdict import Verdict
from domains.payments.events import WebhookReceived
from domains.payments.models import WebhookEvent


def unpark_webhooks(*, attempt_id: UUID) -> None:
    """Have the parked messages about an attempt processed once more, now that it has moved; it must be locked."""
    parked = WebhookEvent.objects.select_for_update().filter(attempt_id=attempt_id, outcome=Verdict.PARKED)
    waiting = list(parked.order_by("received_at", "id"))
    WebhookEvent.objects.filter(id__in=[webhook.id for webhook in waiting]).update(outcome="", processed_at=None)
    record(*(WebhookReceived(webhook_id=webhook.id) for webhook in waiting))
