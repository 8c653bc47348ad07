"""Subscriptions: what happens to the viewer's orders and cart and to a product's stock and prices, as it happens."""

from collections.abc import AsyncIterator
from typing import Any, cast

import strawberry

import resolvers.live as answers
from schema.base import Info, sequence_number
from schema.catalogue import Product
from schema.checkout import Cart
from schema.ids import decode_id
from schema.notifications import NotificationsSubscription
from schema.orders import Order


@strawberry.type(description="Something that happened to one of the viewer's orders.")
class OrderUpdate:
    """An `Update` of an order."""

    sequence: str | None = sequence_number()
    event: str | None = strawberry.field(description="What happened, such as OrderPlaced; null on a resync.")
    resync: bool = strawberry.field(description="Something may have been missed: read your orders again.")
    order: Order | None = strawberry.field(description="The order as it is now; null where the event names none.")


@strawberry.type(description="A product's stock and prices, as they are now.")
class ProductUpdate:
    """An `Update` of a product."""

    sequence: str | None = sequence_number()
    event: str | None = strawberry.field(description="What happened; null on the first and on a resync.")
    resync: bool = strawberry.field(description="Something may have been missed; `product` is as it is now.")
    product: Product = strawberry.field(description="The product with its variants' stock and prices.")


@strawberry.type(description="The viewer's cart, as it is now.")
class CartUpdate:
    """An `Update` of a cart."""

    sequence: str | None = sequence_number()
    event: str | None = strawberry.field(description="What happened; null on the first and on a resync.")
    resync: bool = strawberry.field(description="Something may have been missed; `cart` is as it is now.")
    cart: Cart | None = strawberry.field(description="The open cart; null once it was completed or merged.")


@strawberry.type(
    description="What can be followed live, over a WebSocket (graphql-transport-ws) or as server-sent events."
)
class Subscription(NotificationsSubscription):
    """All subscriptions."""

    @strawberry.subscription(
        description="The viewer's orders, or one of them. `after`: the last sequence heard, to be told what was missed."
    )
    async def order_updated(
        self, info: Info, order_id: strawberry.ID | None = None, after: str | None = None
    ) -> AsyncIterator[OrderUpdate]:
        """Raises LoginRequired, and NotFound for an order that is not the viewer's."""
        key = decode_id(order_id, expected="Order") if order_id else None
        return cast("AsyncIterator[Any]", answers.order_updates(info.context, order_id=key, after=after))

    @strawberry.subscription(
        description="The viewer's cart, changed by whichever device. Without `after` the first is how it is now."
    )
    async def cart_updated(self, info: Info, after: str | None = None) -> AsyncIterator[CartUpdate]:
        """Raises LoginRequired."""
        return cast("AsyncIterator[Any]", answers.cart_updates(info.context, after=after))

    @strawberry.subscription(
        description="A product's stock and prices, planned ones to the second. Without `after` the first is how it is."
    )
    async def product_availability(
        self, info: Info, product_id: strawberry.ID, after: str | None = None
    ) -> AsyncIterator[ProductUpdate]:
        """Ends with NotFound when the product is hidden."""
        key = decode_id(product_id, expected="Product")
        return cast("AsyncIterator[Any]", answers.product_updates(info.context, product_id=key, after=after))
