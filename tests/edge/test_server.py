"""The edge behind a real uvicorn, spoken to over raw sockets."""

import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from config.http.options import EdgeOptions
from config.http.server import HeadDeadlineProtocol
from config.http.stack import with_edge
from tests.edge.asking import Echo

# Short for those who drip, and long enough for a busy machine to answer those who don't.
OPTIONS = EdgeOptions(allowed_hosts=("127.0.0.1",), body_deadline=2)
HOST = b"Host: 127.0.0.1\r\n"
JSON = b"Content-Type: application/json\r\n"


class QuickProtocol(HeadDeadlineProtocol):
    """The same protocol, for a test that doesn't wait fifteen seconds."""

    head_seconds = 2


async def shop(scope: Scope, receive: Receive, send: Send) -> None:
    """Echo over HTTP; accept and listen over WebSocket."""
    if scope["type"] == "http":
        return await Echo()(scope, receive, send)
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": "ok"})
    return None


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    config = uvicorn.Config(
        with_edge(shop, options=OPTIONS), http=QuickProtocol, lifespan="off", log_config=None, access_log=False,
        proxy_headers=False, server_header=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(60)


def send_raw(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send bytes as they are until the server answers, then read until it closes or says no more."""
    data = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        connection.settimeout(60)
        # A server that refuses closes while its client may still be sending; what it said is there nevertheless.
        with suppress(ConnectionResetError, BrokenPipeError):
            for part in parts:
                connection.sendall(part)
                if pause and select.select([connection], [], [], pause)[0] and b"close" in parts[0]:
                    break
        with suppress(TimeoutError, ConnectionResetError):
            while chunk := connection.recv(65536):
                data += chunk
    return data


def status_of(answer: bytes) -> int:
    """Give the status of the first answer."""
    return int(answer.split(b" ", 2)[1])


def code_of(answer: bytes) -> str:
    """Give the error code of a refusal."""
    content = json.loads(answer.partition(b"\r\n\r\n")[2])
    return str(content["error"]["code"] if "error" in content else content["errors"][0]["extensions"]["code"])


def request(head: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """Write a request that closes its connection."""
    return head + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + b"".join(headers) + b"\r\n" + body


def posting(path: bytes, body: bytes, media: bytes = JSON) -> bytes:
    """Write a POST with a length."""
    return request(b"POST " + path, media, b"Content-Length: %d\r\n" % len(body), body=body)


NASTY: tuple[tuple[str, bytes, int], ...] = (
    ("two lengths", request(b"POST /api/x", JSON, b"Content-Length: 2\r\n" * 2, body=b"{}"), 400),
    ("length and chunks", request(b"POST /api/x", JSON, b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"), 400),
    ("two authorizations", request(b"GET /api/x", b"Authorization: Bearer a\r\n" * 2), 400),
    ("two hosts", request(b"GET /api/x", HOST), 400),
    ("other host", b"GET /api/x HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400),
    ("no host", b"GET /api/x HTTP/1.0\r\n\r\n", 400),
    ("empty host", b"GET /api/x HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", 400),
    ("long url", request(b"GET /" + b"a" * 60_000), 414),
    ("long header", request(b"GET /api/x", b"X-A: " + b"a" * 60_000 + b"\r\n"), 431),
    ("NUL in the path", request(b"GET /api/%00x"), 404),
    ("climbing path", request(b"GET /%2e%2e/%2e%2e/etc/passwd"), 404),
    ("NUL in the query", request(b"GET /api/search?q=%00"), 400),
    ("deep json", posting(b"/graphql", b"[" * 100_000), 400),
    ("null", posting(b"/graphql", b"null"), 400),
    ("bad bytes", posting(b"/graphql", b"\xff\xfe\xfd"), 400),
    ("text", posting(b"/api/x", b"{}", b"Content-Type: text/plain\r\n"), 415),
    ("utf-7", posting(b"/graphql", b"{}", b"Content-Type: application/json; charset=utf-7\r\n"), 415),
    ("too large", posting(b"/graphql", b"x" * 300_000), 413),
    ("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ("control in a header", request(b"GET /api/x", b"X-Request-ID: a\x00b\r\n"), 400),
)


@pytest.mark.parametrize(("raw", "status"), [case[1:] for case in NASTY], ids=[case[0] for case in NASTY])
def test_answers_a_nasty_request_with_a_refusal(port: int, raw: bytes, status: int) -> None:
    answer = send_raw(port, raw)

    assert status_of(answer) == status
    assert b"Traceback" not in answer


def test_answers_an_honest_request(port: int) -> None:
    answer = send_raw(port, posting(b"/graphql", b'{"query":"{a}"}'))

    assert status_of(answer) == 200
    assert answer.count(b"x-request-id: ") == 1
    assert b"server: " not in answer


@pytest.mark.parametrize(
    "wish",
    [
        b"Upgrade: h2c\r\n",
        b"Upgrade: odd/9\r\n",
        b"Expect: 100-continue\r\n",
        b"Expect: tea\r\n",
        b"Range: bytes=0-0,5-\r\n",
    ],
    ids=["h2c", "odd", "continue", "tea", "range"],
)
def test_ignores_wishes_it_does_not_know(port: int, wish: bytes) -> None:
    answer = send_raw(port, posting(b"/graphql", b'{"query":"{a}"}', JSON + wish))

    # Whoever expects to be told to go on is told so, and answered then.
    assert status_of(answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")) == 200


def test_refuses_an_endless_chunked_body(port: int) -> None:
    head = request(b"POST /admin/", b"Transfer-Encoding: chunked\r\n")
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"

    answer = send_raw(port, head, *[chunk] * 40, b"0\r\n\r\n")

    assert status_of(answer) == 413
    assert code_of(answer) == "BODY_TOO_LARGE"


def test_cuts_a_body_that_drips(port: int) -> None:
    head = request(b"POST /graphql", JSON, b"Content-Length: 1000\r\n")
    started = time.monotonic()

    answer = send_raw(port, head, *[b" "] * 999, pause=0.05)

    # It would have dripped for fifty seconds.
    assert status_of(answer) == 408
    assert 1 < time.monotonic() - started < 40


def test_cuts_a_head_that_drips(port: int) -> None:
    answer = send_raw(port, b"GET / HTTP/1.1\r\nConnection: close\r\n", *[b"X-A: b\r\n"] * 900, pause=0.06)

    assert status_of(answer) == 408


def test_cuts_a_connection_that_says_nothing(port: int) -> None:
    started = time.monotonic()

    # Who waits fifteen seconds would not be this protocol.
    assert status_of(send_raw(port)) == 408
    assert 1 < time.monotonic() - started < 14


def test_lets_a_connection_be_used_again(port: int) -> None:
    again = b"GET /api/x HTTP/1.1\r\n" + HOST + b"\r\n"

    answer = send_raw(port, again, again, request(b"GET /api/x"), pause=5)

    assert answer.count(b"HTTP/1.1 200 OK") == 3


def test_answers_pipelined_requests_in_order(port: int) -> None:
    good = b"GET /api/x HTTP/1.1\r\n" + HOST + b"\r\n"
    bad = request(b"GET /api/%00")

    answer = send_raw(port, good + bad)

    assert [status_of(part) for part in answer.split(b"HTTP/1.1")[1:]] == [200, 404]


@pytest.mark.parametrize("message", [b"\x00", "hello", "[]", "[" * 60_000], ids=["binary", "text", "list", "deep"])
def test_closes_a_websocket_on_a_hostile_message(port: int, message: bytes | str) -> None:
    with connect(f"ws://127.0.0.1:{port}/graphql") as client:
        client.send('{"type":"ping"}')
        assert client.recv(timeout=60) == "ok"

        client.send(message)
        with pytest.raises(ConnectionClosedError) as closed:
            client.recv(timeout=60)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400
