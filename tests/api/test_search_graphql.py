"""Lists, searches and suggestions over the GraphQL door."""

from typing import Any

import pytest

from domains.catalogue.models import Category, Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.money import Money
from domains.inventory.models import StockLevel, StockLocation
from domains.search.services.index_products import rebuild_documents
from domains.vendors.models import Vendor
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_media, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

LIST = """
query ($filter: ProductFilterInput, $sort: ProductSort! = NEWEST, $first: Int, $after: String) {
  products(filter: $filter, sort: $sort, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    edges { cursor node { id title } } } }"""
FULL_LIST = """
query ($first: Int) { products(first: $first) { nodes {
  id title category { name ancestors { path } } vendor { name } media { url } priceRange { lowest { minor } }
  axes { code values { code } }
  variants { sku options { axis value } price { amount { minor } } stock { availability } } } } }"""
SEARCH = """
query ($text: String!, $filter: ProductFilterInput, $first: Int, $after: String) {
  search(text: $text, filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { title } } }"""
SUGGEST = "query ($text: String!, $limit: Int! = 8) { suggest(text: $text, limit: $limit) { kind id name slug } }"


def _shop() -> None:
    women = make_category(name="Women")
    dresses = make_category(name="Dresses", parent=women)
    zuri, kente = make_vendor(name="Zuri", slug="zuri"), make_vendor(name="Kente House", slug="kente")
    gown = make_product(title="Silk Gown", vendor=zuri, category=dresses, price=Money(300_00, "NGN"), sizes=("S", "M"))
    make_product(title="Kente Stole", vendor=kente, category=women, price=Money(100_00, "NGN"))
    make_product(title="Canvas Sneakers", vendor=zuri, category=make_category(name="Shoes"), price=Money(200_00, "NGN"))
    make_product(title="Secret Gown", vendor=make_vendor(status=Vendor.Status.SUSPENDED), category=dresses)
    make_media(product=gown, file="p/gown.svg")
    location = StockLocation.objects.create(vendor=zuri, name="Main", country="NG")
    StockLevel.objects.create(variant=gown.variants.get(options={"size": "m"}), location=location, on_hand=9)
    rebuild_documents(now=utc_now())


@pytest.fixture
async def shop(database: None) -> None:
    await in_transaction(_shop)


async def listed(**variables: Any) -> list[str]:
    data = (await graphql(LIST, variables)).data["products"]
    assert data["totalCount"] == len(data["edges"])
    return [edge["node"]["title"] for edge in data["edges"]]


@pytest.mark.usefixtures("shop")
async def test_lists_in_every_order() -> None:
    assert await listed(sort="PRICE_ASC") == ["Kente Stole", "Canvas Sneakers", "Silk Gown"]
    assert await listed(sort="PRICE_DESC") == ["Silk Gown", "Canvas Sneakers", "Kente Stole"]
    assert await listed(sort="TITLE") == ["Canvas Sneakers", "Kente Stole", "Silk Gown"]
    assert len(await listed()) == 3


@pytest.mark.usefixtures("shop")
async def test_filters_by_everything_at_once() -> None:
    vendor = await in_transaction(Vendor.objects.get, slug="zuri")
    women = await in_transaction(Category.objects.get, path="women")
    chosen = {
        "category": encode_id("Category", women.id),
        "vendors": [encode_id("Vendor", vendor.id)],
        "price": {"lowest": 300_00, "highest": 300_00},
        "options": [{"axis": "size", "values": ["m", "l"]}],
        "inStock": True,
    }

    assert await listed(filter=chosen) == ["Silk Gown"]
    assert await listed(filter=chosen | {"options": [{"axis": "size", "values": ["s"]}]}) == []
    assert await listed(filter={"categoryPath": "women"}, sort="TITLE") == ["Kente Stole", "Silk Gown"]
    assert await listed(filter={"onSale": True}) == []


@pytest.mark.usefixtures("shop")
async def test_pages_by_cursor_and_refuses_foreign_ones() -> None:
    first = (await graphql(LIST, {"first": 2, "sort": "TITLE"})).data["products"]
    cursor = first["pageInfo"]["endCursor"]
    second = (await graphql(LIST, {"first": 2, "sort": "TITLE", "after": cursor})).data["products"]

    assert first["pageInfo"]["hasNextPage"] is True
    assert first["edges"][-1]["cursor"] == cursor
    assert [edge["node"]["title"] for edge in second["edges"]] == ["Silk Gown"]
    assert second["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "endCursor": second["edges"][0]["cursor"],
    }
    assert (await graphql(LIST, {"first": 2, "after": cursor})).error_codes == ["BAD_CURSOR"]
    assert (await graphql(LIST, {"sort": "TITLE", "after": cursor[:-4] + "AAAA"})).error_codes == ["BAD_CURSOR"]
    assert (await graphql(LIST, {"first": 51})).error_codes == ["BAD_PAGE_SIZE"]


