"""Do what a webhook in the inbox asks for, once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.checkout.models import OwnerKind
from domains.identity.models import User
from domains.orders.models import Purchase
from domains.orders.services.capture_order import settle_captured
from domains.orders.services.locking import lock_payment
from domains.orders.services.refund_payment import settle_refunded
from domains.orders.services.settle_attempt import Outcome, settle_attempt
from domains.orders.services.verdict import Verdict
from domains.payments.erasing import empty_webhooks
from domains.payments.gateways.base import (
    Authorized,
    Declined,
    EventKind,
    NeedsAction,
    ProviderEvent,
    ProviderPayment,
    ProviderRefund,
    Voided,
    attempt_id_of,
)
from domains.payments.gateways.registry import read_event
from domains.payments.models import PaymentAttempt, Refund, WebhookEvent
from domains.payments.transitions import OPEN


def process_webhook(*, webhook_id: UUID, now: datetime) -> str:
    """Apply a message and note beside it what became of it, in one transaction; a second time nothing changes.

    Raises WebhookEvent.DoesNotExist for a message that is not in the inbox.
    """
    with transaction.atomic():
        attempt = _attempt_of(WebhookEvent.objects.get(id=webhook_id))
        if attempt is not None:
            # Before the message itself: who moves an attempt looks for its parked messages, in this order.
            lock_payment(attempt_id=attempt.id, with_cart=True)
        webhook = WebhookEvent.objects.select_for_update().get(id=webhook_id)
        if webhook.processed_at is not None:
            return webhook.outcome
        event = read_event(provider=webhook.provider, body=bytes(webhook.body))
        webhook.outcome = _applied(webhook=webhook, event=event, attempt=attempt, now=now)
        webhook.processed_at = now
        webhook.save(update_fields=["outcome", "processed_at"])
        if attempt is not None and _is_of_erased(attempt):
            empty_webhooks(purchase_ids=[attempt.purchase_id])
    return webhook.outcome


def _is_of_erased(attempt: PaymentAttempt) -> bool:
    gone = User.objects.filter(erased_at__isnull=False).values("id")
    return Purchase.objects.filter(id=attempt.purchase_id, owner_kind=OwnerKind.CUSTOMER, owner_id__in=gone).exists()


def _attempt_of(webhook: WebhookEvent) -> PaymentAttempt | None:
    if webhook.attempt_id is None:
        return None
    return PaymentAttempt.objects.filter(id=webhook.attempt_id).first()


def _applied(*, webhook: WebhookEvent, event: ProviderEvent, attempt: PaymentAttempt | None, now: datetime) -> Verdict:
    if event.kind is EventKind.OTHER:
        return Verdict.IGNORED
    if attempt is None:
        return Verdict.UNMATCHED
    if attempt.gateway != webhook.provider:
        return Verdict.MISMATCH
    if event.refund is not None:
        return _refunded(event.refund, attempt=attempt, now=now)
    if event.payment is None:
        return Verdict.IGNORED
    if event.kind is EventKind.PAYMENT_CAPTURED:
        return settle_captured(
            attempt_id=attempt.id,
            provider_reference=event.payment.provider_reference,
            captured=event.payment.captured,
            now=now,
        )
    if event.kind is EventKind.PAYMENT_VOIDED and _is_open(attempt.id):
        # An authorisation may be on its way still; applied in this order or the other, the end must be the same.
        return Verdict.PARKED
    return settle_attempt(attempt_id=attempt.id, outcome=_outcome(event.kind, event.payment), now=now).verdict


def _refunded(refund: ProviderRefund, *, attempt: PaymentAttempt, now: datetime) -> Verdict:
    refund_id = attempt_id_of(refund.reference)
    known = Refund.objects.filter(id=refund_id, attempt=attempt).first() if refund_id else None
    if known is None:
        # Made at the provider by hand: our books do not know whose share it is.
        return Verdict.UNMATCHED
    if attempt.provider_reference and attempt.provider_reference != refund.provider_reference:
        return Verdict.MISMATCH
    return settle_refunded(refund_id=known.id, refund_reference=refund.refund_reference, amount=refund.amount, now=now)


def _is_open(attempt_id: UUID) -> bool:
    return PaymentAttempt.objects.filter(id=attempt_id, state__in=OPEN).exists()


def _outcome(kind: EventKind, payment: ProviderPayment) -> Outcome:
    reference = payment.provider_reference
    if kind is EventKind.PAYMENT_AUTHORIZED:
        return Authorized(provider_reference=reference, amount=payment.amount)
    if kind is EventKind.PAYMENT_VOIDED:
        return Voided(provider_reference=reference)
    if kind is EventKind.PAYMENT_REQUIRES_ACTION:
        return NeedsAction(provider_reference=reference, redirect_url=payment.redirect_url or "")
    return Declined(
        code=payment.decline_code or "declined",
        message=payment.decline_message or "",
        provider_reference=reference,
    )
