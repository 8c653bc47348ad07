"""Live updates: what a subscriber hears, read afresh for each event, and only of what is theirs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domains.catalogue.queries import product_by_id
from domains.catalogue.rows import ProductRow
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.live import Heard, LiveEvent, hub
from domains.orders.queries import find_order
from domains.orders.rows import OrderRow
from resolvers.context import Context


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


async def order_updates(context: Context, *, order_id: UUID | None) -> AsyncIterator[Update[OrderRow]]:
    """What happens to the viewer's orders, or to one of them. Raises NotFound for somebody else's, LoginRequired."""
    owner = context.viewer.owner()
    context.start_afresh(now=utc_now())
    async with hub().listening(f"orders-of:{owner.id}") as listener:
        if order_id is not None:
            await find_order(order_id=order_id, owner=owner)
        async for heard in listener:
            told = _order_told(heard)
            if order_id is not None and told not in {None, order_id}:
                continue
            context.start_afresh(now=utc_now())
            order = await find_order(order_id=told, owner=owner) if told else None
            yield _update(heard, order)


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
