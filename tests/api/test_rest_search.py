"""Search and autocomplete over plain HTTP."""

from typing import Any

import httpx
import pytest

from config.asgi import application
from domains.catalogue.models import Category, Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.money import Money
from domains.search.services.index_products import rebuild_documents
from domains.search.services.index_translations import rebuild_translations
from domains.vendors.models import Vendor
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_media, make_product
from tests.factories.markets import make_translation
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")


async def get(path: str, **params: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(path, params=params)


def _shop() -> Product:
    zuri = make_vendor(name="Zuri Runners", slug="zuri")
    shoes = make_category(name="Shoes", parent=make_category(name="Men"))
    sneakers = make_product(
        title="Canvas Sneakers", slug="canvas-sneakers", vendor=zuri, category=shoes, price=Money(25_000_00, "NGN")
    )
    make_media(product=sneakers, file="p/canvas.svg")
    make_product(title="Suede Sneakers", colours=("White",), vendor=zuri, category=shoes, price=Money(40_000_00, "NGN"))
    make_product(title="Secret Sneakers", vendor=make_vendor(status=Vendor.Status.SUSPENDED))
    rebuild_documents(now=utc_now())
    return sneakers


@pytest.fixture
async def sneakers(database: None) -> Product:
    return await in_transaction(_shop)


async def test_answers_a_typo_with_all_that_a_results_page_shows(sneakers: Product) -> None:
    answer = await get("/api/search", q="snekaers canvs", count="true")

    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "id": str(sneakers.id),
                "title": "Canvas Sneakers",
                "slug": "canvas-sneakers",
                "vendor": {"id": str(sneakers.vendor_id), "name": "Zuri Runners", "slug": "zuri"},
                "category_path": "men/shoes",
                "lowest_price": {"minor": 2500000, "currency": "NGN", "decimal": "25000.00"},
                "highest_price": {"minor": 2500000, "currency": "NGN", "decimal": "25000.00"},
                "compare_at": None,
                "image": {"url": "/media/p/canvas.svg", "alt": "Canvas Sneakers", "width": 800, "height": 1000},
                "highlight": None,
            }
        ],
        "total_count": 1,
        "facets": None,
        "has_next": False,
        "end_cursor": answer.json()["end_cursor"],
    }


async def test_pages_and_filters(sneakers: Product) -> None:
    first = (await get("/api/search", q="sneakers", first=1)).json()
    second = (await get("/api/search", q="sneakers", first=1, after=first["end_cursor"])).json()
    dear = (await get("/api/search", q="sneakers", lowest=3_000_000, category="men", size=["m"])).json()

    assert (first["has_next"], second["has_next"]) == (True, False)
    assert {item["title"] for item in [*first["items"], *second["items"]]} == {"Canvas Sneakers", "Suede Sneakers"}
    assert first["total_count"] is None
    assert [item["title"] for item in dear["items"]] == ["Suede Sneakers"]


@pytest.mark.parametrize(
    ("params", "code", "path"),
    [
        ({"q": "a" * 201}, "QUESTION_TOO_LONG", ["text"]),
        ({"q": "dress", "after": "bm90IG91cnM"}, "BAD_CURSOR", ["after"]),
        ({"q": "dress", "first": 0}, "BAD_PAGE_SIZE", ["first"]),
        ({"q": "dress", "first": "x"}, "INVALID_INPUT", ["first"]),
        ({"q": "dress", "currency": "XXX"}, "UNKNOWN_CURRENCY", ["currency"]),
        ({"q": "dress", "lowest": 2, "highest": 1}, "EMPTY_PRICE_RANGE", ["filter", "price"]),
        ({"q": "dress", "lowest": 10**30}, "FILTER_TOO_WIDE", ["filter", "price"]),
        ({"q": "dress", "language": "english'; --"}, "UNKNOWN_LANGUAGE", ["language"]),
        ({"q": "dress", "vendor": "x"}, "INVALID_INPUT", ["asked", "vendor", "0"]),
    ],
)
async def test_says_what_is_wrong_with_a_question(params: dict[str, Any], code: str, path: list[str]) -> None:
    answer = await get("/api/search", **params)

    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["path"]) == (code, path)


@pytest.mark.parametrize("q", ["", "the", "'\"!!& \\| (<-> :*", "%", "🦄"])
async def test_finds_nothing_where_nothing_is_asked(sneakers: Product, q: str) -> None:
    results, suggestions = await get("/api/search", q=q), await get("/api/search/autocomplete", q=q)

    assert (results.status_code, results.json()["items"]) == (200, [])
    assert (suggestions.status_code, suggestions.json()["items"]) == (200, [])


