"""Let go of an authorisation that no order needs: what is asked before."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from domains.orders.models import Order
from domains.orders.services.locking import lock_payment
from domains.payments.models import PaymentAttempt
from domains.payments.services.captures import live_capture


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidWanted:
    """What to ask the provider for; without its reference it has to be looked up first."""

    attempt_id: UUID
    gateway: str
    provider_reference: str


def prepare_void(*, attempt_id: UUID) -> VoidWanted | None:
    """What is to be voided of an attempt; None when an order needs it, or nothing is held. Raises NotFound."""
    with transaction.atomic():
        locked = lock_payment(attempt_id=attempt_id)
        attempt = locked.attempt
        is_needed = locked.order is not None and locked.order.state != Order.State.CANCELLED
        if is_needed or live_capture(attempt=attempt) is not None:
            return None
        if attempt.state not in (PaymentAttempt.State.AUTHORIZED, PaymentAttempt.State.EXPIRED):
            return None
        return VoidWanted(attempt_id=attempt.id, gateway=attempt.gateway, provider_reference=attempt.provider_reference)
