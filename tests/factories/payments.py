"""Messages of the Sandbox provider for tests, as they come over the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.conf import settings

from domains.common.money import Money
from domains.payments.models import PaymentAttempt
from rest.sandbox.signature import signature_header


def reference_of(attempt_id: UUID) -> str:
    """The provider's name of an attempt, where a test makes one up."""
    return f"pay_{attempt_id.hex}"


def payment_body(
    attempt: PaymentAttempt,
    *,
    status: str,
    amount_minor: int | None = None,
    captured_minor: int = 0,
    currency: str | None = None,
    provider_reference: str | None = None,
) -> dict[str, Any]:
    """A payment object of the provider."""
    provider_id = provider_reference or attempt.provider_reference or reference_of(attempt.id)
    return {
        "id": provider_id,
        "object": "payment",
        "reference": str(attempt.id),
        "amount": attempt.amount_minor if amount_minor is None else amount_minor,
        "currency": currency or attempt.currency,
        "status": status,
        "amount_captured": captured_minor,
        "amount_refunded": 0,
        "capture": "manual",
        "card": {"last4": "4242"},
        "decline": {"code": "card_declined", "message": "No."} if status == "declined" else None,
        "next_action": (
            {"type": "redirect", "redirect_url": "https://bank.example/3ds"} if status == "requires_action" else None
        ),
        "return_url": "https://shop.example/",
        "metadata": {},
        "refunds": [],
        "created": 1_790_000_000,
    }


def refund_body(attempt: PaymentAttempt, *, refund_id: UUID, amount: Money) -> dict[str, Any]:
    """A refund object of the provider."""
    return {
        "id": f"ref_{refund_id.hex}",
        "object": "refund",
        "reference": str(refund_id),
        "payment": attempt.provider_reference or reference_of(attempt.id),
        "payment_reference": str(attempt.id),
        "amount": amount.minor,
        "currency": amount.currency,
        "status": "succeeded",
        "created": 1_790_000_000,
    }


def webhook_body(kind: str, about: dict[str, Any], *, event_id: str | None = None) -> bytes:
    """The raw body of a webhook."""
    return orjson.dumps(
        {
            "id": event_id or f"evt_{uuid4().hex}",
            "object": "event",
            "type": kind,
            "created": 1_790_000_000,
            "sequence": 1,
            "data": {"object": about},
        }
    )


def signed(body: bytes, *, now: datetime, secret: str | None = None) -> dict[str, str]:
    """The headers the provider sends with that body."""
    key = secret or settings.SANDBOX_WEBHOOK_SECRET
    return {"Sandbox-Signature": signature_header(secret=key, body=body, timestamp=int(now.timestamp()))}
