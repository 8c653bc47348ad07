"""Following a product: what is told of it, and what changes at a planned moment without anybody doing anything."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

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


class ProductStream:
    """What one subscriber is told of a product. Each who listens tells of planned changes; the log keeps the first."""

    def __init__(self, stream: Stream, product_id: UUID, *, clock: Callable[[], datetime]) -> None:
        """Begin with `plan`."""
        self._stream = stream
        self._product_id = product_id
        self._clock = clock
        self._planned_at = clock()
        self._next: datetime | None = None

    @property
    def position(self) -> int | None:
        """The number of what was told last."""
        return self._stream.position

    async def next(self) -> tuple[Heard, datetime]:
        """The next thing to tell, and the moment as of which the product is to be read."""
        while True:
            heard = await self._stream.next_within(self._patience())
            # Another process may be a little ahead of our clock: what took effect there has taken effect.
            now = self._clock() if heard is None else max(self._clock(), _moment(heard))
            await self._carry_out(now)
            if heard is not None:
                return heard, now

    async def plan(self, *, now: datetime) -> None:
        """Learn when the next change is."""
        moments = await _moments(self._product_id, since=now)
        self._planned_at, self._next = now, moments[0] if moments else None

    def _patience(self) -> float:
        if self._next is None:
            return _LONGEST_WAIT
        return min(max((self._next - self._clock()).total_seconds(), 0.0), _LONGEST_WAIT)

    async def _carry_out(self, now: datetime) -> None:
        if self._next is not None and self._next <= now:
            await _tell(self._product_id, since=self._planned_at, until=now)
        await self.plan(now=now)


@asynccontextmanager
async def following_product(
    *, product_id: UUID, after: int | None, clock: Callable[[], datetime]
) -> AsyncIterator[ProductStream]:
    """Follow a product's stock and prices, from now on or from behind a number on."""
    if after is not None:
        # What took effect while nobody listened stands in no log yet.
        await _tell(product_id, since=clock() - KEPT, until=clock())
    async with following(f"product:{product_id}", after=after) as stream:
        product = ProductStream(stream, product_id, clock=clock)
        await product.plan(now=clock())
        yield product


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


def _moment(heard: Heard) -> datetime:
    if isinstance(heard, LiveEvent) and heard.name == TOOK_EFFECT:
        return datetime.fromisoformat(heard.payload["at"])
    return datetime.min.replace(tzinfo=UTC)
