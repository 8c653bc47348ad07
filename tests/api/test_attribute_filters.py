"""Filters and facets of attributes through both doors."""

from typing import Any

import httpx
import pytest

from config.asgi import application
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.search.services.index_products import rebuild_documents
from tests.api.client import graphql
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_product
from tests.factories.markets import make_translation
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

FACETS = """facets { attributes {
  code name kind unit count lowest highest values { code name count isChosen } } }"""
LIST = f"""query($filter: ProductFilterInput, $language: String) @inContext(language: $language) {{
  products(filter: $filter, sort: TITLE) {{ totalCount nodes {{ title }} {FACETS} }} }}"""
SEARCH = """query($text: String!, $filter: ProductFilterInput) {
  search(text: $text, filter: $filter) { totalCount nodes { title } facets { attributes { code } } } }"""
SILK = {"code": "material", "choices": ["silk"]}


def _catalogue(count: int = 1) -> None:
    make_attribute(position=1)
    make_attribute(code="vegan", kind="boolean", position=2)
    make_attribute(code="heel", name="Heel height", kind="number", unit="cm", position=3)
    make_translation(kind="attribute", target="material", name="Matière")
    make_translation(kind="choice", target="material:silk", name="Soie")
    for _ in range(count):
        make_product(title="Linen Pumps", attributes={"material": "linen", "vegan": True, "heel": 12})
        make_product(title="Silk Gown", attributes={"material": "silk"})
        make_product(title="Silk Pumps", attributes={"material": "silk", "vegan": False, "heel": 8.5})
    rebuild_documents(now=utc_now())


async def listed(*attributes: dict[str, Any], language: str | None = None) -> Any:
    answer = await graphql(LIST, {"filter": {"attributes": list(attributes)}, "language": language})
    return answer.data["products"]


async def test_lists_and_counts_by_what_products_say() -> None:
    await in_transaction(_catalogue)

    silk = await listed(SILK)
    low = await listed(SILK, {"code": "heel", "number": {"lowest": 5, "highest": 8.5}})
    vegan = await listed({"code": "vegan", "boolean": True})
    searched = await graphql(SEARCH, {"text": "pumps", "filter": {"attributes": [SILK]}})

    assert [product["title"] for product in silk["nodes"]] == ["Silk Gown", "Silk Pumps"]
    assert [product["title"] for product in low["nodes"]] == ["Silk Pumps"]
    assert [product["title"] for product in vegan["nodes"]] == ["Linen Pumps"]
    assert [product["title"] for product in searched.data["search"]["nodes"]] == ["Silk Pumps"]
    nothing = {"unit": None, "count": None, "lowest": None, "highest": None}
    assert silk["facets"]["attributes"] == [
        {
            **nothing, "code": "material", "name": "Material", "kind": "CHOICE",
            "values": [
                {"code": "linen", "name": "Linen", "count": 1, "isChosen": False},
                {"code": "silk", "name": "Silk", "count": 2, "isChosen": True},
            ],
        },
        {
            **nothing, "code": "vegan", "name": "Vegan", "kind": "BOOLEAN",
            "values": [{"code": "false", "name": "No", "count": 1, "isChosen": False}],
        },
        {
            "code": "heel", "name": "Heel height", "kind": "NUMBER", "unit": "cm", "values": [], "count": 1,
            "lowest": 8.5, "highest": 8.5,
        },
    ]  # fmt: skip


async def test_names_what_can_be_chosen_in_the_language_of_the_operation() -> None:
    await in_transaction(_catalogue)

    material, vegan, _ = (await listed(language="fr"))["facets"]["attributes"]

    assert (material["name"], [value["name"] for value in material["values"]]) == ("Matière", ["Linen", "Soie"])
    assert [value["name"] for value in vegan["values"]] == ["Oui", "Non"]


@pytest.mark.parametrize("products", [1, 16])
async def test_takes_as_many_statements_for_many_products_as_for_few(products: int) -> None:
    await in_transaction(_catalogue, products)

    with counted_statements() as plain:
        found = await listed(SILK)
    with counted_statements() as french:
        await listed(SILK, language="fr")

    assert found["totalCount"] == 2 * products
    # The attributes asked for, the page, its count, its facets; in French titles, attributes and choices.
    assert (len(plain), len(french)) == (4, 7), french


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "season", "choices": ["summer"]}, "UNKNOWN_ATTRIBUTE"),
        ({"code": "material", "choices": ["nylon"]}, "UNKNOWN_CHOICE"),
        ({"code": "material", "boolean": True}, "BAD_ATTRIBUTE_FILTER"),
        ({"code": "material"}, "BAD_ATTRIBUTE_FILTER"),
        ({"code": "material", "choices": []}, "BAD_ATTRIBUTE_FILTER"),
        ({"code": "heel", "number": {"lowest": 2, "highest": 1}}, "BAD_ATTRIBUTE_FILTER"),
        ({"code": "material", "choices": ["x"] * 51}, "FILTER_TOO_WIDE"),
    ],
)
async def test_says_what_is_wrong_with_a_filter(given: dict[str, Any], code: str) -> None:
    await in_transaction(_catalogue)

    for document, more in ((LIST, {}), (SEARCH, {"text": "silk"})):
        answer = await graphql(document, {"filter": {"attributes": [given]}, **more})
        assert answer.error_codes == [code]


async def test_an_axis_is_named_once_with_all_its_values() -> None:
    twice = [{"axis": "size", "values": [size]} for size in ("m", "l")]

    for document, more in ((LIST, {}), (SEARCH, {"text": "silk"})):
        answer = await graphql(document, {"filter": {"options": twice}, **more})
        assert answer.error_codes == ["INVALID_INPUT"]


async def _http(*attribute: str) -> tuple[int, Any]:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get("/api/search", params={"q": "pumps", "attribute": attribute, "facets": True})
    return answer.status_code, answer.json()


async def test_the_same_over_plain_http() -> None:
    await in_transaction(_catalogue)

    found = [
        [item["title"] for item in (await _http(*asked))[1]["items"]]
        for asked in (["material:silk", "material:linen"], ["vegan:true"], ["heel:..10"], ["heel:9..", "vegan:true"])
    ]
    refused = [
        (status, body["error"]["code"])
        for status, body in [
            await _http(asked) for asked in ("season:x", "material:nylon", "material", "heel:a..b", "heel:..")
        ]
    ]
    _, counted = await _http("material:silk")

    both, linen, silk = ["Linen Pumps", "Silk Pumps"], ["Linen Pumps"], ["Silk Pumps"]
    assert [sorted(titles) for titles in found] == [both, linen, silk, linen]
    assert refused == [
        (400, "UNKNOWN_ATTRIBUTE"),
        (400, "UNKNOWN_CHOICE"),
        *[(400, "BAD_ATTRIBUTE_FILTER")] * 3,
    ]
    assert [
        (value["code"], value["count"], value["is_chosen"]) for value in counted["facets"]["attributes"][0]["values"]
    ] == [("linen", 1, False), ("silk", 1, True)]
