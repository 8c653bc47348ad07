"""Price history over GraphQL: to the instant, batched, and free for who does not ask."""

from datetime import timedelta

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.money import Money
from tests.api.client import graphql
from tests.factories.catalogue import make_price, make_product
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

DAY = timedelta(days=1)
HISTORY = """
query($slug: String!, $first: Int) {
  product(slug: $slug) {
    priceRange { lowest { minor } compareAt { minor } lowestPriceBeforeReduction { minor currency } }
    variants {
      lowestPriceBeforeReduction { minor currency }
      priceHistory(first: $first) { amount { minor } compareAt { minor } validUntil }
    }
  }
}
"""
LIST = """
{ products(first: 50) { nodes {
    id PRICE_RANGE
    variants { sku VARIANT }
} } }
"""


def _reduced(*, count: int = 1) -> Product:
    now = utc_now()
    for _ in range(count):
        product = make_product(price=None)
        variant = product.variants.get()
        make_price(variant=variant, price=Money(100_00, "NGN"), valid_from=now - 60 * DAY)
        make_price(variant=variant, price=Money(90_00, "NGN"), valid_from=now - 10 * DAY, valid_until=now - 5 * DAY)
        make_price(
            variant=variant, price=Money(80_00, "NGN"), compare_at=Money(120_00, "NGN"), valid_from=now - 2 * DAY
        )
        make_price(variant=variant, price=Money(10_00, "NGN"), valid_from=now + DAY)
    return product


async def test_tells_the_past_and_the_lowest_price_before_the_reduction() -> None:
    product = await in_transaction(_reduced)

    page = (await graphql(HISTORY, {"slug": product.slug, "first": 3})).data["product"]

    [variant] = page["variants"]
    assert variant["lowestPriceBeforeReduction"] == {"minor": 90_00, "currency": "NGN"}
    assert [step["amount"]["minor"] for step in variant["priceHistory"]] == [80_00, 100_00, 90_00]
    assert [step["validUntil"] is None for step in variant["priceHistory"]] == [True, False, False]
    assert page["priceRange"] == {
        "lowest": {"minor": 80_00},
        "compareAt": {"minor": 120_00},
        "lowestPriceBeforeReduction": {"minor": 90_00, "currency": "NGN"},
    }


async def test_tells_nothing_of_what_is_not_reduced_or_not_priced() -> None:
    regular = await in_transaction(make_product)

    naira = await graphql(HISTORY, {"slug": regular.slug})
    euros = await graphql(HISTORY, {"slug": regular.slug}, headers={"x-currency": "EUR"})

    assert naira.data["product"]["variants"][0]["lowestPriceBeforeReduction"] is None
    assert naira.data["product"]["priceRange"]["lowestPriceBeforeReduction"] is None
    assert euros.data["product"]["variants"] == [{"lowestPriceBeforeReduction": None, "priceHistory": []}]


@pytest.mark.parametrize("first", [0, -1, 51])
async def test_gives_out_a_bounded_history(first: int) -> None:
    product = await in_transaction(make_product)

    answer = await graphql(HISTORY, {"slug": product.slug, "first": first})

    assert answer.error_codes == ["INVALID_INPUT"]


async def test_costs_one_statement_for_fifty_products_and_none_where_it_is_not_asked_for() -> None:
    plain = LIST.replace("PRICE_RANGE", "priceRange { isReduced }").replace("VARIANT", "price { amount { minor } }")
    told = LIST.replace("PRICE_RANGE", "priceRange { lowestPriceBeforeReduction { minor } }").replace(
        "VARIANT",
        "price { amount { minor } } lowestPriceBeforeReduction { minor } priceHistory(first: 1) { amount { minor } }",
    )
    await in_transaction(_reduced)
    counts: dict[str, list[int]] = {"plain": [], "told": []}
    for _ in range(2):
        for name, document in (("plain", plain), ("told", told)):
            with counted_statements() as statements:
                answer = await graphql(document)
            assert "errors" not in answer.body, answer.body
            counts[name].append(len(statements))
        await in_transaction(_reduced, count=49)

    assert counts["plain"][0] == counts["plain"][1]
    # One for the variants, one for the ranges.
    assert counts["told"] == [counts["plain"][0] + 2] * 2
