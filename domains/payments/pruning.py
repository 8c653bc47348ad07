"""Forget what providers told us long ago."""

from datetime import datetime, timedelta

from domains.payments.models import WebhookEvent

# Providers repeat a message for days; disputes about a payment are settled within months.
WEBHOOKS_KEPT = timedelta(days=180)


def prune_webhooks(*, now: datetime, limit: int = 5_000) -> int:
    """Delete up to `limit` processed messages of long ago and say how many; parked ones stay, they are to be done."""
    old = WebhookEvent.objects.filter(processed_at__isnull=False, received_at__lt=now - WEBHOOKS_KEPT)
    ids = old.exclude(outcome="parked").order_by("received_at").values_list("id", flat=True)[:limit]
    return WebhookEvent.objects.filter(id__in=list(ids)).delete()[0]
