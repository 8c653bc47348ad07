"""Size guides over GraphQL: the nearest one, in one statement for a whole page, and advice by it."""

from typing import Any

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_product
from tests.factories.reviews import make_review
from tests.factories.sizing import make_size_guide
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

TO = "\N{EN DASH}"
TITLES = "query($slug: String!) { product(slug: $slug) { sizeGuide { title isVendors } } }"
ADVICE = """
query($slug: String!, $measures: [BodyMeasureInput!]!) {
  product(slug: $slug) { sizeAdvice(measures: $measures) { answer size sizes reason } }
}
"""
LIST = "query($first: Int) { products(first: $first) { nodes { sizeGuide { title rows { size } } } } }"


def _gown(**facts: Any) -> Product:
    women = make_category(name="Women")
    return make_product(
        category=make_category(name="Gowns", parent=make_category(name="Dresses", parent=women)), **facts
    )


async def _title(product: Product) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await graphql(TITLES, {"slug": product.slug})).data["product"]["sizeGuide"]
    return found


async def test_shows_the_sizes_from_the_smallest() -> None:
    product = await in_transaction(_gown)
    sizes = {"S": {"waist": (660, 740), "bust": (820, 822)}, "M": {"waist": (740, 820), "bust": (823, 900)}}
    await in_transaction(make_size_guide, title="Letters", sizes=sizes)

    answer = await graphql(
        """query($slug: String!) { product(slug: $slug) { sizeGuide {
            title kind gender isVendors rows { size measures { name label lowMm highMm cm inches } }
        } } }""",
        {"slug": product.slug},
    )

    guide = answer.data["product"]["sizeGuide"]
    assert {name: guide[name] for name in ("title", "kind", "gender", "isVendors")} == {
        "title": "Letters", "kind": "CLOTHING", "gender": "WOMEN", "isVendors": False,
    }  # fmt: skip
    assert [row["size"] for row in guide["rows"]] == ["S", "M"]
    assert guide["rows"][0]["measures"] == [
        {"name": "BUST", "label": "Bust", "lowMm": 820, "highMm": 822, "cm": "82", "inches": "32¼"},
        {"name": "WAIST", "label": "Waist", "lowMm": 660, "highMm": 740, "cm": f"66{TO}74", "inches": f"26{TO}29¼"},
    ]  # fmt: skip


async def test_the_nearest_guide_is_the_vendors_then_the_platforms_up_the_tree() -> None:
    vendor = await in_transaction(make_vendor)
    product = await in_transaction(_gown, vendor=vendor)
    gowns = product.category
    women = await in_transaction(make_category, name="Women")
    seen = [await _title(product)]

    # Each is nearer than all before it.
    places = [(None, None), (None, women), (None, gowns), (vendor, None), (vendor, women), (vendor, gowns)]
    for number, (owner, category) in enumerate(places):
        await in_transaction(make_size_guide, vendor=owner, category=category, title=f"Guide {number}")
        seen.append(await _title(product))

    assert seen == [None, *({"title": f"Guide {number}", "isVendors": number > 2} for number in range(6))]


async def test_others_guides_drafts_and_categories_beside_are_none_of_a_product() -> None:
    product = await in_transaction(_gown)
    women = await in_transaction(make_category, name="Women")
    # Its path begins alike without being above.
    namesake = await in_transaction(make_category, name="Women Dresses")
    await in_transaction(make_size_guide, vendor=await in_transaction(make_vendor), title="Another's")
    await in_transaction(make_size_guide, category=await in_transaction(make_category, name="Skirts", parent=women))
    await in_transaction(make_size_guide, category=namesake)
    await in_transaction(make_size_guide, category=women, is_published=False)

    assert await _title(product) is None


@pytest.mark.parametrize("products", [1, 50])
async def test_reads_the_guides_of_a_list_in_one_statement(products: int) -> None:
    for number in range(products):
        product = await in_transaction(_gown, title=f"Gown {number}")
        await in_transaction(make_size_guide, vendor=product.vendor, title=f"Guide {number}")

    with counted_statements() as without:
        await graphql("{ products(first: 50) { nodes { id } } }")
    with counted_statements() as statements:
        answer = await graphql(LIST, {"first": 50})

    guides = [node["sizeGuide"] for node in answer.data["products"]["nodes"]]
    assert {guide["title"] for guide in guides} == {f"Guide {number}" for number in range(products)}
    assert len(statements) == len(without) + 1, statements


@pytest.mark.parametrize(
    ("fit", "advice"),
    [
        ("true_to_size", {"answer": "BETWEEN", "size": "M", "sizes": ["S", "M"]}),
        ("runs_small", {"answer": "BETWEEN", "size": "L", "sizes": ["S", "M"]}),
        ("runs_large", {"answer": "BETWEEN", "size": "S", "sizes": ["S", "M"]}),
    ],
)
async def test_advises_by_the_guide_and_by_what_buyers_say(fit: str, advice: dict[str, Any]) -> None:
    product = await in_transaction(_gown)
    await in_transaction(make_size_guide)
    for _ in range(5):
        await in_transaction(make_review, product=product, fit=fit)

    answer = await graphql(ADVICE, {"slug": product.slug, "measures": [{"name": "BUST", "mm": 890}]})

    told = answer.data["product"]["sizeAdvice"]
    assert told.pop("reason")
    assert told == advice


async def test_says_so_where_there_is_no_guide() -> None:
    product = await in_transaction(_gown)

    answer = await graphql(ADVICE, {"slug": product.slug, "measures": [{"name": "BUST", "mm": 890}]})

    assert answer.data["product"]["sizeAdvice"] == {
        "answer": "NO_GUIDE", "size": None, "sizes": [], "reason": "There is no size guide for this.",
    }  # fmt: skip


@pytest.mark.parametrize("measures", [[], [{"name": "BUST", "mm": 90}]], ids=["none", "centimetres"])
async def test_refuses_measures_of_nobody(measures: list[dict[str, Any]]) -> None:
    product = await in_transaction(_gown)

    answer = await graphql(ADVICE, {"slug": product.slug, "measures": measures})

    assert answer.error_codes == ["INVALID_INPUT"]


CONVERT = """
query($size: String!, $to: SizeSystem!) { sizeConvert(kind: CLOTHING, gender: WOMEN, from: INT, size: $size, to: $to) }
"""


async def test_converts_a_size() -> None:
    assert (await graphql(CONVERT, {"size": "s", "to": "UK"})).data == {"sizeConvert": ["10", "12"]}


async def test_tells_the_sizes_it_knows() -> None:
    answer = await graphql(CONVERT, {"size": "XXS", "to": "UK"})

    assert answer.error_codes == ["UNKNOWN_SIZE"]
    assert answer.body["errors"][0]["message"] == "There is no such size: there are XS, S, M, L, XL."
