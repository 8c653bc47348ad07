"""Our own pages under our own limits."""

import pytest
from django.test import override_settings
from graphql import GraphQLObjectType

from schema import root
from schema.analysis.documents import Analysis
from schema.analysis.verdicts import cost_refusals, shape_refusals
from schema.prices import PRICES
from tests.graphql_limits.bookshop import analysis_of

SCHEMA = root.schema._schema
LIMITS = root._bench().limits
CARD = "id title slug vendor { name slug } media { url alt width height } priceRange { lowest { minor currency } }"
VARIANTS = """variants { id sku options { axis value } price { amount { minor currency } compareAt { minor } }
    stock { availability } }"""
LIST = f"""query ($first: Int!) {{ products(first: $first) {{
    edges {{ cursor node {{ {CARD} {VARIANTS} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
CARDS = f"{{ products(first: 50) {{ nodes {{ {CARD} }} totalCount pageInfo {{ hasNextPage endCursor }} }} }}"
PAGE = f"""{{ product(slug: "a") {{ {CARD} {VARIANTS} category {{ path ancestors {{ path }} }}
    axes {{ code values {{ code name swatch }} }} }} }}"""
SEARCH = f'{{ search(text: "red", first: 24) {{ nodes {{ {CARD} }} totalCount }} }}'
ORDERS = """{ orders(first: 10) { nodes {
    id vendorOrders { id vendor { name } lines { title options { axis value } } } } } }"""


def ours(text: str, **variables: object) -> Analysis:
    """One of our pages, as the limits see it."""
    return analysis_of(text, SCHEMA, variables, PRICES)


@pytest.mark.parametrize(
    ("text", "variables", "points"),
    [
        (LIST, {"first": 50}, 4_653),
        (LIST, {"first": 20}, 1_863),
        (CARDS, {}, 453),
        (PAGE, {}, 111),
        (SEARCH, {}, 294),
        ("{ suggest(text: \"re\") { __typename } }", {}, 35),
        (ORDERS, {}, 342),
    ],
    ids=["50 products with variants", "20 products with variants", "50 cards", "a page", "search", "suggest", "orders"],
)  # fmt: skip
def test_lets_honest_pages_pass(text: str, variables: dict[str, object], points: int) -> None:
    analysis = ours(text, **variables)

    assert analysis.requested == points
    assert (shape_refusals(analysis, LIMITS), cost_refusals(analysis, LIMITS)) == ((), ())


def test_refuses_fifty_pages_of_fifty() -> None:
    text = "{ products(first: 50) { nodes { vendor { id } category { children { children { children { id } } } } } } }"

    (refusal,) = cost_refusals(ours(text), LIMITS)

    assert refusal.facts == {"cost": {"requested": 55_652, "limit": 5_000}}


def test_prices_only_fields_there_are() -> None:
    wrong = []
    for name in [*PRICES.lengths, *PRICES.surcharges, *(f"Mutation.{name}" for name in PRICES.sensitive)]:
        type_name, _, field = name.partition(".")
        kind = SCHEMA.get_type(type_name)
        if isinstance(kind, GraphQLObjectType) and field not in kind.fields:
            wrong.append(name)

    assert wrong == []


def test_gives_networks_ten_times_the_budget_of_a_client() -> None:
    with override_settings(NETWORK_LIMIT_FACTOR=3, GRAPHQL_BUDGET=7_000, GRAPHQL_RESTORE_PER_SECOND=70):
        bench = root._bench()

    assert (bench.client.limit, bench.client.restore) == (7_000, 70)
    assert (bench.network.limit, bench.network.restore) == (210_000, 2_100)
