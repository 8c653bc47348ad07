"""`node(id:)`: reads anything by its global id, as far as the viewer may see it."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from uuid import UUID

import strawberry

import resolvers.alerts as alerts
import resolvers.catalogue as catalogue
import resolvers.collections as collections
import resolvers.identity as identity
import resolvers.notifications as notifications
import resolvers.orders as orders
import resolvers.reviews as reviews
import resolvers.saved_carts as saved_carts
import resolvers.sessions as sessions
import resolvers.vendors as vendors
import resolvers.wishlists as wishlists
from domains.common.errors import LoginRequired, NotFound
from resolvers.context import Context
from schema.base import Info, Node
from schema.ids import split_id

type Reader = Callable[[Context, UUID], Awaitable[object | None]]

# Each reader answers None, or raises NotFound, for what the viewer may not see, as for what is not there.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "Product": lambda context, key: catalogue.product(context, product_id=key),
        "Variant": lambda context, key: catalogue.variant(context, variant_id=key),
        "Category": lambda context, key: catalogue.category(context, category_id=key),
        "Collection": lambda context, key: collections.collection(context, collection_id=key),
        "Vendor": lambda context, key: vendors.vendor(context, vendor_id=key),
        "Address": lambda context, key: identity.address(context, address_id=key),
        "Session": lambda context, key: sessions.session(context, session_id=key),
        "Purchase": lambda context, key: orders.purchase(context, purchase_id=key),
        "Order": lambda context, key: orders.order(context, order_id=key),
        "Review": lambda context, key: reviews.review(context, review_id=key),
        "Wishlist": lambda context, key: wishlists.wishlist(context, wishlist_id=key),
        "Notification": lambda context, key: notifications.notification(context, item_id=key),
        "SavedCart": lambda context, key: saved_carts.saved_cart(context, saved_cart_id=key),
        "Alert": lambda context, key: alerts.alert(context, alert_id=key),
        "VendorOrder": lambda context, key: orders.vendor_order(context, vendor_order_id=key),
    }
)


@strawberry.type
class NodeQuery:
    """Relay's root field."""

    @strawberry.field(description="Anything by its global id; null for what is not there or not yours.")
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002
        """An id of a type that is no node is unknown here."""
        try:
            type_name, key = split_id(id)
            return await READERS[type_name](info.context, key) if type_name in READERS else None  # type: ignore[return-value]
        except (NotFound, LoginRequired):
            return None
