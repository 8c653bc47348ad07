"""The same filter through GraphQL and over plain HTTP: the same products, counts, facets and refusals."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from config.asgi import application
from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.money import Money
from domains.search.filters import ProductFilter
from domains.search.services.index_products import rebuild_documents
from schema.ids import encode_id
from tests.api.client import Answer, graphql
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_axis, make_category, make_price, make_product, make_variant
from tests.factories.collections import make_collection
from tests.factories.inventory import make_stock
from tests.factories.markets import make_translation
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

SEARCH = """query ($filter: ProductFilterInput, $language: String) @inContext(language: $language) {
  search(text: "shoes", filter: $filter) {
    totalCount nodes { slug }
    facets {
      categories { name path count isChosen }
      vendors { name slug count isChosen }
      options { code name values { code name swatch count isChosen } }
      attributes { code name kind unit count lowest highest values { code name count isChosen } }
      prices { fromMinor untilMinor count } onSale inStock } } }"""

# The filter as HTTP is told it, and as GraphQL is; ids stand as {name}.
type Asked = tuple[dict[str, Any], dict[str, Any]]
FILTERS: dict[str, Asked] = {
    "nothing": ({}, {}),
    "category by path": ({"category": "men/boots"}, {"categoryPath": "men/boots"}),
    "category by id": ({"category_id": "{men}"}, {"category": "{Category:men}"}),
    "both": (
        {"category_id": "{men}", "category": "men/boots"},
        {"category": "{Category:men}", "categoryPath": "men/boots"},
    ),
    "collection": ({"collection": "{summer}"}, {"collection": "{Collection:summer}"}),
    "vendors": ({"vendor": ["{zuri}", "{kofi}"]}, {"vendors": ["{Vendor:zuri}", "{Vendor:kofi}"]}),
    "price": ({"lowest": 20_000_00, "highest": 30_000_00}, {"price": {"lowest": 20_000_00, "highest": 30_000_00}}),
    "size": ({"size": ["s", "m"]}, {"options": [{"axis": "size", "values": ["s", "m"]}]}),
    "colour": ({"colour": "white"}, {"options": [{"axis": "colour", "values": ["white"]}]}),
    "another axis": ({"option": "width:wide"}, {"options": [{"axis": "width", "values": ["wide"]}]}),
    "several axes": (
        {"option": ["size:m", "width:wide"], "size": "l"},
        {"options": [{"axis": "size", "values": ["m", "l"]}, {"axis": "width", "values": ["wide"]}]},
    ),
    "an axis of nobody": ({"option": "fit:slim"}, {"options": [{"axis": "fit", "values": ["slim"]}]}),
    "choices": (
        {"attribute": ["material:linen", "material:silk"]},
        {"attributes": [{"code": "material", "choices": ["linen", "silk"]}]},
    ),
    "yes": ({"attribute": "vegan:true"}, {"attributes": [{"code": "vegan", "boolean": True}]}),
    "numbers": (
        {"attribute": ["heel:2..8.5", "vegan:false"]},
        {"attributes": [
            {"code": "heel", "number": {"lowest": 2, "highest": 8.5}}, {"code": "vegan", "boolean": False}
        ]},
    ),
    "in stock": ({"in_stock": True, "size": "m"}, {"inStock": True, "options": [{"axis": "size", "values": ["m"]}]}),
    "on sale": ({"on_sale": True}, {"onSale": True}),
    "all at once": (
        {"category": "men", "vendor": "{zuri}", "lowest": 1, "attribute": "vegan:true", "size": "m", "in_stock": True},
        {
            "categoryPath": "men", "vendors": ["{Vendor:zuri}"], "price": {"lowest": 1}, "inStock": True,
            "attributes": [{"code": "vegan", "boolean": True}], "options": [{"axis": "size", "values": ["m"]}],
        },
    ),
}  # fmt: skip
REFUSED: dict[str, tuple[Asked, str]] = {
    "unknown attribute": (
        ({"attribute": "season:x"}, {"attributes": [{"code": "season", "choices": ["x"]}]}), "UNKNOWN_ATTRIBUTE",
    ),
    "unknown choice": (
        ({"attribute": "material:tin"}, {"attributes": [{"code": "material", "choices": ["tin"]}]}), "UNKNOWN_CHOICE",
    ),
    "another kind": (
        ({"attribute": "material:true"}, {"attributes": [{"code": "material", "boolean": True}]}),
        "BAD_ATTRIBUTE_FILTER",
    ),
    "for nothing": (({"attribute": "material"}, {"attributes": [{"code": "material"}]}), "BAD_ATTRIBUTE_FILTER"),
    "ends in the wrong order": (
        ({"attribute": "heel:2..1"}, {"attributes": [{"code": "heel", "number": {"lowest": 2, "highest": 1}}]}),
        "BAD_ATTRIBUTE_FILTER",
    ),
    "eleven attributes": (
        (
            {"attribute": [f"a{number}:x" for number in range(11)]},
            {"attributes": [{"code": f"a{number}", "choices": ["x"]} for number in range(11)]},
        ),
        "FILTER_TOO_WIDE",
    ),
    "51 choices": (
        ({"attribute": ["material:x"] * 51}, {"attributes": [{"code": "material", "choices": ["x"] * 51}]}),
        "FILTER_TOO_WIDE",
    ),
    "six axes": (
        (
            {"option": [f"a{number}:x" for number in range(6)]},
            {"options": [{"axis": f"a{number}", "values": ["x"]} for number in range(6)]},
        ),
        "FILTER_TOO_WIDE",
    ),
    "51 values": (
        ({"option": ["size:m"] * 50, "size": "s"}, {"options": [{"axis": "size", "values": ["m"] * 51}]}),
        "FILTER_TOO_WIDE",
    ),
    "51 vendors": (({"vendor": ["{zuri}"] * 51}, {"vendors": ["{Vendor:zuri}"] * 51}), "FILTER_TOO_WIDE"),
    "prices in the wrong order": (
        ({"lowest": 2, "highest": 1}, {"price": {"lowest": 2, "highest": 1}}), "EMPTY_PRICE_RANGE",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """What the filters name."""

    men: UUID
    summer: UUID
    zuri: UUID
    kofi: UUID

    def fill(self, asked: Any) -> Any:
        """The filter with the ids that stand for {name} and, as GraphQL has them, for {Type:name}."""
        if isinstance(asked, dict):
            return {name: self.fill(value) for name, value in asked.items()}
        if isinstance(asked, list):
            return [self.fill(value) for value in asked]
        if not isinstance(asked, str) or not asked.startswith("{"):
            return asked
        kind, _, name = asked.strip("{}").rpartition(":")
        return encode_id(kind, getattr(self, name)) if kind else str(getattr(self, name))


def _shop() -> Shop:
    make_attribute(position=1)
    make_attribute(code="vegan", kind="boolean", position=2)
    make_attribute(code="heel", name="Heel height", kind="number", unit="cm", position=3)
    men = make_category(name="Men")
    zuri, kofi = make_vendor(name="Zuri", slug="zuri"), make_vendor(name="Kofi", slug="kofi")
    boots = make_product(
        title="Linen Shoes", vendor=zuri, category=make_category(name="Boots", parent=men), sizes=("S", "M"),
        colours=("White",), attributes={"material": "linen", "vegan": True, "heel": 2.5}, slug="boots",
    )  # fmt: skip
    make_stock(variant=boots.variants.get(options__size="m"))
    make_product(
        title="Silk Shoes", vendor=kofi, category=make_category(name="Pumps", parent=men), slug="pumps",
        colours=("Black",), attributes={"material": "silk", "vegan": False, "heel": 8.5}, price=Money(40_000_00, "NGN"),
    )  # fmt: skip
    wide = make_product(title="Wide Shoes", category=make_category(name="Women"), sizes=(), slug="wide", price=None)
    make_axis(product=wide, code="size", values=("L",))
    make_axis(product=wide, code="width", values=("Wide",), position=1)
    reduced = make_variant(product=wide, options={"size": "l", "width": "wide"}, price=None)
    make_price(variant=reduced, price=Money(10_000_00, "NGN"), compare_at=Money(20_000_00, "NGN"))
    for kind, target, name in (
        ("category", men.id, "Hommes"), ("axis", "size", "Taille"), ("value", "colour:white", "Blanc"),
        ("attribute", "material", "Matière"), ("choice", "material:silk", "Soie"),
    ):  # fmt: skip
        make_translation(kind=kind, target=target, name=name)
    rebuild_documents(now=utc_now())
    summer = make_collection(products=list(Product.objects.filter(slug__in=("pumps", "wide"))))
    return Shop(men.id, summer.id, zuri.id, kofi.id)


@pytest.fixture
async def shop(database: None) -> Shop:
    return await in_transaction(_shop)


async def both(shop: Shop, asked: Asked, *, language: str = "en") -> tuple[httpx.Response, Answer]:
    plain, graph = (shop.fill(each) for each in asked)
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        there = await client.get(
            "/api/search", params={"q": "shoes", "count": True, "facets": True, "language": language, **plain}
        )
    return there, await graphql(SEARCH, {"filter": graph, "language": language})


def _alike(facets: Any) -> Any:
    """Facets as HTTP shows them, of facets as GraphQL shows them."""
    if isinstance(facets, list):
        return [_alike(each) for each in facets]
    if not isinstance(facets, dict):
        return facets
    snake = {"isChosen": "is_chosen", "fromMinor": "from_minor", "untilMinor": "until_minor"}
    snake |= {"onSale": "on_sale", "inStock": "in_stock"}
    told = {snake.get(name, name): _alike(value) for name, value in facets.items()}
    if "kind" in told:
        told["kind"] = told["kind"].lower()
    # GraphQL says null where HTTP says an empty text.
    return told | {name: told[name] or "" for name in ("unit", "swatch") if name in told}


def _without_ids(facets: dict[str, Any]) -> dict[str, Any]:
    for name in ("categories", "vendors"):
        facets[name] = [{key: value for key, value in row.items() if key != "id"} for row in facets[name]]
    del facets["currency"]
    return facets


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", FILTERS)
async def test_finds_and_counts_the_same(shop: Shop, name: str, language: str) -> None:
    there, here = await both(shop, FILTERS[name], language=language)

    assert there.status_code == 200, there.text
    plain, graph = there.json(), here.data["search"]
    assert [row["slug"] for row in plain["items"]] == [row["slug"] for row in graph["nodes"]]
    assert plain["total_count"] == graph["totalCount"]
    assert _without_ids(plain["facets"]) == _alike(graph["facets"])


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("nothing", {"boots", "pumps", "wide"}),
        ("category by id", {"boots", "pumps"}),
        ("both", {"boots"}),
        ("collection", {"pumps", "wide"}),
        ("another axis", {"wide"}),
        ("several axes", {"wide"}),
        ("an axis of nobody", set()),
        ("choices", {"boots", "pumps"}),
        ("numbers", {"pumps"}),
        ("on sale", {"wide"}),
        ("all at once", {"boots"}),
    ],
)
async def test_finds_what_was_asked_for(shop: Shop, name: str, slugs: set[str]) -> None:
    there, _ = await both(shop, FILTERS[name])

    assert {row["slug"] for row in there.json()["items"]} == slugs


@pytest.mark.parametrize("name", REFUSED)
async def test_refuses_the_same(shop: Shop, name: str) -> None:
    asked, code = REFUSED[name]

    there, here = await both(shop, asked)

    assert (there.status_code, there.json()["error"]["code"]) == (400, code)
    assert here.error_codes == [code]
    assert there.json()["error"]["path"] == [
        str(part) for part in here.body["errors"][0]["extensions"].get("path", there.json()["error"]["path"])
    ]


@pytest.mark.parametrize("option", ["size", "size:", ":m", ":", ""])
async def test_refuses_an_option_that_is_no_pair(shop: Shop, option: str) -> None:
    there, _ = await both(shop, ({"option": option}, {}))

    assert there.status_code == 400
    assert (there.json()["error"]["code"], there.json()["error"]["path"]) == ("INVALID_INPUT", ["filter", "options"])


async def test_names_facets_in_another_language(shop: Shop) -> None:
    there, _ = await both(shop, ({}, {}), language="fr")

    facets = there.json()["facets"]
    assert {row["name"] for row in facets["categories"]} == {"Hommes", "Women"}
    assert {axis["name"] for axis in facets["options"]} == {"Colour", "Taille", "Width"}
    assert {value["name"] for value in facets["options"][0]["values"]} == {"Blanc", "Black"}
    material, vegan, _ = facets["attributes"]
    assert (material["name"], [value["name"] for value in material["values"]]) == ("Matière", ["Linen", "Soie"])
    assert [value["name"] for value in vegan["values"]] == ["Oui", "Non"]


@pytest.mark.parametrize("products", [1, 50])
async def test_takes_as_many_statements_for_many_as_for_few(shop: Shop, products: int) -> None:
    await in_transaction(_more, products)

    counts = []
    for language in ("en", "fr"):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=application), base_url="http://testserver"
        ) as client:
            with counted_statements() as statements:
                await client.get("/api/search", params={"q": "shoes", "facets": True, "language": language})
        counts.append(len(statements))

    # The page with vendors, categories, prices and pictures, and the facets; in French titles and five kinds of names.
    assert counts == [6, 12]


def _more(products: int) -> None:
    for number in range(products):
        make_product(title="More Shoes", colours=(f"Shade {number}",), attributes={"material": "silk"})
    rebuild_documents(now=utc_now())


def test_two_categories_are_another_question_than_one() -> None:
    # Counts are kept and pages go on by what was asked; each of them alone is named as it always was.
    category = new_id()
    alone, both_said = ProductFilter(category_id=category), ProductFilter(category_id=category, category_path="men")

    assert alone.facts["category"] == category
    assert both_said.facts != alone.facts
    assert both_said.facts != ProductFilter(category_id=category, category_path="women").facts
