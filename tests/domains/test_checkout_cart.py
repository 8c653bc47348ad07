"""The cart as the shopper sees it, its contact and deliveries, and the freeze that charges what was shown."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domains.catalogue.models import Product, Variant
from domains.checkout.cart_view import CartView
from domains.checkout.errors import (
    AddressMissing,
    CartClosed,
    CartNotReady,
    LineProblems,
    MethodNotOffered,
    TotalChanged,
)
from domains.checkout.models import Cart
from domains.checkout.problems import PriceChanged, SoldOut, StockReduced, Unavailable
from domains.checkout.queries import cart_of
from domains.checkout.quote import Quote
from domains.checkout.reads import cart_now
from domains.checkout.services.freeze_cart import complete_cart, freeze_cart
from domains.checkout.services.set_contact import set_contact
from domains.checkout.services.set_delivery import set_delivery
from domains.common.bridge import in_transaction
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.common.money import Money
from domains.identity.addresses import PostalAddress
from domains.identity.errors import InvalidEmail
from domains.identity.viewer import Owner
from domains.inventory.models import StockLevel
from tests.factories.catalogue import make_price, make_product, make_variant
from tests.factories.checkout import LAGOS, an_owner, choose_delivery, make_cart, make_line, make_ready_cart
from tests.factories.inventory import make_stock
from tests.factories.shipping import make_method, make_zone
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ready(*, owner: Owner, vendors: int = 2, variants_each: int = 1) -> Cart:
    """A cart that could be paid for: one of each of the vendors' variants."""
    items: dict[Variant, int] = {}
    for _ in range(vendors):
        product = make_product(sizes=[f"size {number}" for number in range(variants_each)])
        items |= dict.fromkeys(product.variants.order_by("position"), 1)
    return make_ready_cart(owner=owner, items=items)


def frozen(cart: Cart, owner: Owner, *, expected: int | None = None) -> Quote:
    return freeze_cart(cart_id=cart.id, owner=owner, now=NOW, expected_total_minor=expected)


async def test_shows_the_whole_cart_in_four_statements_for_one_line_and_for_fifty() -> None:
    small, large = an_owner(), an_owner()
    await in_transaction(ready, owner=small, vendors=1)
    await in_transaction(ready, owner=large, vendors=5, variants_each=10)

    counts = []
    for owner, expected in ((small, 1), (large, 50)):
        with counted_statements() as statements:
            cart = await cart_of(owner=owner, now=NOW)
        assert cart is not None
        assert len(cart.lines) == expected
        counts.append(len(statements))

    assert counts == [4, 4]


async def test_shows_what_the_freeze_will_charge() -> None:
    owner = an_owner()
    cart = await in_transaction(ready, owner=owner, vendors=3, variants_each=2)

    shown = await cart_of(owner=owner, now=NOW)
    quote = await in_transaction(frozen, cart, owner)

    assert isinstance(shown, CartView)
    assert shown.total == quote.total == Money(6 * 25_000_00 + 3 * 2_500_00, "NGN")
    assert [group.vendor_id for group in shown.groups] == [group.vendor_id for group in quote.groups]
    assert shown == await in_transaction(cart_now, cart_id=cart.id, now=NOW)


async def test_shows_nothing_to_somebody_without_a_cart() -> None:
    closed = an_owner()
    await in_transaction(make_cart, owner=closed, state=Cart.State.COMPLETED)

    assert await cart_of(owner=an_owner(), now=NOW) is None
    assert await cart_of(owner=closed, now=NOW) is None


def _spoil(variants: Sequence[Variant]) -> None:
    cheaper, fewer, gone, withdrawn = variants
    make_price(variant=cheaper, price=Money(20_000_00, "NGN"), valid_from=NOW)
    StockLevel.objects.filter(variant=fewer).update(on_hand=2)
    StockLevel.objects.filter(variant=gone).update(on_hand=0)
    Product.objects.filter(id=withdrawn.product_id).update(state=Product.State.ARCHIVED)


