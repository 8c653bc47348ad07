"""Each limit, exactly at it and one beyond it; what is refused runs nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import get_introspection_query

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.viewer import Viewer
from resolvers.context import Context
from tests.graphql_limits.bookshop import bookshop, ran

BOOKS = bookshop()


@pytest.fixture(autouse=True)
def _nothing_ran() -> Iterator[None]:
    ran.clear()
    yield
    ran.clear()


async def ask(text: str, variables: Mapping[str, Any] | None = None, *, of: Any = BOOKS, network: str = "") -> Any:
    """Run an operation for somebody on that network, or on a new one."""
    context = Context(viewer=Viewer.ANONYMOUS, now=utc_now(), currency="NGN", network=network or str(new_id()))
    return await of.execute(text, variable_values=dict(variables or {}), context_value=context)


def codes_of(result: Any) -> list[str]:
    """The codes of the errors; one of graphql-core's own has none."""
    return [(error.extensions or {}).get("code", "BAD_REQUEST") for error in result.errors or ()]


def deep(levels: int) -> str:
    """A document of so many levels."""
    return "{ book { " + "next { " * (levels - 2) + "title" + " }" * levels


def aliased(count: int) -> str:
    """A document of so many aliases."""
    return "{ book { " + " ".join(f"a{n}: title" for n in range(count)) + " } }"


