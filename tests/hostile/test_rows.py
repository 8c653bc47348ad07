"""Every row of the tables in `rows`: what is asked is refused cheaply, says nothing, changes nothing, harms nobody."""

import ast
import json
import logging
import re
import time
from asyncio import Queue
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model, UUIDField
from django.test import Client
from graphql import assert_interface_type, is_input_object_type, is_object_type
from starlette.types import Message

from config.asgi import application
from config.log_redaction import RedactSecrets
from config.logging import BoundedJson, RequestContext
from domains.common.bridge import in_transaction
from domains.identity.models import StaffRole
from tests.authorization.asking import forget_limits
from tests.authorization.documents import SCHEMA
from tests.authorization.kept import Kept
from tests.authorization.sides import World
from tests.edge.asking import Answer, http_scope
from tests.factories.identity import a_staff_member
from tests.hostile.judging import INSIDES
from tests.hostile.rows import GROUPS
from tests.hostile.rows.row import Case, Header, Request, graphql

# Every row of the groups; those between are other cases of the same kind.
_IDS = {
    "G": "01 03 05 06 08 10 11 13 15 16 18 20 21 23 25 26 28 30 31 33 35 36 38 40 41 43 45 46 48 50 51 53 55 56 58 60"
    " 61 63 65 66 68 70 71 73 75",
    "S": "01 03 05 06 08 10 11 13 15 16 18 20",
    "A": "01 03 05 06 08 10 11 13 15 16 18 20 21 23 25 26 28 30 31 33 35 36 38 40 41",
    "I": "101 131 133 135 136 138 140 141",
    "R": "01 03 05 06 08 10 11 13 15 16 18 20 21 23 25 26 28",
    "W": "01 03 05 06 08 10 11 13 15 16 18 20 21 23 25 26",
    "M": "01 03 05 06 08 10 11 13 15 16 18 20 21 23",
    "Q": "01 03 05 06 08 10 11 13 15 16",
    "H": "01 03 05 06 08 10 11 13 15 16 18 20 21",
}
_CASES = {f"{row} {case.name}": case for group in GROUPS for row, each in group.items() for case in each.cases}
_VERSIONS = re.compile(
    r"(?i)(?:django|strawberry|uvicorn|starlette|psycopg|ninja|graphql|python|valkey|redis|postgres\w*)[/ -]?v?\d+\.\d+"
)
_LONGEST_RECORD = 8_192
_TRIES = 25
_PING = graphql("{ ping }")


