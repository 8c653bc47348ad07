"""What products say over GraphQL: typed, in the language of the operation, in one statement for a whole list."""

from typing import Any

import pytest

from domains.catalogue.models import Product
from domains.catalogue.submissions.models import Submission
from domains.common.bridge import in_transaction
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_product
from tests.factories.identity import an_access_token
from tests.factories.markets import make_translation
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

SAID = """__typename code name value
  ... on ChoiceAttribute { choices { code name } }
  ... on BooleanAttribute { isTrue }
  ... on NumberAttribute { number unit }"""
PAGE = f"""query($slug: String!, $language: String) @inContext(language: $language) {{
  product(slug: $slug) {{ attributes {{ {SAID} }} }} }}"""
LIST = f"""query($language: String) @inContext(language: $language) {{
  products(first: 50) {{ nodes {{ attributes {{ {SAID} }} }} }} }}"""
CREATE = """mutation($input: ProductCreateInput!) { productCreate(input: $input) {
  product { attributes } errors { code path } } }"""
UPDATE = """mutation($input: ProductUpdateInput!) { productUpdate(input: $input) {
  product { attributes } errors { code message path } } }"""
SAYS: dict[str, Any] = {
    "material": "silk", "lining": ["cotton", "linen"], "vegan": False, "heel": 8.5, "made_in": "Lagos",
}  # fmt: skip


def _attributes() -> None:
    make_attribute(position=1)
    make_attribute(code="lining", kind="multi_choice", position=2)
    make_attribute(code="vegan", kind="boolean", position=3)
    make_attribute(code="heel", name="Heel height", kind="number", unit="cm", position=4)
    make_translation(kind="attribute", target="material", name="Matière")
    make_translation(kind="attribute", target="vegan", name="Végane")
    make_translation(kind="choice", target="material:silk", name="Soie")
    make_translation(kind="choice", target="lining:linen", name="Lin")


async def test_says_it_typed_and_in_the_language_of_the_operation() -> None:
    await in_transaction(_attributes)
    product = await in_transaction(make_product, attributes=SAYS)

    plain = (await graphql(PAGE, {"slug": product.slug})).data["product"]["attributes"]
    french = (await graphql(PAGE, {"slug": product.slug, "language": "fr-CA"})).data["product"]["attributes"]

    silk, cotton, linen = [{"code": name.lower(), "name": name} for name in ("Silk", "Cotton", "Linen")]
    assert plain == [
        {"__typename": "ChoiceAttribute", "code": "material", "name": "Material", "value": "Silk", "choices": [silk]},
        {
            "__typename": "ChoiceAttribute", "code": "lining", "name": "Lining", "value": "Cotton, Linen",
            "choices": [cotton, linen],
        },
        {"__typename": "BooleanAttribute", "code": "vegan", "name": "Vegan", "value": "No", "isTrue": False},
        {
            "__typename": "NumberAttribute", "code": "heel", "name": "Heel height", "value": "8.5 cm", "number": 8.5,
            "unit": "cm",
        },
        {"__typename": "TextAttribute", "code": "made_in", "name": "Made in", "value": "Lagos"},
    ]  # fmt: skip
    assert [(row["name"], row["value"]) for row in french] == [
        ("Matière", "Soie"),
        ("Lining", "Cotton, Lin"),
        ("Végane", "Non"),
        ("Heel height", "8,5 cm"),
        ("Made in", "Lagos"),
    ]
    assert french[0]["choices"] == [{"code": "silk", "name": "Soie"}]


@pytest.mark.parametrize(("language", "more"), [(None, 1), ("fr", 3)])
@pytest.mark.parametrize("products", [1, 50])
async def test_reads_what_a_list_says_in_one_statement_and_one_per_kind_of_translation(
    products: int, language: str | None, more: int
) -> None:
    await in_transaction(_attributes)
    for _ in range(products):
        await in_transaction(make_product, attributes=SAYS)

    with counted_statements() as without:
        await graphql("{ products(first: 50) { nodes { id } } }")
    with counted_statements() as statements:
        answer = await graphql(LIST, {"language": language})

    assert len(answer.data["products"]["nodes"]) == products
    assert len(statements) == len(without) + more, statements


async def _shop(**facts: Any) -> tuple[str, str, Product]:
    """A vendor's global id, the token of its owner, and a product of theirs."""
    vendor = await in_transaction(make_vendor)
    member = await in_transaction(make_member, vendor=vendor, role="owner")
    product = await in_transaction(make_product, vendor=vendor, **facts)
    return encode_id("Vendor", vendor.id), await in_transaction(an_access_token, member), product


async def test_vendors_write_typed_values() -> None:
    await in_transaction(_attributes)
    vendor, token, product = await _shop()
    given = [
        {"name": "material", "value": "SILK"},
        {"name": "lining", "choices": ["linen", "cotton"]},
        {"name": "vegan", "boolean": False},
        {"name": "heel", "number": 8.5},
        {"name": "made_in", "value": "Lagos"},
    ]
    draft = {
        "vendor": vendor, "category": encode_id("Category", product.category_id), "title": "Pumps", "attributes": given,
    }  # fmt: skip

    made = await graphql(CREATE, {"input": draft}, token=token)
    revised = await graphql(
        UPDATE, {"input": {"id": encode_id("Product", product.id), "attributes": given}}, token=token
    )

    assert made.data["productCreate"] == {"product": {"attributes": SAYS}, "errors": []}
    assert revised.data["productUpdate"]["errors"] == []
    assert (await in_transaction(Submission.objects.get)).changes == {"attributes": SAYS}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": "material", "value": "nylon"}, "UNKNOWN_CHOICE", ["attributes", "material"]),
        ({"name": "material", "boolean": True}, "BAD_ATTRIBUTE_VALUE", ["attributes", "material"]),
        ({"name": "lining", "choices": []}, "BAD_ATTRIBUTE_VALUE", ["attributes", "lining"]),
        ({"name": "heel", "number": 1.0001}, "BAD_ATTRIBUTE_VALUE", ["attributes", "heel"]),
        ({"name": "season", "number": 1}, "UNKNOWN_ATTRIBUTE", ["attributes", "season"]),
        ({"name": "material"}, "INVALID_INPUT", ["attributes", "material"]),
        ({"name": "material", "value": "silk", "number": 1}, "INVALID_INPUT", ["attributes", "material"]),
    ],
)
async def test_a_vendor_hears_which_attribute_is_wrong_and_nothing_changes(
    given: dict[str, Any], code: str, path: list[str]
) -> None:
    await in_transaction(_attributes)
    _, token, product = await _shop(state="draft", publish_at=None, attributes={"material": "linen"})

    answer = await graphql(
        UPDATE, {"input": {"id": encode_id("Product", product.id), "attributes": [given]}}, token=token
    )

    [error] = answer.data["productUpdate"]["errors"]
    assert (error["code"], error["path"]) == (code, path)
    assert (await in_transaction(Product.objects.get)).attributes == {"material": "linen"}
