import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from config.http.options import KIB, MIB, EdgeOptions
from tests.edge.asking import Answer, Echo, Header, ask, edge, exchange, http_scope


@pytest.mark.parametrize(("path", "limit"), [("/graphql", 256 * KIB), ("/api/x", MIB), ("/admin/", MIB)])
async def test_takes_a_body_up_to_the_limit_of_its_door(path: str, limit: int) -> None:
    app = Echo()
    body = b'{"a":"' + b"x" * (limit - 8) + b'"}'

    exact = await ask(edge(app), "POST", path, body=body)
    larger = await ask(edge(app), "POST", path, body=body + b" ")

    assert (exact.status, larger.status, larger.code) == (200, 413, "BODY_TOO_LARGE")
    assert larger.headers[b"connection"] == b"close"
    assert [len(taken) for taken in app.bodies] == [limit]


@pytest.mark.parametrize("path", ["/graphql", "/api/x", "/admin/"])
async def test_counts_a_body_without_a_length(path: str) -> None:
    app = Echo()

    answer = await ask(edge(app), "POST", path, chunks=[b"[" * 10_000] * 110)

    assert (answer.status, answer.code) == (413, "BODY_TOO_LARGE")
    assert app.bodies == []


async def test_counts_a_body_whose_length_is_a_lie() -> None:
    headers = [(b"content-length", b"5")]
    incoming: list[Message] = [{"type": "http.request", "body": b"x" * MIB, "more_body": True}] * 2

    answer = await exchange(edge(Echo()), http_scope("POST", "/admin/", headers=headers), incoming)

    assert answer.status == 413


async def test_gives_single_doors_their_own_limit() -> None:
    options = EdgeOptions(body_limit=10, body_limits=(("/api", 20), ("/api/media/", 30)))

    found = [options.body_limit_for(path) for path in ("/", "/api", "/api/media/x", "/apiary")]

    assert found == [10, 20, 30, 10]


async def test_is_not_fooled_by_an_application_that_hides_the_refusal() -> None:
    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except Exception:  # noqa: BLE001 - the point of the test
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"stored"})

    answer = await ask(edge(stubborn), "POST", "/admin/", chunks=[b"x" * MIB, b"x"])

    assert (answer.status, answer.code) == (413, "BODY_TOO_LARGE")


async def test_cuts_a_slow_body() -> None:
    answer: list[Message] = []

    async def slowly() -> Message:
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Message) -> None:
        answer.append(message)

    headers = [(b"content-length", b"500"), (b"content-type", b"application/json")]
    await edge(Echo(), body_deadline=0.1)(http_scope("POST", "/graphql", headers=headers), slowly, send)

    assert answer[0]["status"] == 408
    assert (b"connection", b"close") in answer[0]["headers"]


async def test_lets_an_application_wait_for_a_disconnect_past_the_deadline() -> None:
    async def patient(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        assert (await receive())["type"] == "http.disconnect"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    incoming: list[Message] = [{"type": "http.request", "body": b"{}", "more_body": False}]

    async def receive() -> Message:
        if incoming:
            return incoming.pop()
        await asyncio.sleep(1)
        return {"type": "http.disconnect"}

    statuses: list[int] = []

    async def send(message: Message) -> None:
        statuses.append(message.get("status", 0))

    headers = [(b"content-length", b"2"), (b"content-type", b"application/json")]
    await edge(patient, body_deadline=0.5)(http_scope("POST", "/graphql", headers=headers), receive, send)

    assert statuses == [200, 0]


async def refused(headers: list[Header], *, path: str = "/api/x", query: bytes = b"", **options: object) -> Answer:
    """Ask with a GET that is refused for its head."""
    app = Echo()
    answer = await exchange(edge(app, **options), http_scope("GET", path, query=query, headers=headers), [])
    assert app.scopes == []
    return answer


@pytest.mark.parametrize(
    "name", [b"host", b"authorization", b"content-length", b"content-type", b"transfer-encoding", b"content-encoding"]
)
async def test_refuses_a_header_given_twice(name: bytes) -> None:
    answer = await refused([(name, b"1"), (name, b"1")])

    assert (answer.status, answer.code) == (400, "AMBIGUOUS_HEADER")


@pytest.mark.parametrize("length", [b"-1", b"+1", b"1_0", b"0x10", b"", b"9" * 19, "١".encode()])
async def test_refuses_a_length_that_is_none(length: bytes) -> None:
    assert (await refused([(b"content-length", length)])).code == "BAD_LENGTH"


async def test_refuses_a_length_beside_chunks() -> None:
    answer = await refused([(b"content-length", b"1"), (b"transfer-encoding", b"chunked")])

    assert answer.code == "BAD_LENGTH"


async def test_takes_no_transfer_coding_but_chunks() -> None:
    assert (await refused([(b"transfer-encoding", b"gzip, chunked")])).code == "BAD_LENGTH"


async def test_refuses_a_head_that_is_too_large() -> None:
    assert (await refused([(b"x-a", b"a" * 33_000)])).status == 431
    assert (await refused([(b"x-a", b"a")] * 101)).status == 431
    assert (await refused([], path="/" + "a" * 9000)).status == 414
    assert (await refused([], query=b"q=" + b"%" * 9000)).status == 414


@pytest.mark.parametrize("path", ["/a\x00b", "/a\nb", "/../etc/passwd", "/static/../../x", "/a/..", "/./x", "/\x7f"])
async def test_knows_no_path_that_climbs_or_hides(path: str) -> None:
    answer = await refused([], path=path)

    assert (answer.status, answer.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "host",
    [b"", b"evil example", b"shop.example:port", b"shop.example:99999", b"shop.example/", b"a@shop.example", b"[::1",
     b"shop.example\x00", b"evil.example", b"shop.example.evil.example", b"evilshop.example", b".shop.example"],
)  # fmt: skip
async def test_refuses_a_host_that_is_not_ours(host: bytes) -> None:
    answer = await refused([(b"host", host)], allowed_hosts=("shop.example", ".eu.shop.example", "[::1]"))

    assert (answer.status, answer.code) == (400, "BAD_HOST")


@pytest.mark.parametrize(
    "host", [b"shop.example", b"SHOP.example:8443", b"lagos.eu.shop.example", b"[::1]:8000", b"shop.example."]
)
async def test_answers_to_its_own_hosts(host: bytes) -> None:
    scope = http_scope("GET", "/api/x", headers=[(b"host", host)])

    answer = await exchange(edge(Echo(), allowed_hosts=("shop.example", ".eu.shop.example", "[::1]")), scope, [])

    assert answer.status == 200


async def test_refuses_a_request_without_a_host() -> None:
    scope = {**http_scope("GET", "/api/x"), "headers": [], "http_version": "1.0"}

    assert (await exchange(edge(Echo()), scope, [])).code == "BAD_HOST"