@pytest.mark.parametrize("name", _CASES)
async def test_a_row_is_answered_as_it_should(
    world: World, kept: Kept, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    case = _CASES[name]
    forget_limits()
    await _sent(_PING)
    request = case.sent if isinstance(case.sent, Request) else case.sent(world)
    token = None if case.viewer == "anonymous" else world.sides[case.viewer].token
    caplog.set_level(logging.INFO)
    caplog.clear()

    answer, spent = await _cheapest(request, case, token)

    _judge(case, answer, spent)
    assert _leaks(answer, kept) == []
    assert set(kept.changed()) <= set(case.traces)
    assert _log_faults(caplog.records, secret=case.secret) == []
    assert not case.secret or case.secret not in answer.body.decode()
    normal = await _sent(_PING)
    assert (normal.status, json.loads(normal.body)["data"]) == (200, {"ping": "pong"})


async def _cheapest(request: Request, case: Case, token: str | None) -> tuple[Answer, float]:
    """The answer, and the milliseconds of CPU it took; once may be the machine, so the least of a few tries counts."""
    answer, spent = await _timed(request, token, 0)
    for attempt in range(1, _TRIES):
        if spent <= case.cpu:
            break
        answer, spent = min((answer, spent), await _timed(request, token, attempt), key=lambda found: found[1])
    return answer, spent


async def _timed(request: Request, token: str | None, attempt: int) -> tuple[Answer, float]:
    content = request.content(attempt)
    started = time.process_time()
    answer = await _sent(request, token, content)
    return answer, (time.process_time() - started) * 1_000


async def _sent(request: Request, token: str | None = None, content: bytes | None = None) -> Answer:
    """Over the whole application, headers and path as they are, by a client that waits for its answer."""
    body = request.content(0) if content is None else content
    headers: list[Header] = [(b"host", b"testserver"), *request.headers]
    if token:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    if body is not None:
        headers.append((b"content-length", str(len(body)).encode()))
        headers += [(b"content-type", request.media)] if request.media else []
    coming: Queue[Message] = Queue()
    coming.put_nowait({"type": "http.request", "body": body or b"", "more_body": False})
    told: Queue[Message] = Queue()
    scope = http_scope(request.method, request.path, query=request.query, headers=headers)
    await application(scope, coming.get, told.put)
    start, *parts = [told.get_nowait() for _ in range(told.qsize())]
    sent = {name.lower(): value for name, value in start["headers"]}
    return Answer(start["status"], sent, b"".join(part.get("body", b"") for part in parts))


def _judge(case: Case, answer: Answer, spent: float) -> None:
    body = json.loads(answer.body) if answer.body.startswith(b"{") else {}
    assert answer.status == case.status, body
    assert answer.status < 500
    assert _codes(body) == [] if case.code is None else case.code in _codes(body), body
    assert answer.headers[b"x-content-type-options"] == b"nosniff"
    assert spent <= case.cpu, f"took {spent:.0f} ms of CPU"


def _codes(body: dict[str, object]) -> list[str]:
    """The codes of the request, of its fields, and of what a mutation tells as data."""
    found: list[str] = []
    if isinstance(body.get("error"), dict):
        found.append(str(body["error"]["code"]))  # type: ignore[index]
    found += [error["extensions"]["code"] for error in body.get("errors") or ()]  # type: ignore[attr-defined]
    for payload in (body.get("data") or {}).values():  # type: ignore[attr-defined]
        if isinstance(payload, dict):
            found += [error["code"] for error in payload.get("errors") or ()]
    return found


def _leaks(answer: Answer, kept: Kept) -> list[str]:
    """What of our insides an answer shows: stacks, statements, tables, paths, versions."""
    head = "\n".join(f"{name.decode()}: {value.decode('latin-1')}" for name, value in answer.headers.items())
    text = f"{head}\n{answer.body.decode()}"
    tables = [table for table in kept.tables if "_" in table and table in text]
    return [*INSIDES.findall(text), *_VERSIONS.findall(text), *tables]


def _log_faults(records: list[logging.LogRecord], *, secret: str) -> list[str]:
    """What is wrong with what was logged: one record a request, each a line of JSON not too long, and no secret."""
    found = []
    about = [record for record in records if record.name == "fashionistar.access"]
    per_request = {getattr(record, "request_id", None) for record in about}
    if len(per_request) != len(about) or not about:
        found.append(f"{len(about)} records of {len(per_request)} requests")
    for record in records:
        RequestContext().filter(record)
        line = BoundedJson().format(RedactSecrets().filter(record))
        if len(line.encode()) > _LONGEST_RECORD or re.search(r"[\x00-\x1f]", line):
            found.append(f"{len(line.encode())} bytes: {line[:200]}")
        if secret and secret in line:
            found.append("the secret")
        if record.levelno >= logging.ERROR:
            found.append(f"{record.name}: {record.getMessage()[:200]}")
    return found


async def test_a_cookie_is_nobody(world: World, kept: Kept) -> None:
    """G-53: a session of the admin's pages opens nothing that takes JSON, so no page elsewhere can use it."""
    member = await in_transaction(a_staff_member, role=StaffRole.ADMIN)
    browser = Client()
    await in_transaction(browser.force_login, member)
    cookie = f"sessionid={browser.cookies['sessionid'].value}".encode()
    request = replace(graphql("{ viewer { id } }"), headers=((b"cookie", cookie),))

    answer = await _sent(request)

    assert (answer.status, json.loads(answer.body)["data"]) == (200, {"viewer": None})


def test_every_row_is_in_one_table() -> None:
    listed = [row for group in GROUPS for row in group]

    assert sorted(listed) == sorted(
        f"{letter}-{number}" for letter, all_of in _IDS.items() for number in all_of.split()
    )


def test_every_row_has_a_proof_that_is_there() -> None:
    missing = []
    for row, each in ((row, each) for group in GROUPS for row, each in group.items()):
        if not (each.cases or each.tests or each.nothing):
            missing.append(f"{row}: nothing")
        missing += [f"{row}: {test}" for test in each.tests if not _is_there(test)]

    assert missing == []


def _is_there(test: str) -> bool:
    path, _, name = test.partition("::")
    file = Path(__file__).parents[2] / path
    if not file.exists():
        return False
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
        for node in ast.walk(ast.parse(file.read_text()))
    )


def test_no_id_follows_from_another() -> None:
    """I-141: the keys of all that GraphQL shows are random enough, and numbers of orders open nothing."""
    nodes = {kind.name for kind in SCHEMA.get_possible_types(assert_interface_type(SCHEMA.type_map["Node"]))}
    shown = [model for model in apps.get_models() if model.__module__.startswith("domains.")]
    counted = [each.__name__ for each in shown if each.__name__ in nodes and not _has_random_key(each)]

    assert len(nodes & {each.__name__ for each in shown}) >= 12
    assert counted == []


def _has_random_key(model: type[Model]) -> bool:
    key: Any = model._meta.pk
    while key.remote_field is not None:
        key = key.target_field
    return isinstance(key, UUIDField)


def test_no_argument_is_an_address_to_fetch() -> None:
    """G-70: what we do not fetch cannot be turned against our own network."""
    named = re.compile(r"(?i)(?:ur[il]|href|link|webhook|callback|remote|endpoint)s?$")
    taken = {
        f"{name}.{argument}"
        for name, kind in SCHEMA.type_map.items()
        if is_object_type(kind)
        for field in kind.fields.values()
        for argument in field.args
    } | {
        f"{name}.{field}"
        for name, kind in SCHEMA.type_map.items()
        if is_input_object_type(kind)
        for field in kind.fields
    }

    # The shopper goes there, not we; and it is one of ours (tests/unit/test_return_urls.py).
    assert [place for place in taken if named.search(place)] == ["CheckoutCompleteInput.returnUrl"]
