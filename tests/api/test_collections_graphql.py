"""Collections over GraphQL: lists like any other list, and hidden things in none of them."""

from datetime import timedelta
from typing import Any

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.money import Money
from domains.search.services.index_facets import index_facets
from domains.vendors.models import Vendor
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import PUBLISHED_AT, make_product
from tests.factories.collections import make_collection, rule
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

PAGE = """
query Page($slug: String!, $sort: ProductSort! = FEATURED, $filter: ProductFilterInput, $first: Int, $after: String) {
  collection(slug: $slug) {
    id title isManual productCount
    products(sort: $sort, filter: $filter, first: $first, after: $after) {
      nodes { title collections { title } }
      totalCount
      pageInfo { hasNextPage endCursor }
      facets { onSale options { code values { code count } } }
    }
  }
}
"""
LINEN = rule({"kind": "title", "words": ["linen"]})


async def page(slug: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await graphql(PAGE, {"slug": slug, **variables})).data["collection"]
    return found


def titles(found: dict[str, Any]) -> list[str]:
    return [node["title"] for node in found["products"]["nodes"]]


def _make(**facts: Any) -> Product:
    product = make_product(**facts)
    index_facets(product_ids=[product.id])
    return product


async def make(title: str, **facts: Any) -> Product:
    return await in_transaction(_make, title=title, **facts)


async def test_shows_what_staff_chose_in_their_order_page_by_page() -> None:
    gown, wrap, coat = [await make(title) for title in ("Gown", "Wrap", "Coat")]
    picks = await in_transaction(make_collection, title="Picks", products=[coat, gown, wrap])

    first = await page(picks.slug, first=2)
    second = await page(picks.slug, first=2, after=first["products"]["pageInfo"]["endCursor"])

    assert (titles(first), titles(second)) == (["Coat", "Gown"], ["Wrap"])
    assert first["isManual"] is True
    assert first["productCount"] == first["products"]["totalCount"] == 3
    assert first["products"]["nodes"][0]["collections"] == [{"title": "Picks"}]
    assert titles(await page(picks.slug, sort="TITLE")) == ["Coat", "Gown", "Wrap"]


async def test_shows_the_newest_of_a_rule_first_and_filters_and_counts_within() -> None:
    hour = timedelta(hours=1)
    await make("Linen Gown", publish_at=PUBLISHED_AT + hour, sizes=("M", "L"))
    await make("Linen Wrap", publish_at=PUBLISHED_AT + 2 * hour, sizes=("M",))
    await make("Wool Coat", sizes=("M",))
    linen = await in_transaction(make_collection, rule=LINEN)

    found = await page(linen.slug)
    large = await page(linen.slug, filter={"options": [{"axis": "size", "values": ["l"]}]})

    assert titles(found) == ["Linen Wrap", "Linen Gown"]
    assert found["products"]["facets"] == {
        "onSale": 0,
        "options": [{"code": "size", "values": [{"code": "m", "count": 2}, {"code": "l", "count": 1}]}],
    }
    assert titles(large) == ["Linen Gown"]


async def test_the_product_list_and_the_search_take_a_collection() -> None:
    linen = await make("Linen Gown")
    await make("Wool Gown")
    picks = await in_transaction(make_collection, products=[linen])

    found = await graphql(
        "query($id: ID!) { products(filter: {collection: $id}) { nodes { title } } node(id: $id) { id } }",
        {"id": encode_id("Collection", picks.id)},
    )

    assert found.data["products"]["nodes"] == [{"title": "Linen Gown"}]
    assert found.data["node"] == {"id": encode_id("Collection", picks.id)}


@pytest.mark.parametrize(
    ("facts", "vendor_status"),
    [
        ({"state": Product.State.DRAFT}, Vendor.Status.APPROVED),
        ({"publish_at": utc_now() + timedelta(days=900)}, Vendor.Status.APPROVED),
        ({"unpublish_at": PUBLISHED_AT + timedelta(days=1)}, Vendor.Status.APPROVED),
        ({}, Vendor.Status.SUSPENDED),
    ],
    ids=["draft", "scheduled", "over", "suspended"],
)
@pytest.mark.parametrize("is_manual", [True, False], ids=["manual", "rule"])
async def test_hides_what_shoppers_may_not_see(facts: dict[str, Any], vendor_status: str, is_manual: bool) -> None:
    vendor = await in_transaction(make_vendor, status=vendor_status)
    hidden = await make("Linen Hidden", vendor=vendor, **facts)
    shown = await make("Linen Shown")
    how: dict[str, Any] = {"products": [hidden, shown]} if is_manual else {"rule": LINEN}
    collection = await in_transaction(make_collection, **how)

    found = await page(collection.slug)

    assert titles(found) == ["Linen Shown"]
    assert found["productCount"] == found["products"]["totalCount"] == 1
    assert found["products"]["facets"]["options"][0]["values"][0]["count"] == 1


@pytest.mark.parametrize(
    ("shown_from", "shown_until"),
    [(None, None), (utc_now() + timedelta(days=900), None), (PUBLISHED_AT, PUBLISHED_AT + timedelta(days=1))],
    ids=["never", "later", "over"],
)
async def test_a_hidden_collection_is_as_unknown_as_none(shown_from: Any, shown_until: Any) -> None:
    product = await make("Gown")
    hidden = await in_transaction(
        make_collection, slug="hidden", products=[product], shown_from=shown_from, shown_until=shown_until
    )
    document = """query($slug: String!, $id: ID!) {
      collection(slug: $slug) { id } byId: collection(id: $id) { id } node(id: $id) { id }
      collections { nodes { id } totalCount }
      products(filter: {collection: $id}) { nodes { id } totalCount }
    }"""
    ids = (hidden.id, new_id())

    told, unknown = [
        (await graphql(document, {"slug": slug, "id": encode_id("Collection", key)})).content
        for slug, key in zip(("hidden", "nothing"), ids, strict=True)
    ]

    assert told == unknown
    assert b'"totalCount":0' in told
    seen = (
        await graphql("query($slug: String!) { product(slug: $slug) { collections { id } } }", {"slug": product.slug})
    ).data
    assert seen["product"]["collections"] == []


async def test_pages_through_collections_in_staffs_order() -> None:
    for place, title in enumerate(("Zest", "Amber", "Moss")):
        await in_transaction(make_collection, title=title, position=place // 2)
    document = """query($after: String) {
      collections(first: 2, after: $after) { nodes { title } totalCount pageInfo { endCursor hasNextPage } }
    }"""

    first = (await graphql(document)).data["collections"]
    second = (await graphql(document, {"after": first["pageInfo"]["endCursor"]})).data["collections"]

    assert [node["title"] for node in first["nodes"]] == ["Amber", "Zest"]
    assert [node["title"] for node in second["nodes"]] == ["Moss"]
    assert (first["totalCount"], second["pageInfo"]["hasNextPage"]) == (3, False)


@pytest.mark.parametrize("count", [1, 20])
async def test_needs_as_many_statements_for_one_as_for_twenty(count: int) -> None:
    products = [await make(f"Linen {number}", price=Money(100, "NGN")) for number in range(count)]
    for number in range(count):
        await in_transaction(make_collection, title=f"Picks {number}", products=products)
    document = (
        "{ collections(first: 50) { nodes { title productCount } } products { nodes { collections { title } } } }"
    )

    with counted_statements() as statements:
        answer = await graphql(document)

    assert len(answer.data["collections"]["nodes"]) == count
    assert {len(node["collections"]) for node in answer.data["products"]["nodes"]} == {count}
    assert len(statements) == 4, statements
