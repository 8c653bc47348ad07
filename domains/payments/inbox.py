"""The inbox: what providers tell us is kept as it came, once, before anything is done about it."""

from collections.abc import Mapping
from datetime import datetime

from domains.common.db import fetch_tuples
from domains.common.ids import new_id
from domains.common.request_context import request_id
from domains.payments.gateways.errors import WebhookUnreadable
from domains.payments.gateways.registry import gateway_named

_LONGEST_KEY, _LONGEST_TYPE = 120, 60

# One statement, so the message and the event that has it processed are kept together or not at all.
_RECEIVE = """
WITH kept AS (
    INSERT INTO payments_webhook_event (id, provider, event_key, event_type, body, attempt_id, outcome, received_at)
    VALUES (%s, %s, %s, %s, %s, %s, '', %s)
    ON CONFLICT (provider, event_key) DO NOTHING
    RETURNING id
)
INSERT INTO outbox_event (event_id, name, aggregate, payload, request_id)
SELECT %s, 'WebhookReceived', 'webhook:' || id, jsonb_build_object('webhook_id', id::text), %s FROM kept
RETURNING id
"""


async def receive_webhook(*, provider: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Verify a webhook and keep it, to be processed through the outbox; False when it was kept before.

    Raises WebhookRefused when it is not the provider's, or not readable; then nothing is kept.
    """
    event = gateway_named(provider).parse_webhook(body=body, headers=headers, now=now)
    # Cut short, it could become the key of another event, which would then be lost.
    if len(event.event_id) > _LONGEST_KEY:
        raise WebhookUnreadable
    kept = await fetch_tuples(
        _RECEIVE,
        (
            new_id(),
            provider,
            event.event_id,
            event.provider_kind[:_LONGEST_TYPE],
            body,
            event.attempt_id,
            now,
            new_id(),
            request_id.get(),
        ),
    )
    return bool(kept)