def _spoiled_cart(owner: Owner) -> list[UUID]:
    variants = [make_variant() for _ in range(4)]
    make_ready_cart(owner=owner, items=dict.fromkeys(variants, 3))
    _spoil(variants)
    return [variant.id for variant in variants]


async def test_shows_what_happened_to_each_line_since() -> None:
    owner = an_owner()
    variant_ids = await in_transaction(_spoiled_cart, owner)

    cart = await cart_of(owner=owner, now=NOW)

    assert cart is not None
    assert {line.variant_id: line.problems for line in cart.lines} == {
        variant_ids[0]: (PriceChanged(old=Money(25_000_00, "NGN"), new=Money(20_000_00, "NGN")),),
        variant_ids[1]: (StockReduced(available=2),),
        variant_ids[2]: (SoldOut(),),
        variant_ids[3]: (Unavailable(),),
    }
    assert cart.subtotal == Money(3 * 20_000_00 + 3 * 25_000_00, "NGN")


def test_freezes_nothing_while_a_line_has_a_problem() -> None:
    owner = an_owner()
    variant_ids = _spoiled_cart(owner)

    with pytest.raises(CartNotReady) as caught:
        frozen(Cart.objects.get(), owner)

    (problem,) = caught.value.errors
    assert isinstance(problem, LineProblems)
    assert {line.variant_id for line in problem.lines} == set(variant_ids)


def test_a_changed_price_is_charged_only_once_its_total_was_agreed_to() -> None:
    owner, dress = an_owner(), make_variant()
    cart = make_ready_cart(owner=owner, items={dress: 1})
    make_price(variant=dress, price=Money(30_000_00, "NGN"), valid_from=NOW)

    with pytest.raises(CartNotReady):
        frozen(cart, owner)
    with pytest.raises(CartNotReady) as caught:
        frozen(cart, owner, expected=27_500_00)
    quote = frozen(cart, owner, expected=32_500_00)

    changed = next(error for error in caught.value.errors if isinstance(error, TotalChanged))
    assert (changed.expected_minor, changed.total) == (27_500_00, Money(32_500_00, "NGN"))
    assert quote.total == Money(32_500_00, "NGN")


def test_snapshots_names_options_and_prices() -> None:
    owner = an_owner()
    dress = make_product(title="Aso Oke Dress", sizes=["M"], colours=["Indigo"]).variants.get()
    cart = make_ready_cart(owner=owner, items={dress: 2})

    quote = frozen(cart, owner)

    (group,) = quote.groups
    (line,) = group.lines
    assert (line.title, dict(line.options), line.quantity) == ("Aso Oke Dress", {"Size": "M", "Colour": "Indigo"}, 2)
    assert (line.unit_price, line.total) == (Money(25_000_00, "NGN"), Money(50_000_00, "NGN"))
    assert (group.vendor_name, group.method_name, group.delivery) == (
        "Atelier Lagos",
        "Standard",
        Money(2_500_00, "NGN"),
    )
    assert (quote.email, quote.address) == ("ada@example.com", LAGOS)
    assert Quote.from_json(quote.to_json()) == quote


def test_freezes_only_the_owner_s_open_cart() -> None:
    owner = an_owner()
    cart = ready(owner=owner)
    same_id_other_kind = an_owner(kind="customer", owner_id=owner.id)

    for somebody in (an_owner(), same_id_other_kind):
        with pytest.raises(NotFound):
            frozen(cart, somebody)
    complete_cart(cart_id=cart.id, bought={}, now=NOW)
    complete_cart(cart_id=cart.id, bought={}, now=NOW)
    with pytest.raises(CartClosed):
        frozen(cart, owner)

    cart.refresh_from_db()
    assert (cart.state, cart.version) == ("completed", 1)


