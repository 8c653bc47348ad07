"""Every parameter and every text of a body of the REST doors, found in their own descriptions, with hostile values."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from json import dumps, loads
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from pytest_django import DjangoDbBlocker

from config.asgi import application
from domains.identity.models import StaffRole
from rest.api import api
from tests.authorization.asking import forget_limits
from tests.authorization.kept import Kept
from tests.factories.identity import a_staff_member, an_access_token
from tests.hostile.corpus import TEXTS
from tests.hostile.judging import faults
from tests.staff.test_who_may_what import ASKS
from tests.staff.world import World, make_world

# Those that tell the most; tests/staff/test_hostile.py tries many more of fewer kinds.
_NAMES = (
    "nothing", "white space", "SQL: always", "SQL: union", "SQL: sleep", "LIKE: percent", "LIKE: backslash",
    "search: operators", "regular expression: half", "HTML: script", "template: Django", "format: percent",
    "format: braces", "CRLF: header", "ANSI", "right to left", "only zero width", "combining", "family",
    "not a character", "NaN", "exponent", "long number", "Arabic digits", "negative", "path", "prototype",
    "id: of nothing", "id: bare", "100,000 characters",
)  # fmt: skip
_IN_URLS = {name: loads(TEXTS[name]) for name in _NAMES if name != "100,000 characters"}
# As a URL writes them: they are no text at all.
_BROKEN_IN_URLS = {
    "NUL": "a%00b",
    "half a letter": "%e2%82",
    "surrogate": "%ed%a0%80",
    "percent": "%",
    "8,000 letters": "a" * 8_000,
}
_IN_BODIES = {
    name: TEXTS[name]
    for name in (
        *_NAMES,
        "NUL",
        "lone surrogate",
        "NaN, bare",
        "5,000 digits",
        "null",
        "true",
        "number",
        "list",
        "object",
    )
}


@pytest.fixture(scope="module")
def shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Kept, str]]:
    """A marketplace in which every operation of staff would succeed, its tables, and an admin's token."""
    with django_db_blocker.unblock():
        before, kept = Kept("rest_before"), Kept("rest_kept")
        before.keep()
        world = make_world()
        token = an_access_token(a_staff_member(role=StaffRole.ADMIN))
        kept.keep()
        yield world, kept, token
        kept.close()
        before.restore()
        before.close()


def _described() -> Iterator[tuple[str, str, list[Mapping[str, Any]]]]:
    """(method, path, parameters) of every operation that the two doors describe."""
    generator: Any = SchemaGenerator
    staff = generator().get_schema(request=None, public=True)
    for document in (staff, api.get_openapi_schema()):
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                yield method, path, [*operation.get("parameters", ())]


OPERATIONS = sorted(_described(), key=lambda each: each[:2])
_WITH_PARAMETERS = [(method, path) for method, path, parameters in OPERATIONS if parameters]
_WITH_BODIES = sorted(key for key, ask in ASKS.items() if key[1] != "get")


async def _answer(
    method: str, url: str, token: str, body: str | None = None, *, sent: str, headers: Mapping[str, str] | None = None
) -> list[str]:
    """What is wrong with the answer; `sent` is the hostile value as JSON."""
    media = {"content-type": "application/json"} if body is not None else {}
    all_headers = {"authorization": f"Bearer {token}", **media, **(headers or {})}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://testserver") as http:
        content = body.encode("utf-8", "surrogatepass") if body is not None else None
        response = await http.request(method.upper(), url, content=content, headers=all_headers)
    try:
        codes = [str((response.json().get("error") or {}).get("code"))]
    except (ValueError, AttributeError):
        codes = []
    wrong = faults(status=response.status_code, headers=response.headers, text=response.text, sent=[sent], codes=codes)
    return [f"{each}: {response.status_code} {response.text[:200]}" for each in wrong]


@pytest.mark.parametrize(("method", "path"), _WITH_PARAMETERS)
async def test_a_parameter_is_answered_or_refused(shop: tuple[World, Kept, str], method: str, path: str) -> None:
    _, kept, token = shop
    [parameters] = [found for one, other, found in OPERATIONS if (one, other) == (method, path)]
    wrong = []
    for parameter in parameters:
        if parameter["in"] not in {"path", "query"}:
            continue
        forget_limits()
        for name, value in {
            **{name: quote(text, safe="") for name, text in _IN_URLS.items()},
            **_BROKEN_IN_URLS,
        }.items():
            filled = _filled(path, parameters, parameter["name"], value)
            url = filled if parameter["in"] == "path" else f"{filled}?{parameter['name']}={value}"
            # A write that got as far as its body has none.
            body = None if method == "get" else "{}"
            found = await _answer(method, url, token, body, sent=dumps(unquote(value)))
            wrong += [f"{parameter['name']} = {name}: {each}" for each in found]

    assert wrong == []
    assert kept.changed() == []


def _filled(path: str, parameters: list[Mapping[str, Any]], hostile: str, value: str) -> str:
    for parameter in parameters:
        if parameter["in"] == "path":
            harmless = "00000000-0000-0000-0000-000000000000"
            path = path.replace(f"{{{parameter['name']}}}", value if parameter["name"] == hostile else harmless)
    return path


@pytest.mark.parametrize("key", _WITH_BODIES, ids=" ".join)
async def test_a_text_of_a_body_is_taken_or_refused(shop: tuple[World, Kept, str], key: tuple[str, str]) -> None:
    world, kept, token = shop
    ask = ASKS[key]
    path = reverse(key[0], kwargs={"pk": ask.pk(world)} if ask.pk else None)
    whole = dict(ask.body(world))
    wrong = []
    for steps in _leaves(whole):
        for name, value in _IN_BODIES.items():
            forget_limits()
            body = dumps(_marked(whole, steps)).replace('"@hostile@"', value)
            found = await _answer(key[1], path, token, body, sent=value, headers=ask.headers)
            wrong += [f"{steps} = {name}: {each}" for each in found]
            kept.restore()

    assert wrong == []


def _leaves(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, (*way, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*way, number))
    else:
        yield way


def _marked(whole: Mapping[str, Any], steps: tuple[str | int, ...]) -> Any:
    copy: Any = deepcopy(dict(whole))
    place = copy
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = "@hostile@"
    return copy


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_webhook_without_a_signature_is_refused(shop: tuple[World, Kept, str], name: str) -> None:
    _, kept, _ = shop

    body = f'{{"id": {TEXTS[name]}, "type": {TEXTS[name]}}}'
    wrong = await _answer("post", "/api/webhooks/sandbox", "", body, sent=TEXTS[name])

    assert wrong == []
    assert kept.changed() == []
