"""Carts for tests: only what the test is about has to be said."""

from collections.abc import Mapping
from uuid import UUID

from domains.catalogue.models import Variant
from domains.checkout.models import Cart, CartDelivery, CartLine
from domains.common.ids import new_id
from domains.common.money import Money
from domains.identity.viewer import Owner, OwnerKind
from domains.shipping.models import ShippingMethod
from tests.factories.identity import a_user
from tests.factories.inventory import make_stock
from tests.factories.shipping import make_method

LAGOS = {
    "full_name": "Ada Obi",
    "line1": "1 Marina Road",
    "line2": "",
    "city": "Lagos",
    "region": "Lagos",
    "postcode": "",
    "country": "NG",
    "phone": "+2348031234567",
}


def an_owner(*, kind: OwnerKind = "guest", owner_id: UUID | None = None) -> Owner:
    """A guest nobody has seen before, or that owner."""
    return Owner(kind=kind, id=owner_id or new_id())


def a_customer() -> Owner:
    """An owner with an open account."""
    return Owner(kind="customer", id=a_user().id)


def make_cart(
    *,
    owner: Owner | None = None,
    currency: str = "NGN",
    email: str = "",
    address: Mapping[str, str] | None = None,
    state: str = Cart.State.OPEN,
) -> Cart:
    """An empty cart."""
    whose = owner or an_owner()
    return Cart.objects.create(
        owner_kind=whose.kind,
        owner_id=whose.id,
        currency=currency,
        email=email,
        address=dict(address) if address else None,
        state=state,
    )


def make_line(*, cart: Cart, variant: Variant, quantity: int = 1, seen_price: Money | None = None) -> CartLine:
    """A line of the cart, at the variant's first price in the cart's currency unless another was seen."""
    seen = (
        seen_price.minor
        if seen_price
        else variant.prices.filter(currency=cart.currency).earliest("valid_from").amount_minor
    )
    return CartLine.objects.create(cart=cart, variant=variant, quantity=quantity, seen_price_minor=seen)


def choose_delivery(*, cart: Cart, method: ShippingMethod) -> CartDelivery:
    """The method, chosen for its vendor's lines."""
    return CartDelivery.objects.create(cart=cart, vendor_id=method.zone.vendor_id, method=method)


def make_ready_cart(*, owner: Owner | None = None, items: Mapping[Variant, int], stock: int | None = 100) -> Cart:
    """A cart that could be paid for: stocked lines, email, an address in Lagos, and a delivery for each vendor.

    `stock` units are made of each variant; None leaves stock to the test.
    """
    cart = make_cart(owner=owner, email="ada@example.com", address=LAGOS)
    vendors = {}
    for variant, quantity in items.items():
        if stock is not None:
            make_stock(variant=variant, on_hand=stock)
        make_line(cart=cart, variant=variant, quantity=quantity)
        vendors[variant.product.vendor_id] = variant.product.vendor
    for vendor in vendors.values():
        existing = ShippingMethod.objects.filter(zone__vendor=vendor).first()
        choose_delivery(cart=cart, method=existing or make_method(vendor=vendor))
    return cart