def spread_aliases(count: int) -> str:
    """As many, by a fragment that is spread twice."""
    inner = " ".join(f"a{n}: title" for n in range(count // 2))
    odd = "x: title" if count % 2 else ""
    return f"{{ book {{ ...F ...F {odd} }} }} fragment F on Book {{ {inner} }}"


def mutations(count: int) -> str:
    """So many harmless mutations."""
    return "mutation { " + " ".join(f"a{n}: rename" for n in range(count)) + " }"


def logins(count: int) -> str:
    """So many logins, behind a fragment."""
    inner = " ".join(f'a{n}: login(code: "{n}")' for n in range(count))
    return f"mutation {{ rename ...F }} fragment F on Mutation {{ {inner} }}"


def skips(count: int) -> str:
    """So many directives."""
    return "{ book { " + "title @skip(if: false) " * count + "} }"


AT_AND_BEYOND = [
    (deep(10), deep(11), "TOO_DEEP"),
    (aliased(15), aliased(16), "TOO_MANY_ALIASES"),
    (spread_aliases(15), spread_aliases(16), "TOO_MANY_ALIASES"),
    (mutations(5), mutations(6), "TOO_MANY_ROOT_FIELDS"),
    (logins(1), logins(2), "TOO_MANY_ROOT_FIELDS"),
    (skips(20), skips(21), "TOO_MANY_DIRECTIVES"),
]


@pytest.mark.parametrize(
    ("at", "beyond", "code"), AT_AND_BEYOND, ids=[f"{c[2]}-{n}" for n, c in enumerate(AT_AND_BEYOND)]
)
async def test_stops_right_at_the_limit(at: str, beyond: str, code: str) -> None:
    allowed = await ask(at)
    ran_at = len(ran)
    ran.clear()

    refused = await ask(beyond)

    assert codes_of(allowed) == []
    assert ran_at > 0
    assert codes_of(refused) == [code]
    assert (refused.data, ran) == (None, [])


async def test_takes_two_directives_at_one_place() -> None:
    two = await ask("{ book { title @skip(if: false) @include(if: true) } }")
    three = await ask("{ book { title @skip(if: false) @include(if: true) @skip(if: false) } }")

    assert (codes_of(two), codes_of(three)) == ([], ["TOO_MANY_DIRECTIVES"])


async def test_says_the_cost_of_what_is_too_costly() -> None:
    books = bookshop(cost=12)
    document = "query ($n: Int!) { book { pages(first: $n) { number } } }"

    allowed = await ask(document, {"n": 10}, of=books)
    ran.clear()
    refused = await ask(document, {"n": 11}, of=books)

    assert allowed.extensions["cost"]["requested"] == 12
    assert codes_of(refused) == ["TOO_COSTLY"]
    assert refused.errors[0].extensions["cost"] == {"requested": 13, "limit": 12}
    assert (refused.data, ran) == (None, [])


async def test_tells_requested_from_actual() -> None:
    answer = await ask("{ book { pages(first: 10) { number } } }")

    assert answer.data == {"book": {"pages": [{"number": 0}, {"number": 1}, {"number": 2}]}}
    assert answer.extensions["cost"] == {
        "requested": 12,
        "actual": 5,
        "budget": {"limit": 1_000_000, "remaining": 999_988, "restoreRate": 1_000},
    }


@pytest.mark.parametrize(
    ("variables", "codes"),
    [
        ({"x": [0] * 500}, []),
        ({"x": [0] * 501}, ["INPUT_TOO_LARGE"]),
        ({"x": [[[[[[[[[[0]]]]]]]]]]}, []),
        ({"x": [[[[[[[[[[[0]]]]]]]]]]]}, ["INPUT_TOO_DEEP"]),
    ],
    ids=["500", "501", "10 deep", "11 deep"],
)
async def test_limits_what_variables_hold(variables: dict[str, Any], codes: list[str]) -> None:
    assert codes_of(await ask("{ book { title } }", variables)) == codes
    assert len(ran) == (0 if codes else 1)


async def test_limits_what_literals_hold() -> None:
    leaves = await ask("{ book(a: [" + "1 " * 501 + "]) { title } }")
    levels = await ask("{ book(a: " + "[" * 11 + "1" + "]" * 11 + ") { title } }")
    allowed = await ask("{ book(a: " + "[" * 10 + "1 " * 500 + "]" * 10 + ") { title } }")

    assert (codes_of(leaves), codes_of(levels)) == (["INPUT_TOO_LARGE"], ["INPUT_TOO_DEEP"])
    long = await ask("{ book(a: " + "9" * 65 + ") { title } }")
    fraction = await ask("query ($x: Float = 0." + "3" * 63 + ") { book { title } }")

    assert (codes_of(long), codes_of(fraction)) == (["NUMBER_TOO_LONG"], ["NUMBER_TOO_LONG"])
    # There is no such argument, but that is another matter.
    assert codes_of(allowed) == ["BAD_REQUEST"]


async def test_lets_developers_introspect_but_not_for_ever() -> None:
    nested = "{ __schema { types { " + "fields { type { " * 5 + "name" + " } }" * 5 + " } } }"

    usual, refused = await ask(get_introspection_query()), await ask(nested)

    assert codes_of(usual) == []
    assert usual.extensions["cost"]["requested"] == usual.extensions["cost"]["actual"] == 101
    assert codes_of(refused) == ["TOO_DEEP"]


@pytest.mark.parametrize(
    "document",
    [
        "{...A} fragment A on Query{book{title} ...A}",
        "{...A} fragment A on Query{...B} fragment B on Query{...A}",
        "{book{title}} fragment Unused on Query{book{title}}",
        "{...Missing}",
    ],
)
async def test_leaves_what_is_invalid_to_validation(document: str) -> None:
    refused = await ask(document)

    assert codes_of(refused)[0] == "BAD_REQUEST"
    assert ran == []


async def test_refuses_doubling_fragments_whatever_hides_them() -> None:
    for directive in ("", "@skip(if:true)", "@include(if:false)"):
        fragments = "".join(
            f"fragment F{n} on Query{{...F{n + 1}{directive} ...F{n + 1}{directive}}}" for n in range(17)
        )
        refused = await ask("{...F0}" + fragments + "fragment F17 on Query{a:book{title}}")

        assert "TOO_MANY_ALIASES" in codes_of(refused)
        assert (refused.data, ran) == (None, [])


async def test_takes_points_until_the_budget_is_spent() -> None:
    books, network = bookshop(budget=30, restore=1, name=str(new_id())), str(new_id())
    document = "{ book { pages(first: 10) { number } } }"

    answers = [await ask(document, of=books, network=network) for _ in range(3)]
    stranger = await ask(document, of=books)

    assert [answer.extensions["cost"]["budget"]["remaining"] for answer in answers] == [18, 6, 6]
    assert codes_of(answers[2]) == ["THROTTLED"]
    assert answers[2].errors[0].extensions["retryAfter"] == 6
    assert codes_of(stranger) == []
    assert ran == ["book", "pages"] * 3


async def test_remembers_a_document_but_not_its_variables() -> None:
    document = "query ($n: Int!) { book { pages(first: $n) { number } } }"

    costs = [(await ask(document, {"n": size})).extensions["cost"]["requested"] for size in (1, 2, 1, 2)]
    wrong = [codes_of(await ask(document, {"n": "2"})) for _ in range(2)]

    assert costs == [3, 4, 3, 4]
    assert wrong == [["BAD_REQUEST"], ["BAD_REQUEST"]]
