"""What a cart costs, and what is still missing before it can be paid for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.catalogue.sales import SellableVariant
from domains.checkout.cart_view import CartView, StoredCart, StoredLine
from domains.checkout.errors import (
    AddressMissing,
    CartEmpty,
    CartNotReady,
    DeliveryMissing,
    EmailMissing,
    LineProblems,
    ProblemLine,
    TotalChanged,
)
from domains.checkout.problems import NotShippable, PriceChanged, SoldOut, StockReduced, Unavailable
from domains.checkout.quote import Quote
from domains.checkout.readiness import ensure_ready, missing_from
from domains.checkout.totals import recalculate
from domains.common.ids import new_id
from domains.common.money import EXPONENTS, Money
from domains.shipping.rates import MethodOffer, Rate
from tests.factories.checkout import LAGOS

ATELIER, COBBLER = new_id(), new_id()


@dataclass(kw_only=True)
class Item:
    """A line and the world around it, for a test to spoil."""

    vendor_id: UUID = ATELIER
    quantity: int = 1
    price: int | None = 1_000
    seen: int = 1_000
    available: int = 100
    line_id: UUID = field(default_factory=new_id)
    variant_id: UUID = field(default_factory=new_id)


def offer(vendor_id: UUID, *rates: tuple[int, int], currency: str = "NGN") -> MethodOffer:
    return MethodOffer(
        method_id=new_id(),
        vendor_id=vendor_id,
        code="standard",
        name="Standard",
        min_days=2,
        max_days=5,
        rates=tuple(Rate(bound, Money(amount, currency)) for bound, amount in rates),
    )


def view(
    *items: Item,
    offers: Mapping[UUID, MethodOffer] | None = None,
    chosen: bool = True,
    currency: str = "NGN",
    email: str = "ada@example.com",
    address: Mapping[str, str] | None = LAGOS,
) -> CartView:
    """The cart of those items, each vendor's one method chosen unless said otherwise."""
    offered = {item.vendor_id: offer(item.vendor_id, (0, 250), currency=currency) for item in items}
    if offers is not None:
        offered = dict(offers)
    stored = StoredCart(
        cart_id=new_id(),
        version=1,
        currency=currency,
        email=email,
        address=address,
        lines=tuple(
            StoredLine(
                line_id=item.line_id,
                variant_id=item.variant_id,
                product_id=new_id(),
                vendor_id=item.vendor_id,
                quantity=item.quantity,
                seen_price=Money(item.seen, currency),
            )
            for item in items
        ),
        chosen={vendor_id: method.method_id for vendor_id, method in offered.items()} if chosen else {},
    )
    sellable = {item.variant_id: sold(item, currency) for item in items if item.price is not None}
    return recalculate(
        stored=stored,
        sellable=sellable,
        available={item.variant_id: item.available for item in items},
        offers={vendor_id: (method,) for vendor_id, method in offered.items()} if address else {},
    )


def sold(item: Item, currency: str) -> SellableVariant:
    return SellableVariant(
        variant_id=item.variant_id,
        product_id=new_id(),
        vendor_id=item.vendor_id,
        vendor_name="Atelier" if item.vendor_id == ATELIER else "Cobbler",
        title="Dress",
        sku="D-1",
        options={"Size": "M"},
        image="p/1.svg",
        weight_grams=400,
        unit_price=Money(item.price or 0, currency),
    )


def problems(cart: CartView) -> list[tuple[object, ...]]:
    return [line.problems for line in cart.lines]


def test_adds_up_groups_in_the_order_of_their_first_lines() -> None:
    cart = view(
        Item(vendor_id=COBBLER, quantity=2, price=300, seen=300),
        Item(vendor_id=ATELIER, price=1_000),
        Item(vendor_id=COBBLER, price=50, seen=50),
        offers={COBBLER: offer(COBBLER, (0, 70), (650, 40)), ATELIER: offer(ATELIER, (0, 250))},
    )

    assert [(g.vendor_name, g.subtotal.minor, g.delivery.minor, g.total.minor) for g in cart.groups] == [
        ("Cobbler", 650, 40, 690),
        ("Atelier", 1_000, 250, 1_250),
    ]
    assert (cart.subtotal.minor, cart.delivery.minor, cart.total.minor) == (1_650, 290, 1_940)
    assert problems(cart) == [(), (), ()]


def test_charges_the_present_price_and_names_both() -> None:
    cart = view(Item(price=900, seen=1_000, quantity=3))

    assert problems(cart) == [(PriceChanged(old=Money(1_000, "NGN"), new=Money(900, "NGN")),)]
    assert cart.subtotal == Money(2_700, "NGN")


def test_names_what_is_short_gone_or_withdrawn_and_counts_only_what_can_be_bought() -> None:
    cart = view(
        Item(quantity=5, available=2),
        Item(available=0),
        Item(price=None),
        Item(price=40, seen=40),
    )

    assert problems(cart) == [(StockReduced(available=2),), (SoldOut(),), (Unavailable(),), ()]
    assert [line.total for line in cart.lines] == [
        Money(5_000, "NGN"),
        Money(1_000, "NGN"),
        None,
        Money(40, "NGN"),
    ]
    assert cart.subtotal == Money(5_040, "NGN")
    assert [len(group.lines) for group in cart.groups] == [3]


