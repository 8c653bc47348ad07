"""What a vendor's people do with their products over GraphQL, and what strangers see of it: nothing."""

from typing import Any

import pytest

from domains.catalogue.models import Price, Product
from domains.catalogue.submissions.models import Submission
from domains.common.bridge import in_transaction
from domains.common.db import reading
from domains.common.ids import new_id
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_product
from tests.factories.identity import an_access_token
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

CREATE = """mutation($input: ProductCreateInput!) { productCreate(input: $input) {
  product { id title slug state attributes axes { code } variants { sku isActive price { amount { minor } } } }
  errors { code path } } }"""
UPDATE = """mutation($input: ProductUpdateInput!) { productUpdate(input: $input) {
  product { title state submissions { state changes } } errors { code path } } }"""
SUBMIT = "mutation($id: ID!) { productSubmit(id: $id) { product { state submissions { state } } errors { code } } }"
WITHDRAW = "mutation($id: ID!) { productWithdraw(id: $id) { product { state submissions { state } } errors { code } } }"
PRICES = """mutation($product: ID!, $prices: [PriceInput!]!) { productPricesSet(product: $product, prices: $prices) {
  product { variants { price { amount { minor } compareAt { minor } } } } errors { code path } } }"""
ARCHIVE = """mutation($id: ID!) { productArchive(id: $id) {
  product { state submissions { state } } errors { code path } } }"""
LIST = """query($vendor: ID!, $state: ProductState, $first: Int, $after: String) {
  vendorProducts(vendor: $vendor, state: $state, first: $first, after: $after) {
    nodes { title state category { name } vendor { name } submissions { state }
      variants { sku price { amount { minor } } stock { availability } } }
    totalCount pageInfo { endCursor hasNextPage } } }"""


async def house(role: str = "owner", vendor: Any = None) -> tuple[Any, str]:
    """A vendor and the token of somebody who works for it."""
    vendor = vendor or await in_transaction(make_vendor)
    member = await in_transaction(make_member, vendor=vendor, role=role)
    return vendor, await in_transaction(an_access_token, member)


async def product_of(vendor: Any, **facts: Any) -> tuple[Product, str]:
    unseen = {} if facts.get("state") == "published" else {"state": "draft", "publish_at": None}
    made = await in_transaction(make_product, vendor=vendor, **{**unseen, **facts})
    return made, encode_id("Product", made.id)


async def new(vendor: Any, **fields: Any) -> dict[str, Any]:
    category = await in_transaction(make_category)
    ids = {"vendor": encode_id("Vendor", vendor.id), "category": encode_id("Category", category.id)}
    return {"input": {**ids, "title": "Agbada", **fields}}


async def test_makes_a_draft_with_variants_and_prices_and_submits_it() -> None:
    vendor, token = await house()
    made = await graphql(
        CREATE,
        await new(
            vendor,
            attributes=[{"name": "fabric", "value": "aso oke"}],
            axes=[{"code": "size", "name": "Size", "values": [{"code": "m", "name": "M"}]}],
            variants=[
                {
                    "sku": "AG-M",
                    "options": [{"axis": "size", "value": "m"}],
                    "prices": [{"minor": 95_000_00, "currency": "NGN"}, {"minor": 90_00, "currency": "EUR"}],
                }
            ],
        ),
        token=token,
    )

    product = made.data["productCreate"]["product"]
    sent = await graphql(SUBMIT, {"id": product["id"]}, token=token)
    back = await graphql(WITHDRAW, {"id": product["id"]}, token=token)

    assert made.data["productCreate"]["errors"] == []
    assert (product["slug"], product["state"], product["attributes"]) == ("agbada", "DRAFT", {"fabric": "aso oke"})
    assert product["variants"] == [{"sku": "AG-M", "isActive": True, "price": {"amount": {"minor": 95_000_00}}}]
    assert sent.data["productSubmit"]["product"] == {"state": "REVIEW", "submissions": [{"state": "WAITING"}]}
    assert back.data["productWithdraw"]["product"] == {"state": "DRAFT", "submissions": [{"state": "WITHDRAWN"}]}


