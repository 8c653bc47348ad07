"""What a client may do wrong on a socket or a stream (reliability 4.2), with the whole application behind a server."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import uvicorn
from django.conf import settings
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from config.graphql.sockets import SubscriptionHandler
from config.http.server import ABSENT_MILLISECONDS, HeadDeadlineProtocol
from config.supervisor.serve import MAX_WEBSOCKET_MESSAGE, PING_SECONDS, PONG_SECONDS
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.live_hub import hub
from domains.common.live_log import channel_of
from domains.common.redis import async_redis
from domains.identity.tokens import issue_guest
from schema.ids import encode_id
from tests.api.live_server import server_side, serving
from tests.api.test_live import ORDERS, SOON, Client, followed, left, opened, tell
from tests.api.test_live_resume import token_of
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")

ONE = "subscription($id: ID) { orderUpdated(orderId: $id) { order { id } } }"


class QuickHttp(HeadDeadlineProtocol):
    """Waits half a second instead of eight."""

    stalled_seconds = 0.5


@pytest_asyncio.fixture(scope="module")
async def server() -> AsyncIterator[uvicorn.Server]:
    async with serving(http=QuickHttp, ws_max_size=MAX_WEBSOCKET_MESSAGE) as server:
        yield server


@pytest.fixture
def url(server: uvicorn.Server) -> str:
    return f"ws://127.0.0.1:{server.config.port}/graphql"


@pytest.mark.parametrize("protocols", [["graphql-ws"], ["chat"], None], ids=["legacy", "unknown", "none"])
async def test_speaks_one_protocol_only(url: str, protocols: list[Subprotocol] | None) -> None:
    asked = connect(url, subprotocols=protocols)
    async with asked as connection:
        assert await Client(connection).closed_with() == 4406


async def test_closes_on_who_never_says_who_they_are(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = SubscriptionHandler.handle
    waits = []

    async def impatient(handler: SubscriptionHandler) -> None:
        waits.append(handler.connection_init_wait_timeout)
        handler.connection_init_wait_timeout = timedelta(seconds=0.2)
        await handle(handler)

    monkeypatch.setattr(SubscriptionHandler, "handle", impatient)
    async with opened(url) as connection:
        assert await Client(connection).closed_with() == 4408
    assert waits == [timedelta(seconds=10)]


async def test_refuses_a_token_that_has_expired(url: str) -> None:
    expired = issue_guest(guest_id=new_id(), now=utc_now() - settings.GUEST_TOKEN_LIFETIME - timedelta(minutes=2))
    async with opened(url) as connection:
        client = Client(connection)
        await client.send(type="connection_init", payload={"authorization": f"Bearer {expired}"})

        assert await client.closed_with() == 4403


async def test_refuses_a_token_for_another_audience(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domains.identity.tokens.AUDIENCE", "somebody else")
    foreign = token_of(new_id())
    monkeypatch.undo()
    async with opened(url) as connection:
        client = Client(connection)
        await client.send(type="connection_init", payload={"authorization": f"Bearer {foreign}"})

        assert await client.closed_with() == 4403


GARBAGE: dict[str, tuple[str | bytes, int]] = {
    "binary": (b"{}", 4400),
    "no JSON": ("hello", 4400),
    "unknown type": (json.dumps({"type": "shout", "id": "1"}), 4400),
    "no id": (json.dumps({"type": "subscribe", "payload": {"query": ORDERS}}), 4400),
    "no payload": (json.dumps({"type": "subscribe", "id": "1"}), 4400),
    "payload of text": (json.dumps({"type": "subscribe", "id": "1", "payload": "x"}), 4400),
    "deep": ('{"a":' * 10_000, 4400),
    "20 MB": ("x" * 20_000_000, 1009),
}


@pytest.mark.parametrize("name", sorted(GARBAGE))
async def test_closes_on_garbage_without_a_word_more(url: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    message, code = GARBAGE[name]
    async with opened(url) as connection:
        client = Client(connection)
        await client.start(token_of(new_id()))
        sending = asyncio.create_task(connection.send(message))

        assert await client.closed_with() == code
        await asyncio.gather(sending, return_exceptions=True)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def test_takes_no_compression_and_so_no_compression_bomb(url: str) -> None:
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], compression="deflate") as connection:
        assert connection.response is not None
        assert "sec-websocket-extensions" not in connection.response.headers


async def test_knows_somebody_elses_order_no_better_than_none(url: str) -> None:
    told = []
    for order_id in (new_id(), new_id()):
        async with opened(url) as connection:
            client = Client(connection)
            await client.start(token_of(new_id()))
            await client.subscribe(ONE, id=encode_id("Order", order_id))
            answer = await client.hear()
        errors = answer["payload"] if answer["type"] == "error" else answer["payload"]["errors"]
        told.append([(error["message"], error["extensions"]["code"]) for error in errors])

    assert told[0] == told[1]
    assert told[0][0][1] == "NOT_FOUND"


async def test_reaps_who_does_not_answer_pings(server: uvicorn.Server, url: str) -> None:
    assert PING_SECONDS + PONG_SECONDS <= 60
    address, owner = urlsplit(url), new_id()
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    head = (
        f"GET /graphql HTTP/1.1\r\nhost: {address.netloc}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        f"sec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n"
        "sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
    )
    init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token_of(owner)}"}}
    subscribe = {"id": "1", "type": "subscribe", "payload": {"query": ORDERS}}
    writer.write(head.encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    writer.write(_frame(init) + _frame(subscribe))
    await followed(f"orders-of:{owner}")
    own = server_side(server, writer.get_extra_info("sockname"))
    # From now on: before that a busy machine would be given up itself.
    own.ping_timer.cancel()
    own.ping_interval = own.ping_timeout = 0.5
    own.schedule_ping()

    # It reads, as the kernel of a phone does that has gone to sleep, and never answers.
    async with asyncio.timeout(SOON):
        while await reader.read(1000):
            pass

    await until(lambda: own not in server.server_state.connections)
    await left(f"orders-of:{owner}")
    writer.close()


def _frame(message: Any) -> bytes:
    """A masked text frame; the mask is of zeros."""
    body = json.dumps(message).encode()
    return b"\x81" + bytes([0x80 | 126]) + len(body).to_bytes(2, "big") + bytes(4) + body


async def test_lets_the_system_cut_who_acknowledges_nothing(server: uvicorn.Server, url: str) -> None:
    assert ABSENT_MILLISECONDS <= 60_000
    async with opened(url) as connection:
        await Client(connection).start()
        own = server_side(server, connection.transport.get_extra_info("sockname"))
        option = own.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)

    assert option == ABSENT_MILLISECONDS


async def test_cuts_an_event_stream_that_is_never_read(server: uvicorn.Server, url: str) -> None:
    owner, address = new_id(), urlsplit(url)
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    deaf.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(deaf, (str(address.hostname), int(address.port or 0)))
    body = json.dumps({"query": ORDERS})
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: {address.netloc}\r\naccept: text/event-stream\r\n"
        f"authorization: Bearer {token_of(owner)}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n{body}"
    )
    await loop.sock_sendall(deaf, head.encode())
    await followed(f"orders-of:{owner}")

    for _ in range(200):
        await tell(f"orders-of:{owner}", "x" * 50_000)

    await left(f"orders-of:{owner}")
    deaf.close()


async def _come_and_go(url: str, number: int) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        owner = new_id()
        await client.start(token_of(owner))
        await client.subscribe(ORDERS)
        if number % 3 == 0:
            await followed(f"orders-of:{owner}")
        if number % 2:
            connection.transport.abort()


async def test_leaves_nothing_behind_of_those_who_come_and_go(server: uvicorn.Server, url: str) -> None:
    # The first one starts what serves all of them.
    await _come_and_go(url, 0)
    topics, tasks, connected = hub().topics, len(asyncio.all_tasks()), set(server.server_state.connections)
    for number in range(int(os.environ.get("LIVE_CYCLES", "60"))):
        await _come_and_go(url, number)

    await until(lambda: hub().topics <= topics and len(asyncio.all_tasks()) <= tasks + 1)
    await until(lambda: server.server_state.connections <= connected)

    async def unsubscribed() -> bool:
        return await _subscribed_channels() <= topics + 1

    await until(unsubscribed)


async def _subscribed_channels() -> int:
    """How many channels this installation has open in Redis, the heartbeat among them."""
    redis: Any = async_redis()
    found = await redis.pubsub_channels(channel_of("*"))
    return len(found)


@pytest.mark.parametrize(
    "payload",
    [
        {"query": 5},
        {"query": None},
        {"query": "subscription { cartUpdated { sequence } }", "variables": []},
        {"query": "subscription { cartUpdated { sequence } }", "variables": "x"},
        {"query": "subscription { cartUpdated { sequence } }", "operationName": 5},
    ],
    ids=["a number", "null", "a list of variables", "variables as text", "a number for a name"],
)
async def test_closes_on_a_request_that_is_none(url: str, payload: dict[str, Any]) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.send(id="1", type="subscribe", payload=payload)

        assert await client.closed_with() == 4400


@pytest.mark.parametrize("name", [None, "", "C"])
async def test_runs_no_operation_that_was_not_chosen(url: str, name: str | None) -> None:
    document = "subscription A { cartUpdated { sequence } } subscription B { cartUpdated { sequence } }"
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.send(id="1", type="subscribe", payload={"query": document, "operationName": name})

        told = await client.hear()

    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "OPERATION_NAME_MISSING")
