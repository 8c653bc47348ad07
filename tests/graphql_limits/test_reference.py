"""The one pass agrees with the slow way on any document."""

from typing import Any

from graphql import build_schema, get_named_type, is_composite_type, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.analysis.documents import analyse
from tests.graphql_limits.bookshop import PRICES, SDL, first_operation
from tests.graphql_limits.naive import Naive

BOOKS = build_schema(SDL)
TYPES = ("Query", "BookConnection", "Book", "Author", "Shelf")


@st.composite
def selections(draw: Any, type_name: str, later: tuple[tuple[int, str], ...], room: int) -> str:
    """A selection set of that type which may spread the later fragments of any type."""
    return "{" + " ".join(draw(st.lists(selection(type_name, later, room), min_size=1, max_size=3))) + "}"


@st.composite
def selection(draw: Any, type_name: str, later: tuple[tuple[int, str], ...], room: int) -> str:
    """One field, spread or inline fragment."""
    skip = draw(st.sampled_from(["", "", "", " @skip(if: true)", " @skip(if: false)"]))
    kind = draw(st.sampled_from(["field", "field", "spread", "inline"]))
    if kind == "spread" and later:
        return f"...F{draw(st.sampled_from(later))[0]}{skip}"
    if kind == "inline" and room:
        return f"...{skip}{draw(selections(type_name, later, room - 1))}"
    fields: dict[str, Any] = BOOKS.type_map[type_name].fields  # type: ignore[attr-defined]
    leaves = [name for name, field in fields.items() if not is_composite_type(get_named_type(field.type))]
    name = draw(st.sampled_from(list(fields) if room else leaves or ["__typename"]))
    alias = draw(st.sampled_from(["", "", "a: "]))
    if name == "__typename":
        return f"{alias}{name}{skip}"
    field = fields[name]
    size = f"(first: {draw(st.integers(0, 60))})" if "first" in field.args and draw(st.booleans()) else ""
    below = get_named_type(field.type)
    inner = draw(selections(below.name, later, room - 1)) if is_composite_type(below) else ""
    return f"{alias}{name}{size}{skip}{inner}"


@st.composite
def documents(draw: Any) -> str:
    """An operation and some fragments, each spreading later ones only."""
    kinds = tuple(enumerate(draw(st.lists(st.sampled_from(TYPES), max_size=4))))
    operation = draw(selections("Query", kinds, 3))
    fragments = [f"fragment F{n} on {kind}{draw(selections(kind, kinds[n + 1 :], 2))}" for n, kind in kinds]
    return " ".join([operation, *fragments])


@settings(max_examples=300, deadline=None)
@given(documents())
def test_agrees_with_the_slow_way(text: str) -> None:
    document = parse(text)
    operation = first_operation(document)
    slow = Naive(document, BOOKS, PRICES)
    expected = slow.of_operation()
    fragments = [
        slow.within(node.selection_set, BOOKS.type_map[node.type_condition.name.value], 10)
        for node in slow.fragments.values()
    ]

    analysis = analyse(document, schema=BOOKS, prices=PRICES, operation=operation, variables={})

    assert analysis.requested == expected.points + expected.surcharge
    assert analysis.surcharge == expected.surcharge
    assert analysis.depth == max([expected.depth, *(each.depth for each in fragments)])
    assert analysis.aliases == max([expected.aliases, *(each.aliases for each in fragments)])