@pytest.mark.usefixtures("shop")
async def test_refuses_filters_that_make_no_sense() -> None:
    foreign = encode_id("Product", (await in_transaction(Product.objects.first)).id)  # type: ignore[union-attr]

    assert (await graphql(LIST, {"filter": {"category": foreign}})).error_codes == ["NOT_FOUND"]
    assert (await graphql(LIST, {"filter": {"vendors": ["x"]}})).error_codes == ["NOT_FOUND"]
    assert (await graphql(LIST, {"filter": {"price": {"lowest": 2, "highest": 1}}})).error_codes == [
        "EMPTY_PRICE_RANGE"
    ]
    assert (await graphql(LIST, {"filter": {"categoryPath": "a\x00b"}})).error_codes == ["BAD_TEXT"]


@pytest.mark.usefixtures("shop")
async def test_searches_with_a_typo() -> None:
    found = (await graphql(SEARCH, {"text": "snekaers"})).data["search"]
    hidden = (await graphql(SEARCH, {"text": "secret"})).data["search"]
    nothing = (await graphql(SEARCH, {"text": "'\"!!& \\| (<-> :*"})).data["search"]

    assert (found["totalCount"], found["nodes"]) == (1, [{"title": "Canvas Sneakers"}])
    assert (hidden["totalCount"], hidden["nodes"]) == (0, [])
    assert (nothing["totalCount"], nothing["nodes"]) == (0, [])
    assert (await graphql(SEARCH, {"text": "a" * 201})).error_codes == ["QUESTION_TOO_LONG"]


@pytest.mark.usefixtures("shop")
async def test_suggests_nodes_of_every_kind() -> None:
    vendor = await in_transaction(Vendor.objects.get, slug="zuri")

    found = (await graphql(SUGGEST, {"text": "zu"})).data["suggest"]
    dresses = (await graphql(SUGGEST, {"text": "dress"})).data["suggest"]

    assert found == [{"kind": "VENDOR", "id": encode_id("Vendor", vendor.id), "name": "Zuri", "slug": "zuri"}]
    assert [(row["kind"], row["slug"]) for row in dresses] == [("CATEGORY", "women/dresses")]
    assert (await graphql(SUGGEST, {"text": "zu", "limit": 0})).error_codes == ["INVALID_INPUT"]


async def _statements(first: int) -> tuple[int, int]:
    with counted_statements() as statements:
        nodes = (await graphql(FULL_LIST, {"first": first})).data["products"]["nodes"]
    return len(nodes), len(statements)


async def test_the_full_list_takes_the_same_statements_for_1_and_for_50() -> None:
    def make() -> None:
        for number in range(50):
            make_product(title=f"Gown {number}", sizes=("S", "M"), colours=("Indigo",))

    await in_transaction(make)

    # The list; categories, vendors, media, price ranges, axes, variants; ancestors, prices, stock.
    assert await _statements(1) == (1, 10)
    assert await _statements(50) == (50, 10)


FACETS = """
query ($filter: ProductFilterInput) {
  products(filter: $filter) { totalCount nodes { title } facets { ...all } }
  search(text: "gown", filter: $filter) { totalCount facets { ...all } } }
fragment all on Facets {
  categories { id name path count isChosen } vendors { id name slug count isChosen }
  options { code name values { code name swatch count isChosen } }
  prices { fromMinor untilMinor count } onSale inStock }"""


@pytest.mark.usefixtures("shop")
async def test_tells_what_else_could_be_chosen() -> None:
    with counted_statements() as statements:
        data = (await graphql(FACETS, {"filter": {"options": [{"axis": "size", "values": ["s"]}]}})).data

    facets = data["products"]["facets"]
    women = await in_transaction(Category.objects.get, path="women")
    assert data["products"]["totalCount"] == 1
    assert facets["categories"] == [
        {"id": encode_id("Category", women.id), "name": "Women", "path": "women", "count": 1, "isChosen": False}
    ]
    assert [(row["slug"], row["count"]) for row in facets["vendors"]] == [("zuri", 1)]
    [size] = facets["options"]
    assert [(row["code"], row["count"], row["isChosen"]) for row in size["values"]] == [("m", 3, False), ("s", 1, True)]
    assert size["values"][0]["swatch"] is None
    assert [row["count"] for row in facets["prices"]] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert (facets["onSale"], facets["inStock"]) == (0, 0)
    assert data["search"]["facets"]["vendors"] == facets["vendors"]
    # Page, count and facets of the list; the search's page twice, as it finds too little, its count and its facets.
    assert len(statements) == 7


SIMILAR = """
query ($first: Int!) {
  products(filter: {categoryPath: "women"}) { nodes { title similar(first: $first) { title } } } }"""


