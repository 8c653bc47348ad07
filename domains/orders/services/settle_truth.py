"""Bring our books up to what the provider's say about one attempt."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from domains.orders.services.capture_order import settle_captured
from domains.orders.services.give_up import give_up
from domains.orders.services.locking import lock_payment
from domains.orders.services.refund_payment import settle_refunded
from domains.orders.services.settle_attempt import Outcome, settle_attempt
from domains.payments.gateways.base import (
    Authorized,
    Declined,
    NeedsAction,
    NotFound,
    ProviderPayment,
    ProviderStatus,
    Unknown,
    Voided,
)
from domains.payments.models import PaymentAttempt, Refund

# A request that has not arrived after this long will not: calls end within 8 s, and a retry follows soon.
NEVER_ARRIVED_AFTER = timedelta(minutes=2)


def settle_truth(*, attempt_id: UUID, truth: ProviderPayment | NotFound | Unknown, now: datetime) -> None:
    """Apply everything the provider knows about an attempt, each fact through the service it always goes through."""
    if isinstance(truth, Unknown):
        # Nobody could tell; that says nothing about the payment.
        return
    with transaction.atomic():
        if isinstance(truth, NotFound):
            _never_arrived(attempt_id=attempt_id, now=now)
            return
        settle_attempt(attempt_id=attempt_id, outcome=_outcome(truth), now=now)
        if truth.status is not ProviderStatus.CAPTURED:
            return
        settle_captured(
            attempt_id=attempt_id, provider_reference=truth.provider_reference, captured=truth.captured, now=now
        )
        references = {str(refund_id) for refund_id in _refund_ids(attempt_id)}
        for refund in truth.refunds:
            if refund.reference in references:
                settle_refunded(
                    refund_id=UUID(refund.reference),
                    refund_reference=refund.refund_reference,
                    amount=refund.amount,
                    now=now,
                )


def _outcome(truth: ProviderPayment) -> Outcome:
    reference = truth.provider_reference
    match truth.status:
        case ProviderStatus.AUTHORIZED | ProviderStatus.CAPTURED:
            return Authorized(provider_reference=reference, amount=truth.amount)
        case ProviderStatus.REQUIRES_ACTION:
            return NeedsAction(provider_reference=reference, redirect_url=truth.redirect_url or "")
        case ProviderStatus.DECLINED:
            return Declined(
                code=truth.decline_code or "declined",
                message=truth.decline_message or "",
                provider_reference=reference,
            )
        case ProviderStatus.VOIDED:
            return Voided(provider_reference=reference)
        case ProviderStatus.PROCESSING:
            return Unknown(reason=truth.status, provider_reference=reference)


def _never_arrived(*, attempt_id: UUID, now: datetime) -> None:
    locked = lock_payment(attempt_id=attempt_id)
    attempt = locked.attempt
    if attempt.state == PaymentAttempt.State.OPENED and attempt.opened_at <= now - NEVER_ARRIVED_AFTER:
        # Expired, not declined: should the request arrive after all, what it holds is given back.
        give_up(locked, because="payment_not_received", now=now)


def _refund_ids(attempt_id: UUID) -> list[UUID]:
    return list(Refund.objects.filter(attempt_id=attempt_id).values_list("id", flat=True))
