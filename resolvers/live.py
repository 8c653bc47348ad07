"""Live updates: what a subscriber hears, read afresh for each event, and only of what is theirs."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domains.catalogue.queries import product_by_id
from domains.catalogue.rows import ProductRow
from domains.common.clock import utc_now
from domains.common.errors import InvalidInput, NotFound
from domains.common.live import Heard, Listener, LiveEvent, Resync, hub
from domains.identity.viewer import Owner
from domains.orders.missed import missed_events
from domains.orders.queries import find_order
from domains.orders.rows import OrderRow
from resolvers.context import Context

_LONGEST_SEQUENCE = 18


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


type OrderUpdates = AsyncIterator[Update[OrderRow]]


async def order_updates(context: Context, *, order_id: UUID | None, after: str | None) -> OrderUpdates:
    """What happens to the viewer's orders, or to one of them. Raises NotFound for somebody else's, LoginRequired."""
    owner = context.viewer.owner()
    context.start_afresh(now=utc_now())
    async with hub().listening(f"orders-of:{owner.id}") as listener:
        if order_id is not None:
            await find_order(order_id=order_id, owner=owner)
        async for heard in _since(after, owner=owner, listener=listener):
            told = _order_told(heard)
            if order_id is not None and told not in {None, order_id}:
                continue
            context.start_afresh(now=utc_now())
            order = await find_order(order_id=told, owner=owner) if told else None
            yield _update(heard, order)


async def _since(after: str | None, *, owner: Owner, listener: Listener) -> AsyncIterator[Heard]:
    """What the owner missed since a sequence number, and then what happens; nothing twice."""
    missed: Sequence[LiveEvent] | None = ()
    if after is not None:
        missed = await missed_events(owner=owner, after=_sequence(after), now=utc_now())
    for each in (Resync(),) if missed is None else missed:
        yield each
    # The listener was there before the outbox was read, so it may hear again what was found there.
    told = {each.sequence for each in missed or ()}
    async for heard in listener:
        if not isinstance(heard, LiveEvent) or heard.sequence not in told:
            yield heard


def _sequence(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_SEQUENCE):
        raise InvalidInput("That is no sequence number of ours.", path=("after",))
    return int(text)


async def product_updates(context: Context, *, product_id: UUID) -> AsyncIterator[Update[ProductRow]]:
    """Changes of a product's stock and prices; the first update is the present state. Raises NotFound."""
    async with hub().listening(f"product:{product_id}") as listener:
        yield Update(sequence=None, event=None, resync=False, subject=await _product(context, product_id))
        async for heard in listener:
            context.start_afresh(now=utc_now())
            yield _update(heard, await _product(context, product_id))


async def _product(context: Context, product_id: UUID) -> ProductRow:
    found = await product_by_id(product_ids=[product_id], at=context.now)
    if product_id not in found:
        raise NotFound
    return found[product_id]


def _order_told(heard: Heard) -> UUID | None:
    told: Any = heard.payload.get("order_id") if isinstance(heard, LiveEvent) else None
    return UUID(told) if isinstance(told, str) else None


def _update[Row](heard: Heard, subject: Row | None) -> Update[Row]:
    if isinstance(heard, LiveEvent):
        return Update(sequence=heard.sequence, event=heard.name, resync=False, subject=subject)
    return Update(sequence=None, event=None, resync=True, subject=subject)
