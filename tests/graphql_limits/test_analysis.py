"""The numbers of documents, exactly."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import build_schema, get_introspection_query, parse

from schema.analysis.actual import objects_in
from schema.analysis.documents import analyse
from schema.analysis.inputs import Inputs, inputs_of
from schema.analysis.measures import CEILING
from tests.graphql_limits.bookshop import PRICES, SDL, analysis_of, first_operation

BOOKS = build_schema(SDL)
AUTHORS = "author { books(first: 10) { nodes { title } } }"

# document, depth, points
TABLE = [
    ("{ ping }", 1, 1),
    ("{ __typename }", 1, 1),
    ("{ book { title } }", 2, 2),
    ("{ book { title } ping again: book { title } }", 2, 3),
    ("{ book { author { title } tags } }", 3, 3),
    ("{ book { ... { author { ... on Author { title } } } } }", 3, 3),
    ("{ books { nodes { title } } }", 3, 22),
    ("{ books(first: null) { nodes { title } } }", 3, 22),
    ("{ books(first: 50) { nodes { title } } }", 3, 52),
    ("{ books(first: 50) { edges { cursor node { title } } } }", 4, 102),
    ("{ books(first: 50) { edges { cursor } nodes { title } } }", 3, 102),
    ("{ books(first: 50) { ...F } } fragment F on BookConnection { nodes { title } }", 3, 52),
    ("{ books(first: 3, last: 7) { nodes { title } } }", 3, 9),
    ("{ books(first: -5) { nodes { title } } }", 3, 2),
    ("{ books(first: 2) { facets { name } } }", 3, 5),
    ("{ books(first: 50) { totalCount } }", 2, 52),
    ("{ books(first: 10) { nodes { " + AUTHORS + " } } }", 6, 132),
    ("{ books(first: 99999999999999) { nodes { title } } }", 3, CEILING),
    ("{ book { pages { number } } }", 3, 102),
    ("{ book { similar { similar { title } } } }", 4, 112),
    ("{ shelves { books { title } } }", 3, 111),
    ("{ recent { title } }", 2, 6),
    ("{ recent(first: 8) { author { title } } }", 3, 17),
    ("{ anything { title ... on Book { author { title } } } }", 3, 21),
    ("{ book @skip(if: true) { title } }", 2, 1),
    ("{ book @include(if: false) { title } }", 2, 1),
    ("{ book @skip(if: false) @include(if: true) { title } }", 2, 2),
    ("mutation { rename(title: \"a\") { title } }", 2, 2),
    ("mutation { pay { token } }", 2, 9),
    ("subscription { sold(first: 4) { nodes { title } } }", 3, 6),
    ("{ unknown { field { deeper } } }", 3, 3),
    ("{ ...Missing book { title } }", 2, 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "depth", "points"), TABLE, ids=[case[0][:60] for case in TABLE])
def test_measures_depth_and_points(text: str, depth: int, points: int) -> None:
    analysis = analysis_of(text, BOOKS)

    assert (analysis.depth, analysis.requested) == (depth, points)


@pytest.mark.parametrize(
    ("variables", "points"),
    [
        ({}, 12),
        ({"n": 50}, 52),
        ({"n": 50.0}, 52),
        ({"n": None}, 22),
        ({"n": "50"}, 22),
        ({"n": True}, 22),
        ({"n": [1]}, 22),
        ({"n": 5, "x": True}, 8),
        ({"x": True}, 13),
    ],
    ids=str,
)
def test_takes_sizes_and_conditions_from_variables(variables: Mapping[str, Any], points: int) -> None:
    text = """query ($n: Int = 10, $x: Boolean = false) {
        books(first: $n) { nodes { title } }
        book @include(if: $x) { title }
    }"""

    analysis = analysis_of(text, BOOKS, variables)

    assert analysis.requested == points
    assert analysis.consulted == {"n", "x"}


def test_counts_aliases_directives_and_roots() -> None:
    text = """mutation ($a: Int @unknown) {
        one: login(code: "1") { t: token }
        ...More @skip(if: false)
    }
    fragment More on Mutation { two: login(code: "2") { token } rename(title: "b") @include(if: true) @x { title } }
    """

    analysis = analysis_of(text, BOOKS)

    assert (analysis.aliases, analysis.directives, analysis.directives_at_once) == (3, 4, 2)
    assert (analysis.mutations, analysis.sensitive) == (3, 2)


def test_looks_at_every_operation_but_prices_the_one_that_runs() -> None:
    text = "query A { ping } query B { books(first: 9) { nodes { author { title } } } } fragment U on Book { a: title }"

    analysis = analysis_of(text, BOOKS)

    assert (analysis.depth, analysis.aliases, analysis.requested) == (4, 1, 1)


def test_measures_introspection_apart() -> None:
    usual = analysis_of(get_introspection_query(), BOOKS)
    nested = analysis_of("{ __schema { types { " + "fields { type { " * 5 + "name" + " } }" * 5 + " } } }", BOOKS)

    assert (usual.depth, usual.schema_depth, usual.schema_lists) == (1, 14, 1)
    assert (usual.requested, usual.introspects) == (101, True)
    assert (nested.depth, nested.schema_depth, nested.schema_lists) == (1, 12, 5)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ping ...A }",
        "{ ...A } fragment A on Query{...B} fragment B on Query{...C book{title}} fragment C on Query{...A}",
        "{ book { ...A } } fragment A on Book { similar { ...A } }",
    ],
)
def test_ends_where_fragments_form_a_cycle(text: str) -> None:
    analysis = analysis_of(text, BOOKS)

    assert analysis.depth <= 3
    assert analysis.visited <= 10


def test_counts_what_arguments_hold() -> None:
    text = "{ a(b: 1, c: [1, 2, {d: [3]}]) @skip(if: true) b(x: {}) } query Q($v: [Int] = [7, 8]) { c(v: $v) }"

    assert analysis_of(text, BOOKS).inputs == Inputs(values=8, depth=3, longest_number=1)
    assert inputs_of({"a": {"b": [1, 2, {"c": None}]}, "d": "x"}) == Inputs(values=4, depth=3)
    assert inputs_of({}) == Inputs(values=0, depth=0)


def test_counts_the_objects_of_an_answer() -> None:
    assert objects_in({"a": [{"b": None}, None, {"c": [[{}], "x"]}], "d": {"e": 1}}) == 5
    assert objects_in(None) == 0


def doubling(levels: int, spread: str, last: str) -> str:
    """The attack: each fragment spreads the next one twice."""
    fragments = [
        f"fragment F{level} on Query{{{spread * 2}}}".replace("#", f"...F{level + 1}") for level in range(levels)
    ]
    return "{...F0}" + "".join(fragments) + f"fragment F{levels} on Query{{{last}}}"


# document, levels of fields, aliases, points, nodes there are
DOUBLED = [
    (doubling(17, "#\n", "ping"), 1, 0, 1, 55),
    (doubling(17, "# ", "book{title}"), 2, 0, 131_073, 56),
    (doubling(17, "# ", "a:ping"), 1, 131_072, 1, 55),
    (doubling(17, "#@skip(if:true) ", "a:book{title}"), 2, 131_072, 1, 56),
    (doubling(17, "#@include(if:$x) ", "book{title}"), 2, 0, 131_073, 56),
    (doubling(60, "# ", "a:book{title}"), 2, CEILING, CEILING, 185),
    (doubling(12, "...on Query{#}", "book{title}"), 2, 0, 4_097, 65),
    (doubling(17, "book{similar{...B#}}", "ping").replace("...B...", "..."), 35, 0, CEILING, 123),
    ("{ping}" + doubling(17, "# ", "a:ping").removeprefix("{...F0}"), 1, 131_072, 1, 55),
]  # fmt: skip


@pytest.mark.parametrize(("text", "depth", "aliases", "points", "nodes"), DOUBLED, ids=range(len(DOUBLED)))
def test_looks_at_each_node_of_doubling_fragments_once(
    text: str, depth: int, aliases: int, points: int, nodes: int
) -> None:
    analysis = analysis_of(text, BOOKS)

    assert (analysis.depth, analysis.aliases, analysis.requested) == (depth, aliases, points)
    assert analysis.visited == nodes


def test_looks_at_each_node_of_ten_kilobytes_once() -> None:
    wide = "{" + " ping" * 1_990 + "}"
    chain = "{...F0}" + "".join(f"fragment F{n} on Query{{...F{n + 1}}}" for n in range(240))

    assert analysis_of(wide, BOOKS).visited == 1_991
    assert analysis_of(chain, BOOKS).visited == 2 + 2 * 240


def test_prices_nothing_for_an_operation_of_another_document() -> None:
    stranger = first_operation(parse("{ book { title } }"))

    analysis = analyse(parse("{ ping }"), schema=BOOKS, prices=PRICES, operation=stranger, variables={})

    assert analysis.requested == 1