def test_freezes_in_five_statements_whatever_the_size() -> None:
    owners = an_owner(), an_owner()
    carts = ready(owner=owners[0], vendors=1), ready(owner=owners[1], vendors=5, variants_each=10)

    counts = []
    for owner, cart in zip(owners, carts, strict=True):
        with counted_statements() as statements:
            frozen(cart, owner)
        counts.append(len(statements))

    assert counts == [5, 5]


def test_sets_email_and_address_as_identity_spells_them() -> None:
    owner = an_owner()
    cart = make_cart(owner=owner)
    address = PostalAddress(
        full_name=" Ada Obi ", line1="1 Marina Road", city="Lagos", region="lagos", country="ng", phone="0803 123 4567"
    )

    set_contact(owner=owner, email="Ada@Example.com", address=None, now=NOW)
    set_contact(owner=owner, email=None, address=address, now=NOW)

    cart.refresh_from_db()
    assert (cart.email, cart.address, cart.version) == ("ada@example.com", LAGOS, 2)


def test_refuses_a_contact_nobody_can_be_reached_at() -> None:
    owner = an_owner()
    cart = make_cart(owner=owner)
    nowhere = PostalAddress(full_name="Ada Obi", line1="1 Marina Road", city="Lagos", country="XX")

    with pytest.raises(InvalidEmail):
        set_contact(owner=owner, email="ada@", address=None, now=NOW)
    with pytest.raises(InvalidInput):
        set_contact(owner=owner, email="ada@example.com", address=nowhere, now=NOW)

    cart.refresh_from_db()
    assert (cart.email, cart.address, cart.version) == ("", None, 0)


def test_chooses_an_offered_delivery_per_vendor() -> None:
    owner, dress = an_owner(), make_variant()
    vendor = dress.product.vendor
    make_stock(variant=dress)
    cart = make_cart(owner=owner, address=LAGOS)
    make_line(cart=cart, variant=dress)
    zone = make_zone(vendor=vendor)
    standard, express = make_method(zone=zone), make_method(zone=zone, code="express", name="Express")

    for method in (standard, express):
        set_delivery(owner=owner, vendor_id=vendor.id, method_id=method.id, now=NOW)

    assert [choice.method_id for choice in cart.deliveries.all()] == [express.id]


def test_refuses_a_delivery_that_is_not_offered() -> None:
    owner, dress = an_owner(), make_variant()
    vendor = dress.product.vendor
    cart = make_cart(owner=owner)
    make_line(cart=cart, variant=dress)
    to_france = make_method(zone=make_zone(vendor=vendor, countries=("FR",)))
    large_orders_only = make_method(zone=make_zone(vendor=vendor, countries=("NG",)), rates={10**12: Money(0, "NGN")})
    somebody_else_s = make_method(vendor=make_variant().product.vendor)

    with pytest.raises(AddressMissing):
        set_delivery(owner=owner, vendor_id=vendor.id, method_id=to_france.id, now=NOW)
    Cart.objects.update(address=LAGOS)
    for vendor_id, method_id in (
        (vendor.id, to_france.id),
        (vendor.id, large_orders_only.id),
        (vendor.id, somebody_else_s.id),
        (somebody_else_s.zone.vendor_id, somebody_else_s.id),
        (vendor.id, new_id()),
    ):
        with pytest.raises(MethodNotOffered):
            set_delivery(owner=owner, vendor_id=vendor_id, method_id=method_id, now=NOW)

    cart.refresh_from_db()
    assert (cart.deliveries.count(), cart.version) == (0, 0)


def test_a_choice_for_another_country_has_to_be_made_again() -> None:
    owner, dress = an_owner(), make_variant()
    cart = make_ready_cart(owner=owner, items={dress: 1})
    vendor = dress.product.vendor
    cart.deliveries.all().delete()
    choose_delivery(cart=cart, method=make_method(zone=make_zone(vendor=vendor, countries=("GH",))))

    view = cart_now(cart_id=cart.id, now=NOW)

    assert (view.groups[0].chosen, view.delivery) == (None, Money(0, "NGN"))
