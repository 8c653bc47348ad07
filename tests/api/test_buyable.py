"""What a page says can be bought is what the cart takes, whatever the reason why not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domains.catalogue.models import Product, Variant
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.money import Money
from domains.inventory.models import StockLevel
from domains.vendors.models import Vendor
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_price, make_product
from tests.factories.identity import a_guest_token, an_access_token
from tests.factories.inventory import make_stock
from tests.factories.vendors import make_member
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

PAGE = """query($slug: String!) { product(slug: $slug) {
  variantFor(options: [{axis: "size", value: "m"}]) { answer variant { stock { availability availableUnits } } }
  matrix { answer }
  variants { stock { availability } }
} }"""
ADD = "mutation($id: ID!) { cartLineAdd(input: {variantId: $id, quantity: 1}) { errors { code } } }"
OWN = "query($id: ID!) { vendorProduct(id: $id) { variants { stock { availability availableUnits } } } }"

NGN_25_000 = Money(25_000_00, "NGN")

# Something done to the variant, at that moment.
type Step = Callable[[Variant, datetime], object]


def priced(price: Money = NGN_25_000, *, begins: timedelta, ends: timedelta | None = None) -> Step:
    def price_it(variant: Variant, now: datetime) -> None:
        until = now + ends if ends is not None else None
        make_price(variant=variant, price=price, valid_from=now + begins, valid_until=until)

    return price_it


def of_house(status: str) -> Step:
    return lambda variant, now: Vendor.objects.filter(products__variants=variant).update(status=status)


def of_product(**changes: Any) -> Step:
    return lambda variant, now: Product.objects.filter(variants=variant).update(
        **{name: now + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    )


def units(**changes: int) -> Step:
    return lambda variant, now: StockLevel.objects.filter(variant=variant).update(**changes)


def switched_off(variant: Variant, now: datetime) -> None:
    Variant.objects.filter(id=variant.id).update(is_active=False)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRICED = priced(begins=-DAY)
# What is done to a variant with stock and no price; what the page answers (None: there is no page); what the cart says.
REASONS: dict[str, tuple[tuple[Step, ...], str | None, str | None]] = {
    "none": ((PRICED,), "AVAILABLE", None),
    "no price": ((), "UNAVAILABLE", "VARIANT_UNAVAILABLE"),
    "a price in another currency": ((priced(Money(90_00, "EUR"), begins=-DAY),), "UNAVAILABLE", "VARIANT_UNAVAILABLE"),
    "a price only later": ((priced(begins=HOUR),), "UNAVAILABLE", "VARIANT_UNAVAILABLE"),
    "a price no longer": ((priced(begins=-2 * DAY, ends=-DAY),), "UNAVAILABLE", "VARIANT_UNAVAILABLE"),
    "an inactive variant": ((PRICED, switched_off), "DOES_NOT_EXIST", "VARIANT_UNAVAILABLE"),
    "a house on holiday": ((PRICED, of_house("on_holiday")), "UNAVAILABLE", "VARIANT_UNAVAILABLE"),
    "on holiday and sold out": (
        (PRICED, of_house("on_holiday"), units(on_hand=0)),
        "UNAVAILABLE",
        "VARIANT_UNAVAILABLE",
    ),
    "a suspended house": ((PRICED, of_house("suspended")), None, "VARIANT_UNAVAILABLE"),
    "a draft": ((PRICED, of_product(state="draft")), None, "VARIANT_UNAVAILABLE"),
    "shown only later": ((PRICED, of_product(publish_at=HOUR)), None, "VARIANT_UNAVAILABLE"),
    "shown no longer": ((PRICED, of_product(unpublish_at=-HOUR)), None, "VARIANT_UNAVAILABLE"),
    "sold out": ((PRICED, units(on_hand=0)), "SOLD_OUT", "INSUFFICIENT_STOCK"),
    "all promised": ((PRICED, units(reserved=9)), "SOLD_OUT", "INSUFFICIENT_STOCK"),
}
# What a variant's own stock says where the choice is answered so.
STOCK = {"AVAILABLE": "IN_STOCK", "SOLD_OUT": "SOLD_OUT", "UNAVAILABLE": "UNAVAILABLE"}


def _made(*steps: Step) -> tuple[Product, Variant]:
    product = make_product(sizes=("M",), price=None)
    variant = product.variants.get()
    make_stock(variant=variant, on_hand=9)
    for step in steps:
        step(variant, utc_now())
    return product, variant


@pytest.mark.parametrize("reason", REASONS)
async def test_offers_just_what_the_cart_takes(reason: str) -> None:
    steps, answer, refusal = REASONS[reason]
    product, variant = await in_transaction(_made, *steps)

    page = (await graphql(PAGE, {"slug": product.slug})).data["product"]
    told = (await graphql(ADD, {"id": encode_id("Variant", variant.id)}, token=a_guest_token())).data["cartLineAdd"]

    assert [error["code"] for error in told["errors"]] == ([refusal] if refusal else [])
    assert (page and page["variantFor"]["answer"]) == answer
    if page:
        assert [cell["answer"] for cell in page["matrix"]] == [answer]
        assert [each["stock"]["availability"] for each in page["variants"]] == (
            [STOCK[answer]] if answer in STOCK else []
        )


async def test_goes_by_the_currency_of_the_asker() -> None:
    product, variant = await in_transaction(_made, PRICED)
    answers = {}

    for currency in ("NGN", "EUR"):
        page = await graphql(PAGE, {"slug": product.slug}, headers={"x-currency": currency})
        taken = await graphql(
            ADD, {"id": encode_id("Variant", variant.id)}, token=a_guest_token(), headers={"x-currency": currency}
        )
        answers[currency] = (
            page.data["product"]["variantFor"],
            [error["code"] for error in taken.data["cartLineAdd"]["errors"]],
        )

    in_stock = {"availability": "IN_STOCK", "availableUnits": None}
    unavailable = {"availability": "UNAVAILABLE", "availableUnits": None}
    assert answers == {
        "NGN": ({"answer": "AVAILABLE", "variant": {"stock": in_stock}}, []),
        "EUR": ({"answer": "UNAVAILABLE", "variant": {"stock": unavailable}}, ["VARIANT_UNAVAILABLE"]),
    }


async def test_tells_a_house_on_holiday_what_is_left_on_its_shelves() -> None:
    product, _ = await in_transaction(_made, PRICED, of_house("on_holiday"), units(on_hand=2))
    member = await in_transaction(make_member, vendor=await in_transaction(Vendor.objects.get))

    token = await in_transaction(an_access_token, member)
    told = (await graphql(OWN, {"id": encode_id("Product", product.id)}, token=token)).data["vendorProduct"]

    assert told["variants"] == [{"stock": {"availability": "LOW_STOCK", "availableUnits": 2}}]


async def test_says_it_in_as_many_statements_for_one_variant_as_for_fifty() -> None:
    counts = []
    for number in (1, 50):
        product = await in_transaction(make_product, sizes=["M", *(f"S{n}" for n in range(number - 1))])
        with counted_statements() as statements:
            page = (await graphql(PAGE, {"slug": product.slug})).data["product"]
        assert len(page["matrix"]) == number
        counts.append(len(statements))

    # The product; its axes, its variants, what of them can be bought.
    assert counts == [4, 4]
