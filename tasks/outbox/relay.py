"""The relay: makes deliveries of events, runs pushes, and hands durable reactions to the queues.

Three loops beside each other, so that a slow one holds up no other. Any number of relays may run.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.db import Error as DatabaseError

from domains.common.bridge import in_transaction, off_the_loop
from domains.common.errors import Unavailable
from domains.common.models import Delivery
from domains.common.redis import REDIS_FAILURES
from domains.common.request_context import request_id
from tasks.outbox.claim import Claim, claim_deliveries, in_flight
from tasks.outbox.dispatch import dispatch_events
from tasks.outbox.finish import bury, fail, finish, give_back
from tasks.outbox.wake import listen
from tasks.run_reaction import run_reaction
from tasks.table import Queue, Table

log = logging.getLogger("fashionistar.outbox")

# What waits, waits in PostgreSQL: a queue holds no more than its workers are about to take.
QUEUE_ROOM = 64
# A picture takes seconds: two threads draw no more of them within a lease.
_ROOMS = {Queue.MEDIA: 16}
PUSHES_AT_ONCE = 128
PUSH_SECONDS = 5
_FULL_QUEUE_SECONDS = 0.05
_OUTAGE_SECONDS = 1.0


class Outcome(Enum):
    """What a step found, and so when to take the next one."""

    MORE = 0  # at once
    FULL = 1  # soon: there is work, but no room for it
    IDLE = 2  # when woken, or after the polling time


class Relay:
    """One relay; `run` returns soon after `stop` is set."""

    def __init__(self, *, table: Table) -> None:
        self.stop = asyncio.Event()
        self._table = table
        self._committed, self._pushes, self._durable = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Relay until stopped; outages of PostgreSQL and Redis are waited out."""
        ears = asyncio.create_task(listen(self.wake))
        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._keep(self._dispatch, self._committed))
                loops.create_task(self._keep(self._push, self._pushes))
                loops.create_task(self._keep(self._hand_over, self._durable))
                await self.stop.wait()
                self.wake()
        finally:
            ears.cancel()
            with suppress(asyncio.CancelledError):
                await ears

    def wake(self) -> None:
        """Look at everything now."""
        for loop in (self._committed, self._pushes, self._durable):
            loop.set()

    async def _keep(self, step: Callable[[], Awaitable[Outcome]], woken: asyncio.Event) -> None:
        while not self.stop.is_set():
            woken.clear()
            try:
                outcome = await step()
            except (DatabaseError, Unavailable, *REDIS_FAILURES) as error:
                log.warning("relay interrupted", extra={"step": step.__name__, "reason": type(error).__name__})
                await self._pause(self.stop, _OUTAGE_SECONDS)
                continue
            if outcome is Outcome.FULL:
                await self._pause(self.stop, _FULL_QUEUE_SECONDS)
            elif outcome is Outcome.IDLE:
                await self._pause(woken, settings.OUTBOX_POLL / timedelta(seconds=1))

    async def _pause(self, until: asyncio.Event, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), seconds)

    async def _dispatch(self) -> Outcome:
        dispatched = await in_transaction(dispatch_events, table=self._table)
        if not dispatched:
            return Outcome.IDLE
        self._pushes.set()
        self._durable.set()
        return Outcome.MORE

    async def _push(self) -> Outcome:
        names = self._table.names_by_queue.get(None, ())
        if not names:
            return Outcome.IDLE
        claims = await in_transaction(
            claim_deliveries, reactions=names, limit=PUSHES_AT_ONCE, lease=settings.OUTBOX_LEASE, counted=True
        )
        pushed = await asyncio.gather(*(self._push_one(claim) for claim in claims))
        await in_transaction(
            finish, held=[(claim.delivery_id, claim.token) for claim, ok in zip(claims, pushed, strict=True) if ok]
        )
        return Outcome.MORE if claims else Outcome.IDLE

    async def _push_one(self, claim: Claim) -> bool:
        reaction = self._table.by_name[claim.reaction]
        if claim.attempts > reaction.attempts:
            error = "The relay died while running this."
            await in_transaction(bury, delivery_id=claim.delivery_id, token=claim.token, error=error)
            return False
        request_id.set(claim.happened.request_id)
        try:
            async with asyncio.timeout(PUSH_SECONDS):
                answer = reaction.handler(claim.happened)
                assert answer is not None  # noqa: S101 - Table has checked that it is a coroutine function
                await answer
        except Exception as error:  # noqa: BLE001 - the edge: whatever a handler raises is recorded and repeated
            log.warning("push failed", extra={"reaction": reaction.name, "reason": repr(error)})
            await in_transaction(
                fail,
                delivery_id=claim.delivery_id,
                token=claim.token,
                error=repr(error),
                attempts=reaction.attempts,
                first_retry=settings.OUTBOX_FIRST_RETRY,
                # Nobody misses it: who listened hears of the gap when they are connected again, and reads anew.
                in_the_end=Delivery.State.DONE,
            )
            return False
        return True

    async def _hand_over(self) -> Outcome:
        leased = await in_transaction(in_flight)
        outcomes = [await self._fill(queue, leased=leased) for queue in Queue]
        return min(outcomes, key=lambda outcome: outcome.value)

    async def _fill(self, queue: Queue, *, leased: Mapping[str, int]) -> Outcome:
        names = self._table.names_by_queue.get(queue, ())
        room = _ROOMS.get(queue, QUEUE_ROOM) - sum(leased.get(name, 0) for name in names)
        if not names:
            return Outcome.IDLE
        if room <= 0:
            return Outcome.FULL
        claims = await in_transaction(
            claim_deliveries, reactions=names, limit=room, lease=settings.OUTBOX_LEASE, counted=False
        )
        sent = await off_the_loop(_enqueue, queue, claims)
        if sent < len(claims):
            await in_transaction(give_back, held=[(claim.delivery_id, claim.token) for claim in claims[sent:]])
            raise Unavailable("The task queue does not answer.")
        return Outcome.FULL if len(claims) == room else Outcome.IDLE


def _enqueue(queue: Queue, claims: Sequence[Claim]) -> int:
    """Put claims on the queue and say how many it took before Redis failed."""
    task = run_reaction.using(queue_name=queue, backend=queue)
    for sent, claim in enumerate(claims):
        try:
            task.enqueue(delivery_id=claim.delivery_id, token=claim.token)
        except REDIS_FAILURES:
            log.exception("queue does not answer", extra={"queue": queue})
            return sent
    return len(claims)
