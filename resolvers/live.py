"""Live updates: what a subscriber hears, read afresh for each event, and only of what is theirs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domains.catalogue.moments import moments_of_product
from domains.catalogue.queries import product_by_id
from domains.catalogue.rows import ProductRow
from domains.checkout.cart_view import CartView
from domains.checkout.queries import cart_of
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.live import Heard, Resync, Stream, following
from domains.common.live_log import KEPT, LiveEvent, publish
from domains.common.redis import REDIS_FAILURES
from domains.orders.queries import find_order
from domains.orders.rows import OrderRow
from resolvers.context import Context
from resolvers.positions import wanted_position

# Plans may change at any time, which is told; looking again once in a while costs little.
_LONGEST_WAIT = 3600.0
_PLANNED = "PriceTookEffect"


@dataclass(frozen=True, slots=True)
class Update[Row]:
    """One thing a subscriber is told. With `resync` something may have been missed: read the present state."""

    sequence: int | None
    event: str | None
    resync: bool
    subject: Row | None

    @property
    def order(self) -> Row | None:
        """The subject of an update of orders."""
        return self.subject

    @property
    def product(self) -> Row | None:
        """The subject of an update of a product."""
        return self.subject

    @property
    def cart(self) -> Row | None:
        """The subject of an update of a cart."""
        return self.subject


type OrderUpdates = AsyncIterator[Update[OrderRow]]
type CartUpdates = AsyncIterator[Update[CartView]]
type ProductUpdates = AsyncIterator[Update[ProductRow]]


async def order_updates(context: Context, *, order_id: UUID | None, after: str | None) -> OrderUpdates:
    """What happens to the viewer's orders, or to one of them. Raises NotFound for somebody else's, LoginRequired."""
    owner, position = context.viewer.owner(), wanted_position(context, after)
    context.start_afresh(now=utc_now())
    if order_id is not None:
        await find_order(order_id=order_id, owner=owner)
    async with following(f"orders-of:{owner.id}", after=position) as stream:
        while True:
            heard = await stream.next()
            subject = _order_told(heard) if isinstance(heard, LiveEvent) else order_id
            if order_id is not None and subject not in {None, order_id}:
                continue
            context.start_afresh(now=utc_now())
            order = await find_order(order_id=subject, owner=owner) if subject else None
            yield _update(context, stream, heard, order)


async def cart_updates(context: Context, *, after: str | None) -> CartUpdates:
    """Changes of the viewer's cart by whichever device; the first update is how it is now. Raises LoginRequired."""
    owner, position = context.viewer.owner(), wanted_position(context, after)
    async with following(f"cart-of:{owner.id}", after=position) as stream:
        if position is None:
            yield _update(context, stream, None, await cart_of(owner=owner, now=context.now))
        while True:
            heard = await stream.next()
            context.start_afresh(now=utc_now())
            yield _update(context, stream, heard, await cart_of(owner=owner, now=context.now))


async def product_updates(context: Context, *, product_id: UUID, after: str | None) -> ProductUpdates:
    """Changes of a product's stock and prices; the first update is the present state. Raises NotFound."""
    position = wanted_position(context, after)
    plans = _Plans(product_id)
    if position is not None:
        # What took effect while nobody listened stands in no log yet.
        await plans.tell(since=utc_now() - KEPT, until=utc_now())
    async with following(f"product:{product_id}", after=position) as stream:
        await plans.make(now=utc_now())
        if position is None:
            yield _update(context, stream, None, await _product(context, product_id))
        while True:
            heard = await stream.next_within(plans.patience(now=utc_now()))
            if heard is None:
                await plans.carry_out(now=utc_now())
                continue
            # Another process may be a little ahead of our clock: what took effect there has taken effect.
            context.start_afresh(now=max(utc_now(), _moment(heard)))
            await plans.carry_out(now=context.now)
            yield _update(context, stream, heard, await _product(context, product_id))


class _Plans:
    """The planned changes of a product. Every process that has a listener tells of them; the log keeps the first."""

    def __init__(self, product_id: UUID) -> None:
        self._product_id = product_id
        self._made_at: datetime | None = None
        self._next: datetime | None = None

    async def make(self, *, now: datetime) -> None:
        """Learn when the next change is."""
        moments = await moments_of_product(product_id=self._product_id, since=now)
        self._made_at, self._next = now, moments[0] if moments else None

    def patience(self, *, now: datetime) -> float:
        """Seconds until something is to be done."""
        if self._next is None:
            return _LONGEST_WAIT
        return min(max((self._next - now).total_seconds(), 0.0), _LONGEST_WAIT)

    async def carry_out(self, *, now: datetime) -> None:
        """Tell of what has taken effect since the plans were made, and make new ones."""
        if self._next is not None and self._next <= now and self._made_at is not None:
            await self.tell(since=self._made_at, until=now)
        await self.make(now=now)

    async def tell(self, *, since: datetime, until: datetime) -> None:
        """Tell of the changes between two moments; nothing is told twice."""
        for moment in await moments_of_product(product_id=self._product_id, since=since):
            if moment <= until:
                at = moment.isoformat()
                try:
                    await publish(
                        topic=f"product:{self._product_id}", cause=f"planned:{at}", name=_PLANNED, payload={"at": at}
                    )
                except REDIS_FAILURES:
                    return  # whoever listens is told of a gap when Redis is back


async def _product(context: Context, product_id: UUID) -> ProductRow:
    found = await product_by_id(product_ids=[product_id], at=context.now)
    if product_id not in found:
        raise NotFound
    return found[product_id]


def _order_told(heard: LiveEvent) -> UUID | None:
    order_id: Any = heard.payload.get("order_id")
    return UUID(order_id) if isinstance(order_id, str) else None


def _moment(heard: Heard) -> datetime:
    if isinstance(heard, LiveEvent) and heard.name == _PLANNED:
        return datetime.fromisoformat(heard.payload["at"])
    return datetime.min.replace(tzinfo=UTC)


def _update[Row](context: Context, stream: Stream, heard: Heard | None, subject: Row | None) -> Update[Row]:
    context.position = stream.position
    name = heard.name if isinstance(heard, LiveEvent) else None
    return Update(sequence=stream.position, event=name, resync=isinstance(heard, Resync), subject=subject)
