"""The event loop's Redis client: connecting takes longer than anybody waits, and once closed it stays closed."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import override_settings
from redis.exceptions import ConnectionError as RedisConnectionError
from starlette.types import Message

from config.asgi import application
from domains.common import budgets, redis
from domains.common.budgets import Budget, Purse
from domains.common.ids import new_id
from domains.common.redis import BoundedRedisCluster, async_redis, close_async_redis, redis_key
from tests.redis_away import redis_away
from tests.sandbox.running import until

BUDGET = Budget("hurried", limit=1_000, restore=1)
# Longer than a budget waits for Redis where it should lose patience.
_SLOW = 1.5


@asynccontextmanager
async def far_redis() -> AsyncIterator[asyncio.Event]:
    """The Redis of the tests, behind a relay that takes its time: it is where a client first asks.

    Who asks there after the event is set waits for ever.
    """
    url = urlsplit(settings.REDIS_URL)
    is_too_far = asyncio.Event()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(_SLOW if not is_too_far.is_set() else 3_600)
        behind, ahead = await asyncio.open_connection(url.hostname, url.port)
        both = [asyncio.create_task(_pass_on(reader, ahead)), asyncio.create_task(_pass_on(behind, writer))]
        await asyncio.wait(both)

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await close_async_redis()
    try:
        with override_settings(REDIS_URL=url._replace(netloc=f"127.0.0.1:{port}").geturl()):
            yield is_too_far
    finally:
        await close_async_redis()
        server.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def started() -> AsyncIterator[float]:
    """A web process that has started, and the seconds which that took; its way out closes pools of other tests."""
    heard, told = asyncio.Queue[Message](), asyncio.Queue[Message]()
    began = asyncio.get_running_loop().time()
    process = asyncio.ensure_future(application({"type": "lifespan"}, heard.get, told.put))
    await heard.put({"type": "lifespan.startup"})
    answer = await told.get()
    assert answer == {"type": "lifespan.startup.complete"}
    try:
        yield asyncio.get_running_loop().time() - began
    finally:
        process.cancel()


async def test_a_process_has_connected_before_its_first_request(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "_PATIENCE_SECONDS", 10.0)
    async with far_redis() as is_too_far, started():
        # Who connects only now does not in time.
        is_too_far.set()
        purse = Purse()

        await purse.spend(budget=BUDGET, subject=str(new_id()), points=1)

    assert not purse._full_at, "counted in this process, not in Redis"
    ours = [record for record in caplog.records if record.name in {budgets.__name__, redis.__name__}]
    assert [record for record in ours if record.levelno >= logging.WARNING] == []


async def test_a_process_starts_without_redis(caplog: pytest.LogCaptureFixture) -> None:
    async with redis_away(), started() as seconds:
        assert seconds < 40

    assert "Redis does not answer; connecting when it does" in caplog.messages


async def test_connecting_goes_on_when_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(budgets, "_PATIENCE_SECONDS", 0.1)
    async with far_redis():
        purse, subject = Purse(), str(new_id())

        await purse.spend(budget=BUDGET, subject=subject, points=1)
        alone = dict(purse._full_at)
        monkeypatch.setattr(budgets, "_PATIENCE_SECONDS", 10.0)
        client = async_redis()
        # Nobody asks for anything meanwhile.
        await until(lambda: client._connecting is not None and client._connecting.done())
        balance = await purse.spend(budget=BUDGET, subject=subject, points=100)

    assert len(alone) == 1
    assert purse._full_at == alone
    assert balance.remaining == 900


async def test_closing_gives_up_connecting() -> None:
    async with far_redis():
        client = async_redis()
        connecting = asyncio.create_task(client.initialize())
        await asyncio.sleep(0.05)

        await close_async_redis()

        with pytest.raises(RedisConnectionError):
            await connecting
        with pytest.raises(RedisConnectionError):
            await client.initialize()
        assert _open_connections(client) == 0
        assert async_redis() is not client


def _open_connections(client: BoundedRedisCluster) -> int:
    return sum(one.is_connected for node in client.get_nodes() for one in node._connections)


async def _a_new_client() -> BoundedRedisCluster:
    await close_async_redis()
    return async_redis()


async def test_a_command_under_way_ends_and_later_ones_are_refused() -> None:
    client, key = await _a_new_client(), redis_key("closing", str(new_id()))
    # More than there are turns: some have not begun when the client is closed.
    commands = [asyncio.ensure_future(client.incr(key)) for _ in range(200)]
    await asyncio.sleep(0)

    await close_async_redis()

    assert sorted(await asyncio.gather(*commands)) == list(range(1, 201))
    with pytest.raises(RedisConnectionError):
        await client.incr(key)
    assert _open_connections(client) == 0
    assert await async_redis().get(key) == b"200"
