"""A vendor's people see what they have planned, and take it back; shoppers see nothing of it."""

from datetime import timedelta
from typing import Any

import pytest

from domains.catalogue.models import Price
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from schema.ids import encode_id
from tests.api.client import graphql
from tests.api.test_own_products_graphql import house, product_of

pytestmark = pytest.mark.usefixtures("database")

SET = """mutation($product: ID!, $prices: [PriceInput!]!) { productPricesSet(product: $product, prices: $prices) {
  product { variants { plannedPrices { id amount { minor currency } compareAt { minor } validFrom validUntil } } }
  errors { code } } }"""
WITHDRAW = """mutation($product: ID!, $prices: [ID!]!) { productPricesWithdraw(product: $product, prices: $prices) {
  product { variants { price { amount { minor } } plannedPrices { amount { minor } } } }
  errors { code path ... on PriceBegunError { prices } } } }"""
SEEN = """query($slug: String!) { product(slug: $slug) {
  variants { price { amount { minor } } priceHistory { amount { minor } } } } }"""


async def planning(**facts: Any) -> tuple[str, Any, str, list[Any]]:
    """A member's token, a product that is shown, its id, and what is planned for it: a sale and a rise."""
    vendor, token = await house()
    product, key = await product_of(vendor, state="published", **facts)
    variant = encode_id("Variant", await in_transaction(product.variants.values_list("id", flat=True).get))
    begins = utc_now() + timedelta(days=1)

    def price(minor: int, hours: int, **more: Any) -> dict[str, Any]:
        moment = (begins + timedelta(hours=hours)).isoformat()
        return {"variant": variant, "amount": {"minor": minor, "currency": "NGN"}, "validFrom": moment, **more}

    sale = price(90_00, 0, compareAt={"minor": 100_00, "currency": "NGN"})
    told = (await graphql(SET, {"product": key, "prices": [price(120_00, 5), sale]}, token=token)).data
    [shown] = told["productPricesSet"]["product"]["variants"]
    return token, product, key, shown["plannedPrices"]


async def test_takes_back_what_is_planned_once_whatever_is_sent_again() -> None:
    token, product, key, (sale, rise) = await planning()

    told = [
        (
            await graphql(
                WITHDRAW,
                {"product": key, "prices": [sale["id"]]},
                token=token,
                headers={"idempotency-key": name},
            )
        ).data["productPricesWithdraw"]
        for name in ("no sale", "no sale", "once more")
    ]
    [seen] = (await graphql(SEEN, {"slug": product.slug})).data["product"]["variants"]

    assert (sale["amount"], sale["compareAt"]) == ({"minor": 90_00, "currency": "NGN"}, {"minor": 100_00})
    assert (rise["amount"]["minor"], rise["compareAt"], rise["validUntil"]) == (120_00, None, None)
    left = {"price": {"amount": {"minor": 25_000_00}}, "plannedPrices": [{"amount": {"minor": 120_00}}]}
    withdrawn = {"product": {"variants": [left]}, "errors": []}
    assert told == [withdrawn, withdrawn, {"product": None, "errors": [{"code": "NOT_FOUND", "path": ["prices"]}]}]
    assert seen == {"price": {"amount": {"minor": 25_000_00}}, "priceHistory": [{"amount": {"minor": 25_000_00}}]}


async def test_says_which_have_begun_and_withdraws_none() -> None:
    token, _, key, (sale, _) = await planning()
    began = await in_transaction(Price.objects.earliest, "valid_from")
    begun = encode_id("PlannedPrice", began.id)

    told = await graphql(WITHDRAW, {"product": key, "prices": [sale["id"], begun]}, token=token)

    error = {"code": "PRICE_BEGUN", "path": ["prices"], "prices": [begun]}
    assert told.data["productPricesWithdraw"] == {"product": None, "errors": [error]}
    assert await in_transaction(Price.objects.count) == 3


@pytest.mark.parametrize(
    ("prices", "code"),
    [([], "INVALID_INPUT"), (["", "x" * 5_000], "NOT_FOUND"), (["UHJvZHVjdDo"], "NOT_FOUND")],
    ids=["none", "garbage", "half an id"],
)
async def test_refuses_ids_that_make_no_sense(prices: list[str], code: str) -> None:
    token, _, key, _ = await planning()

    told = await graphql(WITHDRAW, {"product": key, "prices": prices}, token=token)

    assert [error["code"] for error in told.data["productPricesWithdraw"]["errors"]] == [code]
    assert await in_transaction(Price.objects.count) == 3


async def test_an_id_of_something_else_is_as_unknown() -> None:
    token, product, key, (sale, _) = await planning()

    told = await graphql(WITHDRAW, {"product": key, "prices": [encode_id("Product", product.id)]}, token=token)

    assert [error["code"] for error in told.data["productPricesWithdraw"]["errors"]] == ["NOT_FOUND"]
    assert sale["validFrom"] > utc_now().isoformat()
