"""Finish what was begun: everything about payments that has no certain end yet is asked for, or done, once more."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.errors import DomainError, Kind
from domains.orders.flows import capture_attempt, reconcile_attempt, return_payment, send_refund
from domains.orders.queries import unprocessed_webhooks
from domains.orders.services.expire_purchases import expire_purchases
from domains.orders.services.process_webhook import process_webhook
from domains.payments.reconciliation import (
    idle_authorizations,
    unknown_attempts,
    unsettled_captures,
    unsettled_refunds,
)

log = logging.getLogger(__name__)

# Enough to catch up after an outage, few enough to leave connections to shoppers.
_AT_ONCE = 4

type Step = Callable[[], Awaitable[object]]


async def reconcile_payments(*, now: datetime) -> int:
    """Run every unfinished step once; returns how many there were. Safe to run in several places at the same time."""
    await in_transaction(expire_purchases, now=now)
    asked = await in_transaction(unknown_attempts, now=now)
    captures = await in_transaction(unsettled_captures, now=now)
    refunds = await in_transaction(unsettled_refunds, now=now)
    idle = await in_transaction(idle_authorizations, now=now)
    webhooks = await unprocessed_webhooks(now=now)
    steps: list[Step] = [
        *(partial(reconcile_attempt, attempt_id=attempt_id, now=now) for attempt_id in asked),
        *(partial(capture_attempt, attempt_id=attempt_id, now=now) for attempt_id in captures),
        *(partial(send_refund, refund_id=refund_id, now=now) for refund_id in refunds),
        *(partial(_take_or_return, attempt_id, now=now) for attempt_id in idle),
        *(partial(in_transaction, process_webhook, webhook_id=webhook_id, now=now) for webhook_id in webhooks),
    ]
    await _run(steps)
    return len(steps)


async def _take_or_return(attempt_id: UUID, *, now: datetime) -> None:
    # Each does nothing where it is the other's turn.
    await capture_attempt(attempt_id=attempt_id, now=now)
    await return_payment(attempt_id=attempt_id, now=now)


async def _run(steps: Sequence[Step]) -> None:
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(step: Step) -> None:
        async with slots:
            try:
                await step()
            except DomainError as error:
                # The provider is still away: the next round tries again. Anything else must be seen.
                if error.kind is not Kind.UNAVAILABLE:
                    raise
                log.warning("payment step has no certain outcome yet", extra={"code": error.code})

    await asyncio.gather(*(one(step) for step in steps))
