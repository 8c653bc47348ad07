"""Purchases and orders for tests, made by the same services that make real ones."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from domains.catalogue.models import Variant
from domains.common.money import Money
from domains.identity.viewer import Owner
from domains.orders.models import Order
from domains.orders.services.capture_order import prepare_capture, settle_captured
from domains.orders.services.prepare_purchase import CheckoutRequest, prepare_purchase
from domains.orders.services.settle_attempt import Settlement, settle_attempt
from domains.payments.gateways.base import Authorized
from domains.payments.models import PaymentAttempt
from tests.factories.catalogue import make_product, make_variant
from tests.factories.checkout import an_owner, make_ready_cart
from tests.factories.payments import reference_of
from tests.factories.vendors import make_commission_plan, make_vendor

_numbers = count(1)


def a_request(
    *, owner: Owner, key: str | None = None, card: str = "card_success", expected_total_minor: int | None = None
) -> CheckoutRequest:
    """A shopper's wish to pay for what is in the cart."""
    return CheckoutRequest(
        owner=owner,
        idempotency_key=key or f"key-{next(_numbers)}",
        payment_method=card,
        gateway="sandbox",
        expected_total_minor=expected_total_minor,
    )


def variants_of_vendors(number: int, *, rate_bp: int = 1_000) -> list[Variant]:
    """A variant of each of so many vendors, who pay that commission."""
    vendors = [make_vendor(name=f"Vendor {index}") for index in range(number)]
    for vendor in vendors:
        make_commission_plan(rate_bp=rate_bp, vendor=vendor)
    return [make_variant(product=make_product(vendor=vendor, sizes=()), options={"no": "1"}) for vendor in vendors]


def make_purchase(
    *,
    now: datetime,
    owner: Owner | None = None,
    items: Mapping[Variant, int] | None = None,
    stock: int | None = 100,
    card: str = "card_success",
    key: str | None = None,
) -> Settlement:
    """A prepared purchase with an opened attempt, of one unit of one vendor where nothing is said."""
    whose = owner or an_owner()
    make_ready_cart(owner=whose, items=items or {variants_of_vendors(1)[0]: 1}, stock=stock)
    return prepare_purchase(request=a_request(owner=whose, card=card, key=key), now=now)


def authorize(purchase: Settlement, *, now: datetime) -> Settlement:
    """The provider says yes."""
    outcome = Authorized(provider_reference=reference_of(purchase.attempt_id), amount=purchase.amount)
    return settle_attempt(attempt_id=purchase.attempt_id, outcome=outcome, now=now)


def make_order(
    *,
    now: datetime,
    owner: Owner | None = None,
    items: Mapping[Variant, int] | None = None,
    vendors: int = 1,
    stock: int | None = 100,
) -> Order:
    """An authorised order, not captured yet; without `stock` of what is in stock already."""
    wanted = items or dict.fromkeys(variants_of_vendors(vendors), 1)
    settled = authorize(make_purchase(now=now, owner=owner, items=wanted, stock=stock), now=now)
    assert settled.order_id is not None
    return Order.objects.get(id=settled.order_id)


def capture(order: Order, *, now: datetime) -> None:
    """The provider takes what is due."""
    attempt = PaymentAttempt.objects.get(purchase_id=order.purchase_id)
    wanted = prepare_capture(attempt_id=attempt.id, now=now)
    assert wanted is not None
    settle_captured(
        attempt_id=attempt.id, provider_reference=attempt.provider_reference, captured=wanted.amount, now=now
    )


def make_paid_order(
    *, now: datetime, owner: Owner | None = None, items: Mapping[Variant, int] | None = None, vendors: int = 1
) -> Order:
    """An order whose money was taken."""
    order = make_order(now=now, owner=owner, items=items, vendors=vendors)
    capture(order, now=now)
    return order


def ngn(minor: int) -> Money:
    """An amount in kobo."""
    return Money(minor, "NGN")
