"""Live updates: what a subscriber hears, read afresh for each event, and only of what is theirs."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domains.catalogue.queries import product_by_id
from domains.catalogue.rows import ProductRow
from domains.catalogue.watching import following_product, moment_of
from domains.checkout.cart_view import CartView
from domains.checkout.queries import cart_of
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.live import Heard, Resync, following
from domains.common.live_log import LiveEvent
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

    @property
    def cart(self) -> Row | None:
        """The subject of an update of a cart."""
        return self.subject


type OrderUpdates = AsyncIterator[Update[OrderRow]]
type CartUpdates = AsyncIterator[Update[CartView]]
type ProductUpdates = AsyncIterator[Update[ProductRow]]


async def order_updates(context: Context, *, order_id: UUID | None, after: str | None) -> OrderUpdates:
    """What happens to the viewer's orders, or to one of them. Raises NotFound for somebody else's, LoginRequired."""
    owner, position = context.viewer.owner(), context.wanted_position(after)
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
            yield _update(context, stream.position, heard, order)


async def cart_updates(context: Context, *, after: str | None) -> CartUpdates:
    """Changes of the viewer's cart by whichever device; the first update is how it is now. Raises LoginRequired."""
    owner, position = context.viewer.owner(), context.wanted_position(after)
    async with following(f"cart-of:{owner.id}", after=position) as stream:
        if position is None:
            yield _update(context, stream.position, None, await cart_of(owner=owner, now=context.now))
        while True:
            heard = await stream.next()
            context.start_afresh(now=utc_now())
            yield _update(context, stream.position, heard, await cart_of(owner=owner, now=context.now))


async def product_updates(context: Context, *, product_id: UUID, after: str | None) -> ProductUpdates:
    """Changes of a product's stock and prices; the first update is the present state. Raises NotFound."""
    if context.rehearsal is not None:
        context.rehearsal.append(ProductNews(product_id, context.wanted_position(after)))
        return
    if isinstance(context.cue, News):
        yield await _product_update(context, product_id, context.cue)
        return
    async with aclosing(ProductNews(product_id, context.wanted_position(after)).come()) as all_news:
        async for news in all_news:
            yield await _product_update(context, product_id, news)


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell: how things stand (`heard` is None), or what was heard, and the number it has."""

    heard: Heard | None
    position: int | None


@dataclass(frozen=True, slots=True)
class ProductNews:
    """What one subscriber wants to be told of a product; the same for all who want the same."""

    product_id: UUID
    after: int | None

    async def come(self) -> AsyncGenerator[News]:
        """The news as they come; first of all how things stand, unless the stream is taken up where it ended."""
        async with following_product(product_id=self.product_id, after=self.after, clock=utc_now) as stream:
            if self.after is None:
                yield News(None, stream.position)
            while True:
                heard = await stream.next()
                yield News(heard, stream.position)


async def _product_update(context: Context, product_id: UUID, news: News) -> Update[ProductRow]:
    context.start_afresh(now=moment_of(news.heard, now=utc_now()))
    return _update(context, news.position, news.heard, await _product(context, product_id))


async def _product(context: Context, product_id: UUID) -> ProductRow:
    found = await product_by_id(product_ids=[product_id], at=context.now)
    if product_id not in found:
        raise NotFound
    return found[product_id]


def _order_told(heard: LiveEvent) -> UUID | None:
    order_id: Any = heard.payload.get("order_id")
    return UUID(order_id) if isinstance(order_id, str) else None


def _update[Row](context: Context, position: int | None, heard: Heard | None, subject: Row | None) -> Update[Row]:
    context.place.position = position
    name = heard.name if isinstance(heard, LiveEvent) else None
    return Update(sequence=position, event=name, resync=isinstance(heard, Resync), subject=subject)