def test_charges_no_delivery_for_a_group_that_is_sold_out() -> None:
    cart = view(Item(available=0))

    assert (cart.delivery.minor, cart.total.minor) == (0, 0)


def test_says_which_lines_a_vendor_does_not_ship_there() -> None:
    cart = view(Item(vendor_id=ATELIER), Item(vendor_id=COBBLER), offers={COBBLER: offer(COBBLER, (0, 10))})

    assert problems(cart) == [(NotShippable(country="NG"),), ()]


def test_asks_for_no_shipping_before_the_address_is_known() -> None:
    cart = view(Item(), address=None)

    assert problems(cart) == [()]
    assert (cart.groups[0].options, cart.delivery.minor) == ((), 0)


def test_forgets_a_choice_that_is_no_longer_offered() -> None:
    only_large = offer(ATELIER, (5_000, 0))

    cart = view(Item(), offers={ATELIER: only_large})

    assert (cart.groups[0].chosen, cart.groups[0].delivery.minor) == (None, 0)


def test_is_ready_with_everything_in_place() -> None:
    cart = view(Item(quantity=2), Item(vendor_id=COBBLER))

    quote = ensure_ready(cart, expected_total_minor=cart.total.minor)

    assert missing_from(cart) == ()
    assert (quote.subtotal, quote.delivery, quote.total) == (cart.subtotal, cart.delivery, cart.total)
    assert [(line.quantity, line.total.minor) for line in quote.lines] == [(2, 2_000), (1, 1_000)]
    assert (quote.email, quote.address) == ("ada@example.com", LAGOS)


def test_names_everything_that_is_missing_at_once() -> None:
    sold_out = Item(available=0)
    cart = view(sold_out, Item(), email="", address=None, chosen=False)

    with pytest.raises(CartNotReady) as caught:
        ensure_ready(cart, expected_total_minor=7)

    found = {type(error): error for error in caught.value.errors}
    assert set(found) == {LineProblems, EmailMissing, AddressMissing, DeliveryMissing, TotalChanged}
    assert [(type(e).__name__, e.path) for e in caught.value.errors if not isinstance(e, LineProblems)] == [
        ("EmailMissing", ("email",)),
        ("AddressMissing", ("address",)),
        ("DeliveryMissing", ("delivery", str(ATELIER))),
        ("TotalChanged", ("expectedTotalMinor",)),
    ]
    lines = found[LineProblems]
    assert isinstance(lines, LineProblems)
    assert lines.lines == (
        ProblemLine(line_id=sold_out.line_id, variant_id=sold_out.variant_id, problems=(SoldOut(),)),
    )


def test_an_empty_cart_is_only_empty() -> None:
    assert [type(error) for error in missing_from(view(email="", address=None))] == [CartEmpty]


def test_a_changed_price_must_be_agreed_to() -> None:
    cart = view(Item(price=900, seen=1_000))

    assert [type(error) for error in missing_from(cart)] == [LineProblems]
    assert [type(error) for error in missing_from(cart, expected_total_minor=1_250)] == [LineProblems, TotalChanged]
    assert missing_from(cart, expected_total_minor=1_150) == ()


def test_agreeing_to_the_total_makes_nothing_else_right() -> None:
    cart = view(Item(quantity=5, available=2))

    assert [type(error) for error in missing_from(cart, expected_total_minor=cart.total.minor)] == [LineProblems]


ITEMS = st.builds(
    Item,
    vendor_id=st.sampled_from([ATELIER, COBBLER, new_id(), new_id()]),
    quantity=st.integers(1, 99),
    price=st.none() | st.integers(1, 10**10),
    seen=st.integers(1, 10**10),
    available=st.integers(0, 120),
)


@settings(max_examples=300, deadline=None)
@given(
    items=st.lists(ITEMS, max_size=30),
    currency=st.sampled_from(sorted(EXPONENTS)),
    rates=st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**7)), min_size=1, max_size=4, unique_by=lambda r: r[0]
    ),
    chosen=st.booleans(),
)
def test_loses_no_minor_unit_in_any_cart(
    items: list[Item], currency: str, rates: list[tuple[int, int]], *, chosen: bool
) -> None:
    offers = {item.vendor_id: offer(item.vendor_id, *rates, currency=currency) for item in items}

    cart = view(*items, offers=offers, chosen=chosen, currency=currency)

    counted = [item for item in items if item.price is not None and item.available > 0]
    assert cart.subtotal.minor == sum(item.quantity * (item.price or 0) for item in counted)
    assert cart.total == cart.subtotal + cart.delivery
    assert cart.total.minor == sum(group.subtotal.minor + group.delivery.minor for group in cart.groups)
    assert all(group.total == group.subtotal + group.delivery for group in cart.groups)
    assert sorted(line.line_id for group in cart.groups for line in group.lines) == sorted(
        item.line_id for item in items if item.price is not None
    )
    assert cart.total.exponent == EXPONENTS[currency]
    if not missing_from(cart, expected_total_minor=cart.total.minor):
        quote = ensure_ready(cart, expected_total_minor=cart.total.minor)
        assert (quote.subtotal, quote.delivery, quote.total) == (cart.subtotal, cart.delivery, cart.total)
        assert sum(line.total.minor for line in quote.lines) == quote.subtotal.minor
        assert Quote.from_json(quote.to_json()) == quote