@pytest.mark.usefixtures("shop")
async def test_shows_what_is_like_a_product_in_one_statement_for_a_page() -> None:
    dresses = await in_transaction(Category.objects.get, path="women/dresses")
    await in_transaction(make_product, title="Satin Gown", category=dresses)

    with counted_statements() as statements:
        nodes = (await graphql(SIMILAR, {"first": 3})).data["products"]["nodes"]

    alike = {node["title"]: [row["title"] for row in node["similar"]] for node in nodes}
    assert {title: found[0] for title, found in alike.items() if "Gown" in title} == {
        "Satin Gown": "Silk Gown",
        "Silk Gown": "Satin Gown",
    }
    assert {len(found) for found in alike.values()} == {3}
    assert len(statements) == 2
    assert (await graphql(SIMILAR, {"first": 13})).error_codes == ["INVALID_INPUT"]


LIKE = "query ($id: ID!, $first: Int! = 6) { similarProducts(id: $id, first: $first) { title } }"


@pytest.mark.usefixtures("shop")
async def test_shows_what_is_like_a_product_by_its_id_and_nothing_of_a_hidden_one() -> None:
    products = {row.title: row for row in await in_transaction(lambda: list(Product.objects.all()))}
    gown, secret = (encode_id("Product", products[title].id) for title in ("Silk Gown", "Secret Gown"))

    with counted_statements() as statements:
        found = (await graphql(LIKE, {"id": gown})).data["similarProducts"]
    hidden, missing = await graphql(LIKE, {"id": secret}), await graphql(LIKE, {"id": encode_id("Product", new_id())})

    assert sorted(row["title"] for row in found) == ["Canvas Sneakers", "Kente Stole"]
    assert len(statements) == 2
    assert (await graphql(LIKE, {"id": gown, "first": 1})).data["similarProducts"] == [{"title": "Canvas Sneakers"}]
    assert hidden.body["data"] == missing.body["data"] == {"similarProducts": None}
    assert "errors" not in hidden.body
    assert (await graphql(LIKE, {"id": gown, "first": 13})).error_codes == ["INVALID_INPUT"]
    assert (await graphql(LIKE, {"id": encode_id("Vendor", new_id())})).error_codes == ["NOT_FOUND"]


@pytest.mark.usefixtures("shop")
async def test_searches_by_words_and_meaning_when_asked() -> None:
    document = 'query ($mode: SearchMode!) { search(text: "silk", mode: $mode) { totalCount nodes { title } } }'

    for mode in ("TEXT", "HYBRID"):
        assert (await graphql(document, {"mode": mode})).data["search"] == {
            "totalCount": 1,
            "nodes": [{"title": "Silk Gown"}],
        }


MARKS = """query ($text: String!, $first: Int) {
  search(text: $text, first: $first) { nodes { id } highlights { productId title excerpt } } }"""


@pytest.mark.usefixtures("shop")
async def test_marks_what_answers_in_one_statement_more() -> None:
    def make() -> None:
        for _ in range(5):
            make_product(title="Silk <b>Scarf</b>", description="Silk & light.")
        rebuild_documents(now=utc_now())

    await in_transaction(make)
    counts = []
    for first in (1, 5):
        with counted_statements() as statements:
            found = (await graphql(MARKS, {"text": "silk scarf", "first": first})).data["search"]
        counts.append(len(statements))
        assert [row["productId"] for row in found["highlights"]] == [row["id"] for row in found["nodes"]]

    assert counts == [2, 2]
    assert found["highlights"][0]["title"] == "<mark>Silk</mark> &lt;b&gt;<mark>Scarf</mark>&lt;/b&gt;"
    assert found["highlights"][0]["excerpt"] == "<mark>Silk</mark> &amp; light."


BESIDE = """query { products(sort: TITLE) { nodes { title
  completeTheLook(first: 2) { title } boughtTogether(first: 2) { title } similar(first: 2) { title } } } }"""


@pytest.mark.usefixtures("shop")
async def test_shows_what_goes_with_products_in_constant_statements() -> None:
    with counted_statements() as statements:
        nodes = (await graphql(BESIDE)).data["products"]["nodes"]

    shown = {node["title"]: node for node in nodes}
    assert {len(node["boughtTogether"]) for node in nodes} == {2}
    assert all(node["boughtTogether"] == node["similar"] for node in nodes)
    # Shoes stand beside women at the top of the tree.
    look = shown["Canvas Sneakers"]["completeTheLook"]
    assert sorted(row["title"] for row in look) == ["Kente Stole", "Silk Gown"]
    assert "Secret Gown" not in str(nodes)
    # The list, looks, pairs with what is like it, and likenesses asked for by themselves.
    assert len(statements) == 5
    document = "query { products { nodes { completeTheLook(first: 13) { title } } } }"
    assert set((await graphql(document)).error_codes) == {"INVALID_INPUT"}