async def test_puts_a_product_away_once_whatever_is_sent_again() -> None:
    vendor, token = await house()
    product, key = await product_of(vendor, title="Gown", state="published")
    await graphql(UPDATE, {"input": {"id": key, "title": "Silk Gown"}}, token=token)

    told = [
        (await graphql(ARCHIVE, {"id": key}, token=token, headers={"idempotency-key": name})).data["productArchive"]
        for name in ("put away", "put away", "once more")
    ]
    seen = await graphql("query($slug: String!) { product(slug: $slug) { title } }", {"slug": product.slug})
    archived = await graphql(LIST, {"vendor": encode_id("Vendor", vendor.id), "state": "ARCHIVED"}, token=token)

    away = {"product": {"state": "ARCHIVED", "submissions": [{"state": "WITHDRAWN"}]}, "errors": []}
    refused = {"product": None, "errors": [{"code": "PRODUCT_STEP_REFUSED", "path": []}]}
    assert told == [away, away, refused]
    assert seen.data == {"product": None}
    assert [node["title"] for node in archived.data["vendorProducts"]["nodes"]] == ["Gown"]


async def test_offers_a_revision_of_what_is_shown() -> None:
    vendor, token = await house()
    product, key = await product_of(vendor, title="Gown", state="published")

    told = await graphql(UPDATE, {"input": {"id": key, "title": "Silk Gown"}}, token=token)
    seen = await graphql("query($slug: String!) { product(slug: $slug) { title } }", {"slug": product.slug})

    assert told.data["productUpdate"]["product"] == {
        "title": "Gown",
        "state": "PUBLISHED",
        "submissions": [{"state": "WAITING", "changes": {"title": "Silk Gown"}}],
    }
    assert seen.data["product"] == {"title": "Gown"}


async def test_sets_prices_of_its_own_variants_only() -> None:
    vendor, token = await house()
    product, key = await product_of(vendor)
    other, _ = await product_of(vendor)
    async with reading():
        [own] = [row async for row in product.variants.model.async_objects.filter(product=product.id)]
        [foreign] = [row async for row in product.variants.model.async_objects.filter(product=other.id)]

    def price(variant: Any) -> dict[str, Any]:
        amounts = {"amount": {"minor": 80_00, "currency": "NGN"}, "compareAt": {"minor": 90_00, "currency": "NGN"}}
        return {"variant": encode_id("Variant", variant.id), **amounts}

    done = await graphql(PRICES, {"product": key, "prices": [price(own)]}, token=token)
    refused = await graphql(PRICES, {"product": key, "prices": [price(own), price(foreign)]}, token=token)

    assert done.data["productPricesSet"]["product"]["variants"] == [
        {"price": {"amount": {"minor": 80_00}, "compareAt": {"minor": 90_00}}}
    ]
    assert refused.data["productPricesSet"]["errors"] == [{"code": "NOT_FOUND", "path": ["prices"]}]
    assert await in_transaction(Price.objects.count) == 3


_M = {"code": "m", "name": "M"}
_SIZES = {"code": "size", "name": "Size", "values": [_M]}
_MEDIUM = {"axis": "size", "value": "m"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": ""}, "INVALID_INPUT"),
        ({"title": "x" * 201}, "INVALID_INPUT"),
        ({"title": "a\u202eb"}, "INVALID_INPUT"),
        ({"description": "x" * 20_001}, "INVALID_INPUT"),
        ({"attributes": [{"name": "x", "value": "y"}] * 51}, "INVALID_INPUT"),
        ({"axes": [{"code": "Size!", "name": "Size", "values": []}]}, "INVALID_INPUT"),
        ({"variants": [{"sku": "A", "options": [{"axis": "size", "value": "m"}]}]}, "UNKNOWN_AXIS"),
        ({"variants": [{"sku": "A", "weightGrams": -1}]}, "INVALID_INPUT"),
        ({"variants": [{"sku": "A", "prices": [{"minor": 0, "currency": "NGN"}]}]}, "BAD_PRICE"),
        ({"variants": [{"sku": "A"}, {"sku": "B"}]}, "COMBINATION_TAKEN"),
        ({"axes": [_SIZES, _SIZES]}, "CODE_TAKEN"),
        ({"axes": [{"code": "size", "name": "Size", "values": [_M, _M]}]}, "CODE_TAKEN"),
        ({"axes": [_SIZES], "variants": [{"sku": "A", "options": []}]}, "UNKNOWN_OPTION"),
        ({"axes": [_SIZES], "variants": [{"sku": "A", "options": [_MEDIUM, _MEDIUM]}]}, "INVALID_INPUT"),
        ({"category": encode_id("Category", new_id())}, "NOT_FOUND"),
        ({"category": "x"}, "NOT_FOUND"),
    ],
    ids=[
        "no title", "long title", "turned title", "long text", "many attributes", "bad code", "unknown axis",
        "weight", "price", "combination", "axis twice", "value twice",
        "axis left open", "chosen twice", "category", "id",
    ],
)  # fmt: skip
async def test_refuses_a_draft_that_makes_no_sense_and_makes_nothing(fields: dict[str, Any], code: str) -> None:
    vendor, token = await house()

    told = await graphql(CREATE, await new(vendor, **fields), token=token)

    assert [error["code"] for error in told.data["productCreate"]["errors"]] == [code]
    assert await in_transaction(Product.objects.count) == 0


