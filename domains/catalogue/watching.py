"""Following a product: what is told of it, and what changes at a planned moment without anybody doing anything."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from domains.common.db import fetch_tuples
from domains.common.live import Heard, Stream, following
from domains.common.live_log import KEPT, LiveEvent, publish
from domains.common.redis import REDIS_FAILURES

TOOK_EFFECT = "PriceTookEffect"
# Plans may change at any time, which is told; looking again once in a while costs little.
_LONGEST_WAIT = 3600.0
_MOST = 50

_MOMENTS = """
    SELECT DISTINCT moment FROM (
        SELECT unnest(ARRAY[price.valid_from, price.valid_until]) AS moment
        FROM catalogue_price AS price JOIN catalogue_variant AS variant ON variant.id = price.variant_id
        WHERE variant.product_id = %(product_id)s AND variant.is_active
        UNION ALL
        SELECT unpublish_at FROM catalogue_product WHERE id = %(product_id)s
    ) AS moments
    WHERE moment > %(since)s ORDER BY moment LIMIT %(most)s
"""


class _Planner:
    """Tells of a product's planned changes at their moments, for as long as somebody in this process follows it.

    Each process that has a follower tells of them; the log keeps the first.
    """

    def __init__(self, product_id: UUID, clock: Callable[[], datetime]) -> None:
        self.followers = 0
        self._product_id = product_id
        self._clock = clock
        self._planned_at = clock()
        self._next: datetime | None = None
        self._work = asyncio.create_task(self._watch())

    def stop(self) -> None:
        """Nobody follows it any more."""
        self._work.cancel()

    async def _watch(self) -> None:
        async with following(f"product:{self._product_id}") as stream:
            while True:
                # Whatever is told may have changed the plans.
                await self._plan()
                await stream.next_within(self._patience())
                if self._next is not None and self._next <= self._clock():
                    await _tell(self._product_id, since=self._planned_at, until=self._clock())

    async def _plan(self) -> None:
        self._planned_at = self._clock()
        moments = await _moments(self._product_id, since=self._planned_at)
        self._next = moments[0] if moments else None

    def _patience(self) -> float:
        if self._next is None:
            return _LONGEST_WAIT
        return min(max((self._next - self._clock()).total_seconds(), 0.0), _LONGEST_WAIT)


_planners: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, _Planner]] = WeakKeyDictionary()


@asynccontextmanager
async def following_product(
    *, product_id: UUID, after: int | None, clock: Callable[[], datetime]
) -> AsyncIterator[Stream]:
    """Follow a product's stock and prices, from now on or from behind a number on."""
    if after is not None:
        # What took effect while nobody listened stands in no log yet.
        await _tell(product_id, since=clock() - KEPT, until=clock())
    planners = _planners.setdefault(asyncio.get_running_loop(), {})
    planner = planners.get(product_id)
    if planner is None:
        planner = planners[product_id] = _Planner(product_id, clock)
    planner.followers += 1
    try:
        async with following(f"product:{product_id}", after=after) as stream:
            yield stream
    finally:
        planner.followers -= 1
        if not planner.followers:
            del planners[product_id]
            planner.stop()


def moment_of(heard: Heard | None, *, now: datetime) -> datetime:
    """As of when the product is to be read: another process may be a little ahead of our clock."""
    if isinstance(heard, LiveEvent) and heard.name == TOOK_EFFECT:
        return max(now, datetime.fromisoformat(heard.payload["at"]))
    return now


async def _tell(product_id: UUID, *, since: datetime, until: datetime) -> None:
    for moment in await _moments(product_id, since=since):
        if moment > until:
            return
        at = moment.isoformat()
        try:
            await publish(topic=f"product:{product_id}", cause=f"planned:{at}", name=TOOK_EFFECT, payload={"at": at})
        except REDIS_FAILURES:
            return  # whoever listens is told of a gap when Redis is back


async def _moments(product_id: UUID, *, since: datetime) -> tuple[datetime, ...]:
    """The next moments, past or to come, at which a price begins or ends or the product is hidden."""
    params = {"product_id": product_id, "since": since, "most": _MOST}
    return tuple(moment for (moment,) in await fetch_tuples(_MOMENTS, params))
