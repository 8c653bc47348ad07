"""The envelope of a GraphQL request, each of its fields with everything that JSON can hold, over POST and GET."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest

from config.asgi import application
from tests.authorization.asking import forget_limits
from tests.hostile.judging import faults

pytestmark = pytest.mark.usefixtures("kept")

_FIELDS = ("query", "operationName", "variables", "extensions", "documentId", "map", "operations", "id")
_VALUES: tuple[Any, ...] = (
    None, 7, 0.5, True, "", "x", [], [1], {}, {"a": 1}, "A" * 100_000, "\u202e", {"persistedQuery": []},
    {"persistedQuery": {"sha256Hash": []}}, {"persistedQuery": {"version": {}, "sha256Hash": {}}},
    {"persistedQuery": {"sha256Hash": "A" * 64}}, [[[[]]]], "__proto__", "{ __schema { types { name } } }",
)  # fmt: skip
_IN_URLS = (
    "", "null", "7", "[]", "[1]", "{}", '{"a":', "x", '"x"', "%", '{"persistedQuery":[]}', "\u202e", "[" * 2_000,
    '{"persistedQuery":{"sha256Hash":[]}}', '{"persistedQuery":{"version":[],"sha256Hash":{}}}', '{"a":NaN}',
    '{"a":"\\ud800"}', "9" * 5_000, "{ping", "{ ping ping }", "subscription { ping }",
    "mutation { logout { errors { code } } }",
)  # fmt: skip


def _requests(field: str) -> Iterator[dict[str, Any]]:
    for value in _VALUES:
        yield {"method": "POST", "content": orjson.dumps({"query": "{ ping }", field: value})}
        yield {"method": "POST", "content": orjson.dumps({field: value})}
        hashed = {"persistedQuery": {"version": 1, "sha256Hash": "a" * 64, field: value}}
        yield {"method": "POST", "content": orjson.dumps({"extensions": hashed})}
    for text in _IN_URLS:
        yield {"method": "GET", "params": {"query": "{ ping }", field: text}}
        yield {"method": "GET", "params": {field: text}}


@pytest.mark.parametrize("field", _FIELDS)
async def test_an_odd_envelope_is_answered_or_refused_as_json(field: str) -> None:
    wrong = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://testserver") as http:
        for request in _requests(field):
            forget_limits()
            accepts = {"accept": "application/json"}
            headers = {"content-type": "application/json", **accepts} if request["method"] == "POST" else accepts
            answer = await http.request(url="/graphql", headers=headers, **request)
            found = faults(
                status=answer.status_code, headers=answer.headers, text=answer.text, sent=[], codes=_codes(answer)
            )
            wrong += [f"{str(request)[:200]}: {each}: {answer.text[:200]}" for each in found]

    assert wrong == []


def _codes(answer: httpx.Response) -> list[str]:
    errors = answer.json().get("errors") or [] if answer.headers["content-type"] == "application/json" else []
    return [error["extensions"]["code"] for error in errors]
