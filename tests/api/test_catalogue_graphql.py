"""The catalogue over GraphQL: a whole product page in one query, in a constant number of statements."""

import pytest

from domains.catalogue.models import Product, Variant
from domains.common.bridge import in_transaction
from domains.common.db import fetch_tuples, reading
from schema.ids import encode_id
from schema.nodes import READERS
from schema.root import schema
from tests.api.client import graphql
from tests.factories.catalogue import make_axis, make_category, make_product
from tests.factories.inventory import make_stock
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

PAGE = """
query Page($slug: String!, $options: [OptionInput!]!) {
  product(slug: $slug) {
    id title
    vendor { name slug takesOrders }
    category { path ancestors { path } }
    media { url alt }
    axes { code values { code name swatch } }
    priceRange { lowest { minor currency } isReduced }
    variants { sku options { axis value } price { amount { minor currency exponent } } stock { availability } }
    variantFor(options: $options) { answer variant { sku } }
  }
}
"""


async def test_gives_a_product_page_in_one_query() -> None:
    women = await in_transaction(make_category, name="Women")
    product = await in_transaction(
        make_product,
        category=await in_transaction(make_category, name="Gowns", parent=women),
        sizes=("S", "M"),
        colours=("Indigo",),
    )
    async with reading():
        small, _ = [row async for row in Variant.async_objects.filter(product=product).order_by("position")]
    await in_transaction(make_stock, variant=small, on_hand=9)

    answer = await graphql(
        PAGE, {"slug": product.slug, "options": [{"axis": "size", "value": "s"}, {"axis": "colour", "value": "indigo"}]}
    )

    page = answer.data["product"]
    assert page["id"] == encode_id("Product", product.id)
    assert page["category"] == {"path": "women/gowns", "ancestors": [{"path": "women"}]}
    assert [axis["code"] for axis in page["axes"]] == ["size", "colour"]
    assert page["priceRange"] == {"lowest": {"minor": 25_000_00, "currency": "NGN"}, "isReduced": False}
    assert [variant["price"]["amount"]["exponent"] for variant in page["variants"]] == [2, 2]
    assert [variant["stock"]["availability"] for variant in page["variants"]] == ["IN_STOCK", "SOLD_OUT"]
    assert page["variantFor"] == {"answer": "AVAILABLE", "variant": {"sku": small.sku}}


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ([("size", "m")], "SOLD_OUT"),
        ([("size", "xxl")], "DOES_NOT_EXIST"),
        ([("colour", "m")], "DOES_NOT_EXIST"),
        ([("size", "m"), ("colour", "indigo")], "DOES_NOT_EXIST"),
        ([("size", "M")], "DOES_NOT_EXIST"),
        ([("size", "")], "DOES_NOT_EXIST"),
        ([], "DOES_NOT_EXIST"),
    ],
)
async def test_says_what_became_of_a_choice(options: list[tuple[str, str]], answer: str) -> None:
    product = await in_transaction(make_product, sizes=("M",))
    chosen = [{"axis": axis, "value": value} for axis, value in options]

    told = await graphql(PAGE, {"slug": product.slug, "options": chosen})

    assert told.data["product"]["variantFor"]["answer"] == answer


@pytest.mark.parametrize("sizes", [1, 50])
async def test_needs_as_many_statements_for_one_variant_as_for_fifty(sizes: int) -> None:
    product = await in_transaction(make_product, sizes=[f"S{number}" for number in range(sizes)])

    with counted_statements() as statements:
        answer = await graphql(PAGE, {"slug": product.slug, "options": [{"axis": "size", "value": "s0"}]})

    assert len(answer.data["product"]["variants"]) == sizes
    assert len(statements) == 10, statements


async def test_hides_a_draft_by_slug_and_by_id() -> None:
    draft = await in_transaction(make_product, state=Product.State.DRAFT)
    document = "query($slug: String!, $id: ID!) { product(slug: $slug) { title } node(id: $id) { id } }"

    answer = await graphql(document, {"slug": draft.slug, "id": encode_id("Product", draft.id)})

    assert answer.data == {"product": None, "node": None}


async def test_reads_anything_by_its_global_id() -> None:
    product = await in_transaction(make_product, title="Kaftan")
    document = "query($id: ID!) { node(id: $id) { __typename id ... on Product { title } } }"

    answer = await graphql(document, {"id": encode_id("Product", product.id)})

    assert answer.data["node"] == {
        "__typename": "Product",
        "id": encode_id("Product", product.id),
        "title": "Kaftan",
    }


@pytest.mark.parametrize("garbage", ["", "x", "UHJvZHVjdDo", "😀", "A" * 5_000])
async def test_knows_nothing_under_a_garbage_id(garbage: str) -> None:
    answer = await graphql("query($id: ID!) { node(id: $id) { id } }", {"id": garbage})

    assert answer.data == {"node": None}


