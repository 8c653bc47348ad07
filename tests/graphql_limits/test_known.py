"""Documents that were judged before are not judged again."""

from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, build_schema, parse

from schema.analysis.documents import Analysis, analyse
from schema.analysis.known import Known, Shelf
from tests.graphql_limits.bookshop import PRICES, SDL

BOOKS = build_schema(SDL)
PAGED = "query A($n: Int = 10, $id: ID) { books(first: $n) { nodes { title } } book(id: $id) { title } }"


class Counting:
    """An analyser that counts its calls."""

    def __init__(self) -> None:
        """None yet."""
        self.calls = 0

    def __call__(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> Analysis:
        """Analyse for the book shop."""
        self.calls += 1
        return analyse(document, schema=BOOKS, prices=PRICES, operation=operation, variables=variables)


def known(text: str, counting: Counting) -> Known:
    """A document nothing is known of."""
    return Known(text, parse(text), counting)


def requested(document: Known, variables: Mapping[str, Any], operation: str | None = None) -> int:
    """The points it may cost."""
    analysis = document.analysis(operation, variables)
    assert analysis is not None
    return analysis.requested


def test_analyses_once_per_value_that_matters() -> None:
    counting = Counting()
    document = known(PAGED, counting)
    sent: list[dict[str, Any]] = [
        {"n": 5},
        {"n": 5, "id": "a"},
        {"n": 5, "id": ["another"]},
        {},
        {"n": None},
        {"n": True},
        {"n": 1},
        {"n": 5},
    ]

    costs = [requested(document, variables) for variables in sent]

    assert costs == [8, 8, 8, 13, 23, 23, 4, 8]
    assert counting.calls == 5


def test_keeps_operations_apart() -> None:
    counting = Counting()
    document = known("query A { ping } query B { book { title } }", counting)

    costs = [requested(document, {}, name) for name in ("A", "B", "A", "B")]

    assert (costs, counting.calls) == ([1, 2, 1, 2], 2)
    assert document.analysis("C", {}) is None


def test_forgets_the_oldest_variants() -> None:
    counting = Counting()
    document = known(PAGED, counting)

    for size in [*range(100), 99, 0]:
        requested(document, {"n": size})

    assert counting.calls == 101


def test_holds_what_was_asked_for_last_up_to_a_length() -> None:
    shelf, counting = Shelf(max_length=500), Counting()
    texts = [f"{{ ping{n:02} {'x' * 30} }}" for n in range(20)]

    for text in texts:
        shelf.keep(known(text, counting))
        shelf.find(texts[0])

    assert len(shelf) == 500 // len(texts[0])
    assert shelf.find(texts[0]) is not None
    assert shelf.find(texts[1]) is None
    assert shelf.find(texts[19]) is not None


def test_keeps_no_document_that_would_empty_the_shelf() -> None:
    shelf = Shelf(max_length=400)

    shelf.keep(known("{ " + "ping " * 20 + "}", Counting()))

    assert len(shelf) == 0
