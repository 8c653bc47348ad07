"""What a provider says about an authorisation becomes fact, once, whoever brings the news."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import DomainError
from domains.common.events import record
from domains.common.money import Money
from domains.orders.models import Purchase
from domains.orders.services.cancelling import cancel_parts
from domains.orders.services.give_up import give_up
from domains.orders.services.locking import LockedPayment, lock_payment
from domains.orders.services.place_order import place_order
from domains.orders.services.release_purchase import release_purchase
from domains.orders.services.timeline import SYSTEM
from domains.orders.services.unparking import unpark_webhooks
from domains.orders.services.verdict import Verdict
from domains.payments.errors import AmountMismatch, TransitionRefused
from domains.payments.events import PaymentDeclined, PaymentMustBeReturned, PaymentVoided
from domains.payments.gateways.base import Authorized, Declined, NeedsAction, Unknown, Voided
from domains.payments.models import PaymentAttempt
from domains.payments.services.attempts import ensure_amount, know_reference, move_attempt

log = logging.getLogger(__name__)

State = PaymentAttempt.State
NOT_SENT = "payment_not_sent"
type Outcome = Authorized | NeedsAction | Declined | Voided | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Where a purchase and its payment stand; `verdict` says what this call did about it."""

    purchase_id: UUID
    attempt_id: UUID
    state: str
    amount: Money
    order_id: UUID | None
    next_action_url: str
    decline_code: str
    returned_because: str
    released_because: str
    verdict: Verdict


def settle_attempt(*, attempt_id: UUID, outcome: Outcome, now: datetime) -> Settlement:
    """Apply an outcome: an authorised purchase becomes an order, a declined one is released. Raises NotFound.

    The mutation, the webhook and the reconciler all end here; what is settled already stays as it is. A purchase
    that cannot become an order any more has its money given back.
    """
    with transaction.atomic():
        locked = lock_payment(attempt_id=attempt_id, with_cart=True)
        try:
            is_new = _apply(locked, outcome, now)
            verdict = Verdict.APPLIED if is_new else Verdict.IGNORED
        except TransitionRefused:
            verdict = Verdict.IGNORED
        except AmountMismatch as mismatch:
            log.exception(
                "payment does not agree with our books",
                extra={"attempt_id": str(attempt_id), "told": mismatch.told, "ours": mismatch.ours},
            )
            verdict = Verdict.MISMATCH
        if verdict is Verdict.APPLIED:
            unpark_webhooks(attempt_id=attempt_id)
        return settlement_of(locked, verdict=verdict)


def settlement_of(locked: LockedPayment, *, verdict: Verdict) -> Settlement:
    """How a locked payment stands now."""
    attempt = locked.attempt
    return Settlement(
        purchase_id=locked.purchase.id,
        attempt_id=attempt.id,
        state=attempt.state,
        amount=Money(attempt.amount_minor, attempt.currency),
        order_id=locked.order.id if locked.order else None,
        next_action_url=attempt.next_action_url,
        decline_code=attempt.decline_code,
        returned_because=attempt.compensation_reason,
        released_because=locked.purchase.released_because,
        verdict=verdict,
    )


def _apply(locked: LockedPayment, outcome: Outcome, now: datetime) -> bool:
    know_reference(attempt=locked.attempt, provider_reference=outcome.provider_reference)
    match outcome:
        case Unknown():
            return _not_heard(locked, outcome, now)
        case NeedsAction():
            if locked.attempt.state == State.OPENED:
                locked.attempt.next_action_url = outcome.redirect_url
            return move_attempt(attempt=locked.attempt, to=State.REQUIRES_ACTION, now=now)
        case Authorized():
            return _authorized(locked, outcome, now)
        case Declined():
            return _declined(locked, outcome, now)
        case Voided():
            return _voided(locked, now)


def _not_heard(locked: LockedPayment, outcome: Unknown, now: datetime) -> bool:
    if outcome.maybe_executed or locked.attempt.state != State.OPENED:
        return False
    # The request certainly did not arrive (the provider is down): the shopper need not wait for the reconciler.
    give_up(locked, because=NOT_SENT, now=now)
    return True


def _authorized(locked: LockedPayment, outcome: Authorized, now: datetime) -> bool:
    ensure_amount(attempt=locked.attempt, told=outcome.amount)
    if not move_attempt(attempt=locked.attempt, to=State.AUTHORIZED, now=now):
        return False
    if locked.purchase.state != Purchase.State.PREPARED:
        _give_back(locked, because=locked.purchase.released_because or "purchase_released", now=now)
        return True
    try:
        locked.order = place_order(purchase=locked.purchase, attempt=locked.attempt, now=now)
    except DomainError as error:
        # Whatever the reason, the shopper is not left without both money and order.
        log.warning("paid purchase cannot become an order", extra={"attempt_id": str(locked.attempt.id)}, exc_info=True)
        locked.purchase.state = Purchase.State.PREPARED
        _give_back(locked, because=error.code.lower(), now=now)
    return True


def _give_back(locked: LockedPayment, *, because: str, now: datetime) -> None:
    locked.attempt.compensation_reason = because[:60]
    locked.attempt.save(update_fields=["compensation_reason"])
    release_purchase(purchase=locked.purchase, because=because, now=now)
    record(PaymentMustBeReturned(attempt_id=locked.attempt.id, reason=because))


def _declined(locked: LockedPayment, outcome: Declined, now: datetime) -> bool:
    locked.attempt.decline_code = outcome.code[:60]
    if not move_attempt(attempt=locked.attempt, to=State.DECLINED, now=now):
        return False
    release_purchase(purchase=locked.purchase, because="payment_declined", now=now)
    record(
        PaymentDeclined(
            attempt_id=locked.attempt.id, purchase_id=locked.purchase.id, decline_code=locked.attempt.decline_code
        )
    )
    return True


def _voided(locked: LockedPayment, now: datetime) -> bool:
    if not move_attempt(attempt=locked.attempt, to=State.VOIDED, now=now):
        return False
    release_purchase(purchase=locked.purchase, because="payment_voided", now=now)
    # A void that we did not ask for: nobody will be paid, so nothing may be sent.
    cancel_parts(locked, parts=locked.parts, actor=SYSTEM, reason="payment_voided", now=now)
    record(PaymentVoided(attempt_id=locked.attempt.id, purchase_id=locked.purchase.id))
    return True
