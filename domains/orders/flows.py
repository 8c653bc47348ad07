"""What has the network between two writes: prepare -> call the provider -> settle.

No transaction and no lock is held during a call. Each flow can be run again at any time: what is done stays done, and
a call is repeated under the same key. An answer that is not certain raises PaymentOutcomeUnknown, so that whoever runs
the flow comes back to it.
"""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.orders.errors import PaymentOutcomeUnknown
from domains.orders.queries import attempt_of_order, gateway_of_attempt
from domains.orders.services.capture_order import prepare_capture, settle_capture_refused, settle_captured
from domains.orders.services.prepare_purchase import CheckoutRequest, prepare_purchase
from domains.orders.services.refund_payment import prepare_refund, settle_refund_refused, settle_refunded
from domains.orders.services.return_payment import prepare_void
from domains.orders.services.settle_attempt import Settlement, settle_attempt
from domains.orders.services.settle_truth import settle_truth
from domains.payments.gateways.base import Captured, ProviderPayment, ProviderStatus, Refunded, Unknown, Voided
from domains.payments.gateways.registry import gateway_named
from domains.payments.models import PaymentAttempt

# The loop keeps weak references to tasks only: a flow whose caller has gone must not be collected half way.
_running: set[asyncio.Task[Any]] = set()


async def complete_checkout(*, request: CheckoutRequest, return_url: str, now: datetime) -> Settlement:
    """Turn the owner's cart into an order, or say what is missing: the shopper's approval, or another card.

    Raises what `prepare_purchase` raises. Once begun it ends, even when the shopper's phone drops the connection; the
    same key then finds how it ended. An unknown outcome leaves the attempt opened, for the reconciler.
    """
    return await _to_the_end(_complete(request, return_url=return_url, now=now))


async def _complete(request: CheckoutRequest, *, return_url: str, now: datetime) -> Settlement:
    prepared = await in_transaction(prepare_purchase, request=request, now=now)
    if prepared.state != PaymentAttempt.State.OPENED:
        return prepared
    outcome = await gateway_named(request.gateway).authorize(
        attempt_id=prepared.attempt_id,
        amount=prepared.amount,
        payment_method=request.payment_method,
        return_url=return_url,
    )
    return await in_transaction(settle_attempt, attempt_id=prepared.attempt_id, outcome=outcome, now=utc_now())


async def capture_payment(*, order_id: UUID, now: datetime) -> None:
    """Take the money of an order, of what is not cancelled; nothing when it was taken or nothing is left."""
    attempt_id = await attempt_of_order(order_id=order_id)
    if attempt_id is not None:
        await capture_attempt(attempt_id=attempt_id, now=now)


async def capture_attempt(*, attempt_id: UUID, now: datetime) -> None:
    """As `capture_payment`, by the attempt."""
    wanted = await in_transaction(prepare_capture, attempt_id=attempt_id, now=now)
    if wanted is None:
        return
    outcome = await gateway_named(wanted.gateway).capture(
        provider_reference=wanted.provider_reference, amount=wanted.amount, idempotency_key=str(wanted.capture_id)
    )
    if isinstance(outcome, Captured):
        await in_transaction(
            settle_captured,
            attempt_id=attempt_id,
            provider_reference=outcome.provider_reference,
            captured=outcome.amount,
            now=now,
        )
        return
    if isinstance(outcome, Unknown):
        raise PaymentOutcomeUnknown(reason=outcome.reason)
    truth = await _asked(attempt_id, gateway=wanted.gateway, now=now)
    # Refused because it was captured before is no refusal; the truth has been booked then.
    if truth.status is not ProviderStatus.CAPTURED:
        await in_transaction(settle_capture_refused, attempt_id=attempt_id, code=outcome.code, now=now)


async def send_refund(*, refund_id: UUID, now: datetime) -> None:
    """Send a refund to the provider; nothing when it was made, or when its money was not captured yet."""
    wanted = await in_transaction(prepare_refund, refund_id=refund_id)
    if wanted is None:
        return
    outcome = await gateway_named(wanted.gateway).refund(
        provider_reference=wanted.provider_reference, amount=wanted.amount, idempotency_key=str(refund_id)
    )
    if isinstance(outcome, Refunded):
        await in_transaction(
            settle_refunded,
            refund_id=refund_id,
            refund_reference=outcome.refund_reference,
            amount=outcome.amount,
            now=now,
        )
        return
    if isinstance(outcome, Unknown):
        raise PaymentOutcomeUnknown(reason=outcome.reason)
    # If the provider made it before, this books it, and the refusal below finds nothing to do.
    await _asked(wanted.attempt_id, gateway=wanted.gateway, now=now)
    await in_transaction(settle_refund_refused, refund_id=refund_id, code=outcome.code, now=now)


async def return_payment(*, attempt_id: UUID, now: datetime) -> None:
    """Let go of an authorisation that no order needs; money that was taken meanwhile is refunded."""
    wanted = await in_transaction(prepare_void, attempt_id=attempt_id)
    if wanted is None:
        return
    if not wanted.provider_reference:
        await reconcile_attempt(attempt_id=attempt_id, now=now)
        return
    outcome = await gateway_named(wanted.gateway).void(
        provider_reference=wanted.provider_reference, idempotency_key=f"void:{attempt_id}"
    )
    if isinstance(outcome, Voided):
        await in_transaction(settle_attempt, attempt_id=attempt_id, outcome=outcome, now=now)
        return
    if isinstance(outcome, Unknown):
        raise PaymentOutcomeUnknown(reason=outcome.reason)
    await _asked(attempt_id, gateway=wanted.gateway, now=now)


async def reconcile_attempt(*, attempt_id: UUID, now: datetime) -> None:
    """Ask the provider what became of an attempt, and apply it."""
    gateway = await gateway_of_attempt(attempt_id=attempt_id)
    if gateway is not None:
        truth = await gateway_named(gateway).look_up(attempt_id=attempt_id)
        await in_transaction(settle_truth, attempt_id=attempt_id, truth=truth, now=now)


async def _asked(attempt_id: UUID, *, gateway: str, now: datetime) -> ProviderPayment:
    """The provider's truth, applied. Raises PaymentOutcomeUnknown when it has none to tell."""
    truth = await gateway_named(gateway).look_up(attempt_id=attempt_id)
    if not isinstance(truth, ProviderPayment):
        raise PaymentOutcomeUnknown(reason="not_found")
    await in_transaction(settle_truth, attempt_id=attempt_id, truth=truth, now=now)
    return truth


async def _to_the_end[R](flow: Coroutine[Any, Any, R]) -> R:
    task = asyncio.create_task(flow)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return await asyncio.shield(task)