SEARCH = """
query Search($text: String!, $filter: ProductFilterInput, $mode: SearchMode!) @inContext(language: "%s") {
  search(text: $text, filter: $filter, mode: $mode, first: 3) {
    totalCount nodes { title slug } pageInfo { hasNextPage } highlights { title excerpt }
    facets { inStock onSale categories { path count } prices { fromMinor count } }
  }
}
"""


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("mode", ["TEXT", "HYBRID"])
@pytest.mark.parametrize("text", ["sneakers", "snekaers", "baskets", "suede or canvas", "blanc"])
async def test_answers_as_the_other_door_does(sneakers: Product, text: str, mode: str, language: str) -> None:
    await in_transaction(make_translation, kind="product", target=sneakers.id, title="Baskets en toile")
    await in_transaction(make_translation, kind="value", target="colour:white", name="Blanc")
    await in_transaction(rebuild_translations, now=utc_now())

    narrow = {"categoryPath": "men", "price": {"highest": 3_000_000}}
    for wanted, given in (({}, {}), (narrow, {"category": "men", "highest": 3_000_000})):
        query = {"q": text, "mode": mode.lower(), "language": language, "first": 3, "count": True, "facets": True}
        query["highlight"] = True
        there = (await get("/api/search", **query, **given)).json()
        here = (await graphql(SEARCH % language, {"text": text, "filter": wanted, "mode": mode})).data["search"]

        shown = [(row["title"], row["slug"]) for row in there["items"]]
        assert shown == [(row["title"], row["slug"]) for row in here["nodes"]]
        assert [row["highlight"] for row in there["items"]] == here["highlights"]
        assert (there["total_count"], there["has_next"]) == (here["totalCount"], here["pageInfo"]["hasNextPage"])
        facets = there["facets"]
        assert (facets["in_stock"], facets["on_sale"]) == (here["facets"]["inStock"], here["facets"]["onSale"])
        assert [(row["path"], row["count"]) for row in facets["categories"]] == [
            (row["path"], row["count"]) for row in here["facets"]["categories"]
        ]
        assert [(row["from_minor"], row["count"]) for row in facets["prices"]] == [
            (row["fromMinor"], row["count"]) for row in here["facets"]["prices"]
        ]


async def test_suggests_while_typing(sneakers: Product) -> None:
    answer = await get("/api/search/autocomplete", q="snek")

    assert answer.status_code == 200
    assert [(item["kind"], item["name"]) for item in answer.json()["items"]] == [
        ("product", "Canvas Sneakers"),
        ("product", "Suede Sneakers"),
    ]
    assert answer.json()["items"][0]["slug"] == "canvas-sneakers"


async def test_takes_the_same_statements_for_one_result_and_for_many(sneakers: Product) -> None:
    counts = []
    for first in (1, 50):
        with counted_statements() as statements:
            await get("/api/search", q="sneakers", first=first)
        counts.append(len(statements))

    # Two results are too few, so it asks loosely as well; then vendors, categories, prices and pictures.
    assert counts == [6, 6]


async def test_counts_what_else_could_be_chosen_when_asked(sneakers: Product) -> None:
    facets = (await get("/api/search", q="sneakers", facets="true", size="m")).json()["facets"]

    assert [(row["path"], row["count"]) for row in facets["categories"]] == [("men", 2)]
    assert [(row["slug"], row["count"]) for row in facets["vendors"]] == [("zuri", 2)]
    assert [[value["code"] for value in axis["values"]] for axis in facets["options"]] == [["white"], ["m"]]
    assert sum(bucket["count"] for bucket in facets["prices"]) == 2
    assert (facets["on_sale"], facets["in_stock"], facets["currency"]) == (0, 0, "NGN")


async def test_searches_by_words_and_meaning_when_asked(sneakers: Product) -> None:
    answer = await get("/api/search", q="canvas", mode="hybrid")

    assert [item["title"] for item in answer.json()["items"]] == ["Canvas Sneakers"]
    assert (await get("/api/search", q="canvas", mode="magic")).status_code == 400


async def test_shows_what_is_like_a_product(sneakers: Product) -> None:
    secret = await in_transaction(Product.objects.get, title="Secret Sneakers")

    with counted_statements() as statements:
        answer = await get(f"/api/search/similar/{sneakers.id}")
    hidden, missing = await get(f"/api/search/similar/{secret.id}"), await get(f"/api/search/similar/{new_id()}")

    assert [(item["title"], item["vendor"]["slug"]) for item in answer.json()["items"]] == [("Suede Sneakers", "zuri")]
    # Whether it is shown, what is like it; vendors, categories, prices and pictures.
    assert len(statements) == 6
    assert hidden.status_code == missing.status_code == 404
    assert [answer.json()["error"]["message"] for answer in (hidden, missing)] == ["There is no such product."] * 2
    for query in ({"first": 0}, {"first": 13}, {"currency": "XXX"}):
        assert (await get(f"/api/search/similar/{sneakers.id}", **query)).status_code == 400
    assert (await get("/api/search/similar/x")).status_code == 400


async def test_marks_what_answers_when_asked(sneakers: Product) -> None:
    with counted_statements() as statements:
        answer = await get("/api/search", q="snekaers", highlight="true", first=1)

    assert len(statements) == 7
    [item] = answer.json()["items"]
    assert item["highlight"] == {"title": item["title"].replace("Sneakers", "<mark>Sneakers</mark>"), "excerpt": None}


@pytest.mark.parametrize("way", ["complete-the-look", "bought-together"])
async def test_shows_what_goes_with_a_product(sneakers: Product, way: str) -> None:
    other = await in_transaction(make_product, title="Boy Shirt", category=await in_transaction(_beside, sneakers))
    secret = await in_transaction(Product.objects.get, title="Secret Sneakers")

    shown = [item["title"] for item in (await get(f"/api/search/{way}/{sneakers.id}")).json()["items"]]

    assert shown[0] == (other.title if way == "complete-the-look" else "Suede Sneakers")
    hidden, missing = await get(f"/api/search/{way}/{secret.id}"), await get(f"/api/search/{way}/{new_id()}")
    assert hidden.status_code == missing.status_code == 404
    assert (await get(f"/api/search/{way}/{sneakers.id}", first=13)).status_code == 400


def _beside(product: Product) -> Category:
    return make_category(name="Shirts", parent=product.category.parent)