async def test_strangers_see_and_change_nothing_and_cannot_tell_it_from_none() -> None:
    vendor, _ = await house()
    _, stranger = await house()
    _, key = await product_of(vendor, title="Secret Gown")
    nothing = encode_id("Product", new_id())
    read = "query($id: ID!) { vendorProduct(id: $id) { title } }"

    for document in (read, SUBMIT, WITHDRAW):
        found, missing = [(await graphql(document, {"id": one}, token=stranger)).body["data"] for one in (key, nothing)]
        assert found == missing
    updates = [
        (await graphql(UPDATE, {"input": {"id": one, "title": "Mine"}}, token=stranger)).data for one in (key, nothing)
    ]
    listed = await graphql(LIST, {"vendor": encode_id("Vendor", vendor.id)}, token=stranger)
    unknown = await graphql(CREATE, await new(vendor), token=stranger)

    assert updates[0] == updates[1]
    assert updates[0]["productUpdate"]["errors"][0]["code"] == "NOT_FOUND"
    assert listed.data["vendorProducts"] is None
    assert unknown.data["productCreate"]["errors"][0]["code"] == "NOT_FOUND"
    assert (await graphql(LIST, {"vendor": encode_id("Vendor", vendor.id)})).data["vendorProducts"] is None
    assert await in_transaction(Submission.objects.count) == 0
    assert await in_transaction(Product.objects.count) == 1


async def test_a_helper_prepares_but_does_not_offer() -> None:
    _, token = await house("staff", vendor := await in_transaction(make_vendor))
    _, key = await product_of(vendor, title="Gown")

    changed = await graphql(UPDATE, {"input": {"id": key, "title": "Silk Gown"}}, token=token)
    refused = await graphql(SUBMIT, {"id": key}, token=token)
    who = await graphql("{ viewer { vendors { role vendor { name } } } }", token=token)

    assert changed.data["productUpdate"]["product"]["title"] == "Silk Gown"
    assert refused.data["productSubmit"]["errors"] == [{"code": "DENIED"}]
    assert who.data["viewer"]["vendors"] == [{"role": "STAFF", "vendor": {"name": "Atelier Lagos"}}]


async def test_pages_through_products_of_one_state() -> None:
    vendor, token = await house()
    for title in ("Gown", "Wrap", "Coat"):
        await product_of(vendor, title=title)
    await product_of(vendor, title="Shown", state="published")
    asked = {"vendor": encode_id("Vendor", vendor.id), "state": "DRAFT", "first": 2}

    first = (await graphql(LIST, asked, token=token)).data["vendorProducts"]
    second = (await graphql(LIST, {**asked, "after": first["pageInfo"]["endCursor"]}, token=token)).data[
        "vendorProducts"
    ]

    assert [node["title"] for node in first["nodes"] + second["nodes"]] == ["Coat", "Wrap", "Gown"]
    assert (first["totalCount"], second["pageInfo"]["hasNextPage"]) == (3, False)


@pytest.mark.parametrize("count", [1, 20])
async def test_needs_as_many_statements_for_one_as_for_twenty(count: int) -> None:
    vendor, token = await house()
    for _ in range(count):
        await product_of(vendor)

    with counted_statements() as statements:
        answer = await graphql(LIST, {"vendor": encode_id("Vendor", vendor.id), "first": 50}, token=token)

    assert len(answer.data["vendorProducts"]["nodes"]) == count
    assert len(statements) == 10, statements
