"""Putting things into a cart, changing how many, taking them out."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from domains.catalogue.models import Product, Variant
from domains.checkout.errors import (
    CartFull,
    CurrencyFixed,
    InsufficientStock,
    QuantityOutOfRange,
    VariantUnavailable,
)
from domains.checkout.models import Cart, CartLine
from domains.checkout.services.change_lines import add_line, clear_cart, remove_line, update_line
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.common.money import AmountOutOfRange, Money, UnknownCurrency
from domains.identity.viewer import Owner
from tests.concurrency import all_at_once, many_connections
from tests.factories.catalogue import make_price, make_product, make_variant
from tests.factories.checkout import an_owner, choose_delivery, make_cart, make_line
from tests.factories.inventory import make_stock
from tests.factories.shipping import make_method
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def stocked(*, on_hand: int = 10, price: Money = Money(25_000_00, "NGN")) -> Variant:  # noqa: B008 - a constant
    variant = make_variant(price=price)
    make_stock(variant=variant, on_hand=on_hand)
    return variant


def add(owner: Owner, variant: Variant, quantity: int = 1, *, currency: str = "NGN") -> Cart:
    cart_id = add_line(owner=owner, variant_id=variant.id, quantity=quantity, currency=currency, now=NOW)
    return Cart.objects.get(id=cart_id)


def lines(cart: Cart) -> list[tuple[object, int]]:
    return list(cart.lines.order_by("added_at", "id").values_list("variant_id", "quantity"))


def test_opens_a_cart_for_a_first_line_at_the_present_price() -> None:
    owner, dress = an_owner(), stocked()

    cart = add(owner, dress, 2)

    line = cart.lines.get()
    assert (cart.owner_kind, cart.owner_id, cart.currency, cart.version) == ("guest", owner.id, "NGN", 1)
    assert (line.variant_id, line.quantity, line.seen_price_minor, line.seen_at) == (dress.id, 2, 25_000_00, NOW)


def test_adds_to_a_line_that_is_there() -> None:
    owner, dress = an_owner(), stocked()
    add(owner, dress, 2)

    cart = add(owner, dress, 3)

    assert lines(cart) == [(dress.id, 5)]
    assert cart.version == 2


@pytest.mark.parametrize("quantity", [0, -1, 100, 2**31, 1.5, "1e3", True])
def test_takes_a_whole_quantity_from_1_to_99(quantity: int) -> None:
    owner, dress = an_owner(), stocked(on_hand=1_000)

    with pytest.raises(QuantityOutOfRange):
        add(owner, dress, quantity)

    assert Cart.objects.count() == 0


def test_takes_99_in_all() -> None:
    owner, dress = an_owner(), stocked(on_hand=1_000)
    cart = add(owner, dress, 98)

    with pytest.raises(QuantityOutOfRange):
        add(owner, dress, 2)
    add(owner, dress, 1)

    assert lines(cart) == [(dress.id, 99)]


def test_says_how_many_are_left_when_more_are_wanted() -> None:
    owner, last_pair = an_owner(), stocked(on_hand=3)
    cart = add(owner, last_pair, 2)

    with pytest.raises(InsufficientStock) as caught:
        add(owner, last_pair, 2)

    assert (caught.value.wanted, caught.value.available) == (4, 3)
    assert lines(cart) == [(last_pair.id, 2)]
    cart.refresh_from_db()
    assert cart.version == 1


def test_has_no_place_for_what_is_not_sold() -> None:
    draft = make_product(state=Product.State.DRAFT).variants.get()
    inactive = make_variant(is_active=False)
    only_in_dollars = make_variant(price=Money(40_00, "USD"))

    for variant_id in (draft.id, inactive.id, only_in_dollars.id, new_id()):
        with pytest.raises(VariantUnavailable):
            add_line(owner=an_owner(), variant_id=variant_id, quantity=1, currency="NGN", now=NOW)

    assert Cart.objects.count() == 0


def test_holds_a_hundred_lines() -> None:
    owner, one_more = an_owner(), stocked()
    cart = make_cart(owner=owner)
    sizes = [f"size {number}" for number in range(100)]
    CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=variant, quantity=1, seen_price_minor=1)
        for variant in make_product(sizes=sizes).variants.all()
    )

    with pytest.raises(CartFull):
        add(owner, one_more)

    assert cart.lines.count() == 100


def test_refuses_a_line_so_dear_that_a_full_cart_of_it_could_not_be_summed() -> None:
    owner, treasure = an_owner(), stocked(price=Money(9_900_000_000_000, "NGN"))

    add(owner, treasure)

    with pytest.raises(AmountOutOfRange):
        add(owner, treasure)


def test_keeps_its_currency_while_it_has_lines() -> None:
    owner, dress = an_owner(), stocked()
    make_price(variant=dress, price=Money(40_00, "USD"))
    add(owner, dress)

    with pytest.raises(CurrencyFixed) as caught:
        add(owner, dress, currency="USD")
    clear_cart(owner=owner, now=NOW)
    cart = add(owner, dress, currency="USD")

    assert caught.value.currency == "NGN"
    assert cart.currency == "USD"
    assert cart.lines.get().seen_price_minor == 40_00


def test_sets_a_quantity_and_takes_note_of_the_price() -> None:
    owner, dress = an_owner(), stocked()
    line = add(owner, dress).lines.get()
    make_price(variant=dress, price=Money(20_000_00, "NGN"), valid_from=NOW)

    update_line(owner=owner, line_id=line.id, quantity=4, now=NOW + timedelta(minutes=1))

    line.refresh_from_db()
    assert (line.quantity, line.seen_price_minor, line.seen_at) == (4, 20_000_00, NOW + timedelta(minutes=1))


def test_removes_a_line() -> None:
    owner, dress, scarf = an_owner(), stocked(), stocked()
    cart = add(owner, dress)
    add(owner, scarf)

    remove_line(owner=owner, line_id=cart.lines.get(variant=dress).id, now=NOW)

    assert lines(cart) == [(scarf.id, 1)]


def test_clears_lines_and_deliveries_and_keeps_the_contact() -> None:
    owner, dress = an_owner(), stocked()
    cart = make_cart(owner=owner, email="ada@example.com")
    make_line(cart=cart, variant=dress)
    choose_delivery(cart=cart, method=make_method(vendor=dress.product.vendor))

    clear_cart(owner=owner, now=NOW)

    cart.refresh_from_db()
    assert (cart.lines.count(), cart.deliveries.count(), cart.email, cart.version) == (0, 0, "ada@example.com", 1)


def test_a_stranger_s_line_looks_like_no_line() -> None:
    dress = stocked()
    line = make_line(cart=make_cart(), variant=dress)
    stranger, passer_by = an_owner(), an_owner()
    make_cart(owner=stranger)

    answers = set()
    for line_id in (line.id, new_id()):
        with pytest.raises(NotFound) as updated:
            update_line(owner=stranger, line_id=line_id, quantity=2, now=NOW)
        with pytest.raises(NotFound) as removed:
            remove_line(owner=stranger, line_id=line_id, now=NOW)
        answers |= {(caught.value.message, caught.value.path) for caught in (updated, removed)}
    with pytest.raises(NotFound):
        remove_line(owner=passer_by, line_id=line.id, now=NOW)

    line.refresh_from_db()
    assert line.quantity == 1
    assert answers == {("Your cart has no such line.", ("lineId",))}


def test_an_owner_of_the_same_id_and_another_kind_is_somebody_else() -> None:
    guest, dress = an_owner(kind="guest"), stocked()
    line = add(guest, dress).lines.get()

    with pytest.raises(NotFound):
        remove_line(owner=an_owner(kind="customer", owner_id=guest.id), line_id=line.id, now=NOW)

    assert CartLine.objects.count() == 1


def test_first_clicks_at_once_make_one_cart_and_lose_no_unit() -> None:
    owner, dress, scarf = an_owner(), stocked(on_hand=100), stocked(on_hand=100)

    with many_connections():
        answers = all_at_once([partial(add, owner, variant) for variant in [dress, scarf] * 20])

    assert {type(answer) for answer in answers} == {Cart}
    cart = Cart.objects.get()
    assert dict(cart.lines.values_list("variant_id", "quantity")) == {dress.id: 20, scarf.id: 20}
    assert cart.version == 40


def test_refuses_a_currency_we_do_not_trade_in() -> None:
    owner, dress = an_owner(), stocked()

    for currency in ("XXX", "ngn", "", "NAIRA"):
        with pytest.raises(UnknownCurrency):
            add(owner, dress, currency=currency)

    assert Cart.objects.count() == 0


def test_adds_with_as_many_statements_to_one_line_as_to_fifty() -> None:
    owner, first, last = an_owner(), stocked(), stocked()
    cart = add(owner, stocked())
    counts = []
    for variant in (first, last):
        with counted_statements() as statements:
            add(owner, variant)
        counts.append(len(statements))
        sizes = [f"size {number}" for number in range(48)]
        CartLine.objects.bulk_create(
            CartLine(cart=cart, variant=variant, quantity=1, seen_price_minor=1)
            for variant in make_product(sizes=sizes).variants.all()
        )

    assert counts[0] == counts[1]
    assert counts[0] <= 9
