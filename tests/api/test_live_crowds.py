"""Too many streams: of one client, of one network, or all at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from django.test import override_settings
from websockets.exceptions import InvalidStatus

from config.graphql.crowds import Turnstile, turnstile
from domains.common.ids import new_id
from domains.common.slots import slots
from tests.api.live_server import serving
from tests.api.test_live import ORDERS, SOON, Client, opened
from tests.api.test_live_resume import token_of
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")


@pytest_asyncio.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    async with serving() as server:
        yield f"ws://127.0.0.1:{server.config.port}/graphql"


@pytest_asyncio.fixture(autouse=True)
async def _emptied() -> AsyncIterator[None]:
    await until(lambda: slots().held() == 0)
    yield
    await until(lambda: slots().held() == 0)


async def _connected(stack: AsyncExitStack, url: str, token: str | None) -> Client:
    client = Client(await stack.enter_async_context(opened(url)))
    await client.start(token)
    return client


async def _asked_for_events(stack: AsyncExitStack, url: str, token: str) -> httpx.Response:
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {token}"}
    http = await stack.enter_async_context(httpx.AsyncClient(timeout=SOON))
    streaming = http.stream("POST", url.replace("ws", "http", 1), json={"query": ORDERS}, headers=headers)
    return await stack.enter_async_context(streaming)


def _code(answer: httpx.Response) -> Any:
    return answer.json()["errors"][0]["extensions"]["code"]


@override_settings(LIVE_CONNECTIONS=2)
async def test_closes_one_connection_of_a_client_too_many(url: str) -> None:
    token = token_of(new_id())
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await _connected(stack, url, token)
        third = Client(await stack.enter_async_context(opened(url)))
        await third.send(type="connection_init", payload={"authorization": f"Bearer {token}"})

        assert await third.closed_with() == 4429

        # Nobody else is concerned.
        await _connected(stack, url, token_of(new_id()))
        await _connected(stack, url, None)


@override_settings(LIVE_CONNECTIONS=1)
async def test_lets_a_client_in_again_who_has_left(url: str) -> None:
    token = token_of(new_id())
    for _ in range(3):
        async with opened(url) as connection:
            client = Client(connection)
            await client.start(token)
            connection.transport.abort()
        await until(lambda: slots().held() == 0)


@override_settings(LIVE_CONNECTIONS_PER_NETWORK=2)
async def test_refuses_one_handshake_of_a_network_too_many(url: str) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await _connected(stack, url, None)
        with pytest.raises(InvalidStatus) as refused:
            await stack.enter_async_context(opened(url))

    answer = refused.value.response
    assert (answer.status_code, b"TOO_MANY_CONNECTIONS" in (answer.body or b"")) == (429, True)
    assert 1 <= int(answer.headers["retry-after"]) <= 10


@override_settings(LIVE_SUBSCRIPTIONS=2)
async def test_refuses_one_subscription_of_a_client_too_many_and_keeps_the_connection(url: str) -> None:
    token = token_of(new_id())
    async with AsyncExitStack() as stack:
        one, other = [await _connected(stack, url, token) for _ in range(2)]
        await one.subscribe(ORDERS, "1")
        await other.subscribe(ORDERS, "1")
        await until(lambda: slots().held() == 2 * 2 + 2 * 2)
        await one.subscribe(ORDERS, "2")

        told = await one.hear()

        assert (told["type"], told["id"]) == ("error", "2")
        assert told["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
        await other.send(id="1", type="complete")
        await until(lambda: slots().held() == 2 * 2 + 2)
        await one.subscribe(ORDERS, "3")
        assert await one.hears_nothing()


@override_settings(LIVE_SUBSCRIPTIONS_PER_NETWORK=1)
async def test_counts_the_subscriptions_of_a_network(url: str) -> None:
    async with AsyncExitStack() as stack:
        one, other = [await _connected(stack, url, token_of(new_id())) for _ in range(2)]
        await one.subscribe(ORDERS)
        await until(lambda: slots().held() == 2 * 2 + 2)
        await other.subscribe(ORDERS)

        assert (await other.hear())["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"


@override_settings(LIVE_CONNECTIONS=1)
async def test_answers_429_to_one_event_stream_too_many(url: str) -> None:
    token = token_of(new_id())
    async with AsyncExitStack() as stack:
        assert (await _asked_for_events(stack, url, token)).status_code == 200
        refused = await _asked_for_events(stack, url, token)
        await refused.aread()

        assert (refused.status_code, _code(refused)) == (429, "TOO_MANY_CONNECTIONS")
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        assert slots().held() == 4
    await until(lambda: slots().held() == 0)
    async with AsyncExitStack() as stack:
        assert (await _asked_for_events(stack, url, token)).status_code == 200


async def test_holds_nothing_for_a_stream_that_never_began(url: str) -> None:
    headers = {"accept": "text/event-stream"}
    async with httpx.AsyncClient(timeout=SOON) as http:
        for document in ("{ ping }", "subscription { nonsense }", "subscription {"):
            answer = await http.post(url.replace("ws", "http", 1), json={"query": document}, headers=headers)
            assert answer.status_code in {200, 400}

    await until(lambda: slots().held() == 0)


@override_settings(LIVE_ACCEPTS_PER_SECOND=20)
async def test_lets_a_crowd_in_at_its_pace_and_sends_the_rest_away(monkeypatch: pytest.MonkeyPatch) -> None:
    # All of them come at one moment, also where the machine takes a while to send them.
    monkeypatch.setattr("config.graphql.crowds.time", SimpleNamespace(monotonic=lambda: 1_000.0))
    gate, entered = Turnstile(patience=0.5), []

    async def enter() -> None:
        await gate.enter()
        entered.append(asyncio.get_running_loop().time())

    answers = await asyncio.gather(*(enter() for _ in range(100)), return_exceptions=True)

    # A second's worth at once, half a second's worth behind them.
    assert len(entered) == 31
    assert sum(each is not None for each in answers) == 69
    assert 0.4 < entered[-1] - entered[0] < 20


@override_settings(LIVE_ACCEPTS_PER_SECOND=1)
async def test_answers_429_to_a_storm(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnstile, "_patience", 0.0)
    monkeypatch.setattr(turnstile, "_next", 0.0)
    monkeypatch.setattr("config.graphql.crowds.time", SimpleNamespace(monotonic=lambda: 1_000.0))
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await _connected(stack, url, None)
        with pytest.raises(InvalidStatus) as refused:
            await stack.enter_async_context(opened(url))
        events = await _asked_for_events(stack, url, token_of(new_id()))
        await events.aread()
        async with httpx.AsyncClient(timeout=SOON) as http:
            query = await http.post(url.replace("ws", "http", 1), json={"query": "{ ping }"})

    assert (refused.value.response.status_code, events.status_code) == (429, 429)
    assert _code(events) == "COME_BACK_LATER"
    assert query.json()["data"] == {"ping": "pong"}
