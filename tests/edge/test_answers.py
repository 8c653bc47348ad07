import asyncio
import logging

import orjson
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from domains.common.request_context import remember_user, request_id
from tests.edge.asking import Echo, ask, edge, exchange, http_scope


def access_records(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Give the records of the access log."""
    return [record for record in caplog.records if record.name == "fashionistar.access"]


@pytest.fixture(autouse=True)
def _listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    """Fail before answering."""
    msg = "the secret of /etc/passwd"
    raise RuntimeError(msg)


@pytest.mark.parametrize(
    ("path", "start"),
    [("/graphql", b'{"errors":[{"message":"Something'), ("/api/x", b'{"error":{"message":"Something')],
)
async def test_masks_an_unexpected_error(path: str, start: bytes, caplog: pytest.LogCaptureFixture) -> None:
    answer = await ask(edge(broken), "GET", path)

    assert (answer.status, answer.code) == (500, "INTERNAL_ERROR")
    assert answer.body.startswith(start)
    assert b"passwd" not in answer.body
    assert answer.headers[b"x-request-id"].decode() in answer.body.decode()
    assert [record.getMessage() for record in caplog.records] == ["unhandled exception", "request"]
    assert vars(access_records(caplog)[0])["status"] == 500


async def test_leaves_an_answer_unfinished_when_it_breaks_halfway(caplog: pytest.LogCaptureFixture) -> None:
    async def halfway(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await broken(scope, receive, send)

    answer = await ask(edge(halfway), "GET", "/api/x")

    assert (answer.status, answer.body) == (200, b"")
    assert [record.getMessage() for record in caplog.records] == ["unhandled exception", "request"]


async def test_is_quiet_about_a_client_that_left(caplog: pytest.LogCaptureFixture) -> None:
    async def abandoned(scope: Scope, receive: Receive, send: Send) -> None:
        raise ClientDisconnect

    answer = await ask(edge(abandoned), "GET", "/api/x")

    assert answer.status == 0
    assert [(record.levelname, vars(record)["status"]) for record in caplog.records] == [("INFO", 499)]


async def test_lets_a_cancellation_through_and_logs_the_request(caplog: pytest.LogCaptureFixture) -> None:
    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    task = asyncio.ensure_future(ask(edge(endless), "GET", "/api/x"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert [vars(record)["status"] for record in access_records(caplog)] == [499]


async def test_logs_one_record_with_what_matters_and_no_query(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def learn() -> None:
            remember_user("user-7")

        await asyncio.create_task(learn())
        await Echo()(scope, receive, send)

    headers = [(b"user-agent", b"Firefox"), (b"authorization", b"Bearer hush"), (b"cookie", b"hush=1")]
    answer = await ask(edge(app), "GET", "/api/search", query=b"q=hush", headers=headers)

    (record,) = access_records(caplog)
    facts = vars(record)
    assert {
        name: facts[name] for name in ("user_id", "method", "path", "status", "bytes", "client_ip", "user_agent")
    } == {
        "user_id": "user-7",
        "method": "GET",
        "path": "/api/search",
        "status": 200,
        "bytes": len(answer.body),
        "client_ip": "203.0.113.9",
        "user_agent": "Firefox",
    }
    assert 0 < facts["execution_time"] < 1000
    assert "hush" not in str(facts)


@pytest.mark.parametrize(
    "agent",
    [b"${jndi:ldap://x}", b'a\r\n{"level":"CRITICAL"}', b"\x1b[2J\x07\x7f\x85", b"z" * 65_000, "\u202e".encode()],
)
async def test_writes_a_hostile_user_agent_in_plain_characters(agent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    await exchange(
        edge(Echo(), headers_limit=100_000), http_scope("GET", "/é\u202e\u2028x", headers=[(b"user-agent", agent)]), []
    )

    facts = vars(access_records(caplog)[0])
    assert facts["user_agent"].isprintable()
    assert len(facts["user_agent"]) <= 256
    assert facts["path"] == "/é\\u202e\\u2028x"


async def test_keeps_contexts_of_requests_apart() -> None:
    seen: dict[str, set[str]] = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(3):
            seen.setdefault(scope["path"], set()).add(request_id.get())
            await asyncio.sleep(0)
        await Echo()(scope, receive, send)

    answers = await asyncio.gather(*(ask(edge(app), "GET", f"/api/{number}") for number in range(20)))

    assert all(len(ids) == 1 for ids in seen.values())
    assert {answer.headers[b"x-request-id"].decode() for answer in answers} == set.union(*seen.values())
    assert request_id.get() == ""


async def test_completes_the_headers_of_data() -> None:
    answer = await ask(edge(Echo(), https=True), "POST", "/graphql", body=b"{}")

    assert answer.headers[b"x-content-type-options"] == b"nosniff"
    assert answer.headers[b"referrer-policy"] == b"same-origin"
    assert answer.headers[b"x-frame-options"] == b"DENY"
    assert answer.headers[b"cache-control"] == b"no-store"
    assert answer.headers[b"content-security-policy"] == b"default-src 'none'; frame-ancestors 'none'"
    assert answer.headers[b"strict-transport-security"] == b"max-age=31536000; includeSubDomains"
    assert answer.headers[b"server-timing"].startswith(b"app;dur=")


async def test_lets_a_door_speak_for_itself() -> None:
    own = [(b"Content-Type", b"text/html"), (b"Cache-Control", b"max-age=60"), (b"X-Frame-Options", b"SAMEORIGIN")]

    answer = await ask(edge(Echo(headers=own)), "GET", "/api/docs")

    assert answer.headers[b"Cache-Control"] == b"max-age=60"
    assert answer.headers.keys().isdisjoint(
        {b"cache-control", b"x-frame-options", b"content-security-policy", b"strict-transport-security"}
    )


async def test_lets_public_pages_be_cached() -> None:
    answer = await ask(edge(Echo()), "GET", "/static/app.css")

    assert b"cache-control" not in answer.headers


async def test_completes_the_headers_of_refusals_too() -> None:
    answer = await ask(edge(Echo()), "POST", "/graphql", body=b"null")

    assert {b"x-request-id", b"server-timing", b"cache-control", b"x-content-type-options"} <= answer.headers.keys()
    assert orjson.loads(answer.body)["errors"][0]["extensions"]["requestId"] == answer.headers[b"x-request-id"].decode()


async def test_leaves_the_lifespan_to_the_application() -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)

    await exchange(edge(app), {"type": "lifespan"}, [])

    assert scopes == [{"type": "lifespan"}]
