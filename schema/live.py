"""Subscriptions: what happens to the viewer's orders and to a product's stock, as it happens."""

from collections.abc import AsyncIterator

import strawberry

import resolvers.live as answers
from schema.base import Info
from schema.catalogue import Product
from schema.ids import decode_id
from schema.notifications import NotificationsSubscription
from schema.orders import Order


@strawberry.type(description="Something that happened to one of the viewer's orders.")
class OrderUpdate:
    """An `Update` of an order."""

    sequence: str | None = strawberry.field(description="Rises with every event; null on a resync.")
    event: str | None = strawberry.field(description="What happened, such as OrderPlaced; null on a resync.")
    resync: bool = strawberry.field(description="Something may have been missed: read your orders again.")
    order: Order | None = strawberry.field(description="The order as it is now; null where the event names none.")


@strawberry.type(description="A product's stock and prices, as they are now.")
class ProductUpdate:
    """An `Update` of a product."""

    sequence: str | None = strawberry.field(description="Rises with every event; null on the first and on a resync.")
    event: str | None = strawberry.field(description="What happened; null on the first and on a resync.")
    resync: bool = strawberry.field(description="Something may have been missed; `product` is as it is now.")
    product: Product = strawberry.field(description="The product with its variants' stock and prices.")


@strawberry.type(description="What can be followed live, over a WebSocket (graphql-transport-ws).")
class Subscription(NotificationsSubscription):
    """All subscriptions."""

    @strawberry.subscription(
        description="The viewer's orders, or one of them; `after` is the last sequence heard, to hear what was missed."
    )
    async def order_updated(
        self, info: Info, order_id: strawberry.ID | None = None, after: str | None = None
    ) -> AsyncIterator[OrderUpdate]:
        """Raises LoginRequired, and NotFound for an order that is not the viewer's."""
        key = decode_id(order_id, expected="Order") if order_id else None
        async for update in answers.order_updates(info.context, order_id=key, after=after):
            yield update  # type: ignore[misc]

    @strawberry.subscription(description="A product's stock and prices; the first update is how they are now.")
    async def product_availability(self, info: Info, product_id: strawberry.ID) -> AsyncIterator[ProductUpdate]:
        """Ends with NotFound when the product is hidden."""
        key = decode_id(product_id, expected="Product")
        async for update in answers.product_updates(info.context, product_id=key):
            yield update  # type: ignore[misc]