async def test_never_reads_one_type_under_the_name_of_another() -> None:
    product = await in_transaction(make_product)
    document = "query($id: ID!) { node(id: $id) { id } vendor(id: $id) { name } }"

    answer = await graphql(document, {"id": encode_id("Vendor", product.id)})

    assert answer.data == {"node": None, "vendor": None}


async def test_shows_private_nodes_to_nobody_without_a_token() -> None:
    product = await in_transaction(make_product)
    document = "query($a: ID!, $b: ID!) { a: node(id: $a) { id } b: node(id: $b) { id } }"

    answer = await graphql(document, {"a": encode_id("Order", product.id), "b": encode_id("Address", product.id)})

    assert answer.data == {"a": None, "b": None}


def test_every_node_type_can_be_read_again() -> None:
    node = schema._schema.get_type("Node")
    implementations = schema._schema.get_implementations(node).objects  # type: ignore[arg-type]

    assert {type_.name for type_ in implementations} == set(READERS)


async def test_sells_nothing_it_has_not() -> None:
    product = await in_transaction(make_product)

    assert await fetch_tuples("SELECT count(*) FROM inventory_level") == [(0,)]
    answer = await graphql(PAGE, {"slug": product.slug, "options": []})

    assert [variant["stock"] for variant in answer.data["product"]["variants"]] == [{"availability": "SOLD_OUT"}]


async def test_knows_no_choice_of_two_values_on_one_axis() -> None:
    product = await in_transaction(make_product, sizes=("M",))
    chosen = [{"axis": "size", "value": "m"}, {"axis": "size", "value": "l"}]

    answer = await graphql(PAGE, {"slug": product.slug, "options": chosen})

    assert answer.error_codes == ["INVALID_INPUT"]


async def test_leaves_a_choice_open_until_every_axis_is_chosen() -> None:
    product = await in_transaction(make_product, sizes=("M",), colours=("Indigo",))

    answer = await graphql(PAGE, {"slug": product.slug, "options": [{"axis": "size", "value": "m"}]})

    assert answer.data["product"]["variantFor"] == {"answer": "DOES_NOT_EXIST", "variant": None}


MATRIX = """
query Matrix($slug: String!) {
  product(slug: $slug) { matrix { options { axis value } answer variant { sku stock { availability } } } }
}
"""


async def test_shows_every_combination_and_what_there_is_of_it() -> None:
    def make() -> str:
        product = make_product(sizes=("S", "M"), colours=("Indigo", "Ochre"))
        by_options = {tuple(variant.options.values()): variant for variant in product.variants.all()}
        make_stock(variant=by_options["s", "indigo"], on_hand=3)
        product.variants.filter(options__size="m").update(is_active=False)
        return str(product.slug)

    slug = await in_transaction(make)

    matrix = (await graphql(MATRIX, {"slug": slug})).data["product"]["matrix"]

    assert [([option["value"] for option in cell["options"]], cell["answer"]) for cell in matrix] == [
        (["s", "indigo"], "AVAILABLE"),
        (["s", "ochre"], "SOLD_OUT"),
        (["m", "indigo"], "DOES_NOT_EXIST"),
        (["m", "ochre"], "DOES_NOT_EXIST"),
    ]
    assert [cell["variant"] is None for cell in matrix] == [False, False, True, True]


async def test_a_product_without_options_has_one_cell() -> None:
    product = await in_transaction(make_product, sizes=())

    matrix = (await graphql(MATRIX, {"slug": product.slug})).data["product"]["matrix"]

    assert [(cell["options"], cell["answer"]) for cell in matrix] == [([], "SOLD_OUT")]


async def test_lists_what_exists_where_the_matrix_would_be_endless() -> None:
    def make() -> str:
        product = make_product(sizes=("S",), colours=("Indigo",))
        make_axis(product=product, code="length", values=[f"L{number}" for number in range(501)], position=2)
        product.variants.update(options={"size": "s", "colour": "indigo", "length": "l7"})
        return str(product.slug)

    matrix = (await graphql(MATRIX, {"slug": await in_transaction(make)})).data["product"]["matrix"]

    found = [{option["axis"]: option["value"] for option in cell["options"]} for cell in matrix]
    assert found == [{"size": "s", "colour": "indigo", "length": "l7"}]


@pytest.mark.parametrize("sizes", [1, 50])
async def test_needs_as_many_statements_for_a_small_matrix_as_for_a_large_one(sizes: int) -> None:
    product = await in_transaction(make_product, sizes=[f"S{number}" for number in range(sizes)])

    with counted_statements() as statements:
        answer = await graphql(MATRIX, {"slug": product.slug})

    assert len(answer.data["product"]["matrix"]) == sizes
    # The product; its axes, its variants, their stock.
    assert len(statements) == 4
