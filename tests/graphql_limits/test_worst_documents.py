"""Whatever 10 KB say, judging them is little work. Work is counted in calls: clocks of loaded machines tell nothing."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError, OperationDefinitionNode, parse, specified_rules, validate
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.analysis.documents import analyse
from schema.analysis.verdicts import Limits, shape_refusals
from schema.prices import PRICES
from schema.root import MAX_TOKENS, schema

LONGEST = 10_240
# Python does as many in about 20 ms.
MOST_CALLS = 250_000
PAGE = "products{nodes{id vendor{name}}}"


def _fragments(count: int, body: Callable[[int], str], *, root: str = "...F0") -> str:
    return f"query($a:Int){{{root}}}" + "".join(f"fragment F{n} on Query{{{body(n)}}}" for n in range(count))


SHAPES: dict[str, Callable[[int], str]] = {
    "fragments that double": lambda n: _fragments(n, lambda at: f"...F{at + 1} ...F{at + 1}" if at < n - 1 else "ping"),
    "fragments that all meet": lambda n: _fragments(
        n, lambda at: "".join(f"...F{each} " for each in range(n)) + "ping"
    ),
    "fragments in a circle": lambda n: _fragments(n, lambda at: f"...F{(at + 1) % n}"),
    "variables down a chain": lambda n: _fragments(
        n, lambda at: (f"...F{at + 1} " if at < n - 1 else "") + "products(first:$a){totalCount}"
    ),
    "fragments side by side": lambda n: _fragments(
        n, lambda at: f"products(first:{at}){{nodes{{id}}}}", root="".join(f"...F{each} " for each in range(n))
    ),
    "fragments nobody uses": lambda n: _fragments(n, lambda at: "ping", root="ping"),
    "the same field": lambda n: "{" + "ping " * n + "}",
    "the same page": lambda n: "{" + PAGE * n + "}",
    "fields that conflict": lambda n: "{" + "".join(f"products(first:{at}){{nodes{{id}}}}" for at in range(n)) + "}",
    "unknown fields": lambda n: "{" + " ".join(f"x{at}" for at in range(n)) + "}",
    "unknown arguments": lambda n: "{ping(" + ",".join(f"a{at}:1" for at in range(n)) + ")}",
    "variables": lambda n: "query(" + " ".join(f"$a{at}:Int" for at in range(n)) + "){ping}",
    "two kinds by turns": lambda n: '{node(id:"x"){' + "...on Product{id}...on Vendor{name}" * n + "}}",
    "inline fragments": lambda n: "{" + "...{ping}" * n + "}",
    "deferred parts": lambda n: "{" + "...@defer{ping}" * 5 + "ping " * n + "}",
    "a long list": lambda n: "{products(first:[" + "1 " * n + "]){totalCount}}",
    "a long text": lambda n: '{product(slug:"' + "\\u0041" * n + '"){id}}',
}


def _parsed(text: str) -> Any:
    return parse(text, max_tokens=MAX_TOKENS)


def _may_be(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    try:
        _parsed(text)
    except GraphQLError as error:
        return "tokens" not in error.message
    return True


def _longest(shape: Callable[[int], str]) -> str:
    """The longest of its shape that gets past the parser, filled up to 10 KB."""
    least, most = 2, LONGEST
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if _may_be(shape(middle)) else (least, middle - 1)
    return shape(least).ljust(LONGEST)


def _judge(text: str) -> None:
    try:
        document = _parsed(text)
    except GraphQLError:
        return
    [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    core = schema._schema
    analysis = analyse(document, schema=core, prices=PRICES, operation=operation, variables={})
    if not shape_refusals(analysis, Limits()):
        rules = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
        validate(core, document, rules, max_errors=20, hide_suggestions=True)


def _calls(work: Callable[[], None]) -> int:
    count = 0

    def note(*event: Any) -> None:
        nonlocal count
        count += event[1] in {"call", "c_call"}

    former = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(former)
    return count


@pytest.mark.parametrize("name", SHAPES)
def test_is_little_work_to_judge(name: str) -> None:
    text = _longest(SHAPES[name])

    calls = _calls(lambda: _judge(text))

    assert len(text) == LONGEST
    assert calls <= MOST_CALLS, calls
