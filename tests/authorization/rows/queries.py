"""The rows of the matrix that are root fields of queries and subscriptions: who is answered, and of what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.authorization.sides import CUSTOMERS, EVERYBODY, MEMBERS, SHOPPERS, Given, Side, World, nothing, of_house


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event as `domains.common.live.publish` takes it."""

    topic: str
    name: str
    payload: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A root field that reads.

    who       the kinds of viewers it answers; the others get LOGIN_REQUIRED, or null where `is_null`
    given     its arguments: of everybody's things from the world, of somebody's own from a side
    own       whether `given` names something of that side: a stranger is answered as for what never was
    counts    whether what it answers is the viewer's own and nobody else's; its owner must see it there
    shows     by side, the tables whose rows everybody may see that `given` leads to, as a shared list
    happens   of a subscription: something that its owner alone is told, with no arguments given
    begins    of a subscription: whether it first tells how things stand
    """

    who: frozenset[str] = EVERYBODY
    given: Given = nothing
    own: bool = False
    counts: bool = False
    is_null: bool = False
    shows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    happens: Callable[[Side], Happening] | None = None
    begins: bool = False


def _filter(world: World) -> Mapping[str, Any]:
    return {
        "category": world.public.id("Category"),
        "categoryPath": None,
        "vendors": [world.public.id("Vendor")],
        "price": {"lowest": 0, "highest": 10**15},
        "options": [{"axis": "size", "values": ["m"]}],
        "attributes": [{"code": world.public.words["attribute"], "choices": ["silk"], "number": {}}],
    }


QUERIES: Mapping[str, Reading] = {
    # By the rows of types.py.
    "node": Reading(given=lambda w, s: {"id": w.public.id("Product")}),
    "ping": Reading(),
    "product": Reading(given=lambda w, s: {"id": w.public.id("Product")}),
    "categories": Reading(),
    "category": Reading(given=lambda w, s: {"path": w.public.words["path"]}),
    "collection": Reading(given=lambda w, s: {"id": w.public.id("Collection")}),
    "collections": Reading(given=lambda w, s: {"first": 3}),
    "vendorProducts": Reading(
        who=MEMBERS,
        is_null=True,
        own=True,
        given=lambda w, s: {"vendor": of_house(w, s, "Vendor", "vendor"), "state": None, "first": 6},
    ),
    "vendorSizeGuides": Reading(
        who=MEMBERS,
        is_null=True,
        own=True,
        given=lambda w, s: {"vendor": of_house(w, s, "Vendor", "vendor")},
    ),
    "vendorLocations": Reading(
        who=MEMBERS,
        is_null=True,
        own=True,
        given=lambda w, s: {"vendor": of_house(w, s, "Vendor", "vendor")},
    ),
    "vendorProduct": Reading(
        who=MEMBERS,
        is_null=True,
        own=True,
        given=lambda w, s: {"id": of_house(w, s, "Product", "waiting")},
    ),
    "vendor": Reading(given=lambda w, s: {"slug": w.public.words["vendor"]}),
    "vendors": Reading(given=lambda w, s: {"first": 3}),
    "products": Reading(given=lambda w, s: {"filter": _filter(w), "first": 3}),
    "search": Reading(given=lambda w, s: {"text": "dress", "filter": _filter(w), "first": 3}),
    "similarProducts": Reading(given=lambda w, s: {"id": w.public.id("Product"), "first": 3}),
    "suggest": Reading(given=lambda w, s: {"text": "dress"}),
    "markets": Reading(),
    "sizeConvert": Reading(
        given=lambda w, s: {"kind": "SHOES", "gender": "MEN", "from": "EU", "size": "43", "to": "UK"}
    ),
    "market": Reading(given=lambda w, s: {"country": "FR"}),
    "viewer": Reading(who=CUSTOMERS, counts=True, is_null=True),
    "cart": Reading(who=SHOPPERS, counts=True, is_null=True),
    "orders": Reading(who=SHOPPERS, counts=True, given=lambda w, s: {"first": 3}),
    "order": Reading(who=SHOPPERS, own=True, given=lambda w, s: {"id": s.id("Order")}),
    "purchase": Reading(who=SHOPPERS, own=True, given=lambda w, s: {"id": s.id("Purchase")}),
    "wishlists": Reading(who=SHOPPERS, counts=True, given=lambda w, s: {"first": 3}),
    # Whoever was given the token may look.
    "sharedWishlist": Reading(
        given=lambda w, s: {"token": w.sides["guest A"].words["share token"]},
        shows={"guest A": frozenset({"checkout_wishlist", "checkout_wishlist_item"})},
    ),
    "followedVendors": Reading(who=CUSTOMERS, given=lambda w, s: {"first": 3}),
    "recentlyViewed": Reading(who=SHOPPERS, given=lambda w, s: {"first": 3}),
    "notifications": Reading(who=CUSTOMERS, counts=True, given=lambda w, s: {"first": 3}),
    "alerts": Reading(who=CUSTOMERS, counts=True, given=lambda w, s: {"first": 3}),
    "notificationPreferences": Reading(who=CUSTOMERS),
    "savedCarts": Reading(who=SHOPPERS, counts=True),
    "unreadNotificationCount": Reading(who=CUSTOMERS),
}

# The same with something else: a root field, and what of.
ALSO_READ: Mapping[str, Reading] = {
    "vendorProduct of what is shown": Reading(
        who=MEMBERS, is_null=True, own=True, given=lambda w, s: {"id": of_house(w, s, "Product", "shown")}
    ),
    "vendorProduct of what came back": Reading(
        who=MEMBERS, is_null=True, own=True, given=lambda w, s: {"id": of_house(w, s, "Product", "returned")}
    ),
    "vendorProducts of what waits": Reading(
        who=MEMBERS,
        is_null=True,
        own=True,
        given=lambda w, s: {"vendor": of_house(w, s, "Vendor", "vendor"), "state": "REVIEW", "first": 6},
    ),
}

SUBSCRIPTIONS: Mapping[str, Reading] = {
    "cartUpdated": Reading(
        who=SHOPPERS,
        begins=True,
        happens=lambda s: Happening(topic=f"cart-of:{s.words['owner']}", name="CartChanged", payload={}),
    ),
    "notificationAdded": Reading(
        who=CUSTOMERS,
        happens=lambda s: Happening(
            topic=f"feed:{s.words['owner']}",
            name="FeedItemAdded",
            payload={"item_id": str(s.ids["Notification"]), "user_id": s.words["owner"]},
        ),
    ),
    "orderUpdated": Reading(
        who=SHOPPERS,
        own=True,
        given=lambda w, s: {"orderId": s.id("Order")},
        happens=lambda s: Happening(
            topic=f"orders-of:{s.words['owner']}", name="OrderPaid", payload={"order_id": str(s.ids["Order"])}
        ),
    ),
    "productAvailability": Reading(given=lambda w, s: {"productId": w.public.id("Product")}),
}
