"""Streams of live events: each told once, in order, to those who listen and to those who come back."""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from domains.common.ids import new_id
from domains.common.live import Heard, Resync, Stream, following
from domains.common.live_hub import Gap, hub
from domains.common.live_log import MOST, LiveEvent, publish, standing
from domains.common.redis import async_redis
from tests.sandbox.running import until


def a_topic() -> str:
    return f"test:{new_id()}"


async def tell(topic: str, *names: str) -> None:
    for name in names:
        await publish(topic=topic, cause=str(new_id()), name=name, payload={})


async def heard_by(stream: Stream, count: int) -> list[Heard]:
    async with asyncio.timeout(60):
        return [await stream.next() for _ in range(count)]


def names(heard: list[Heard]) -> list[str]:
    return [each.name if isinstance(each, LiveEvent) else "resync" for each in heard]


def numbers(heard: list[Heard]) -> list[int]:
    return [each.sequence or 0 for each in heard]


async def last_of(topic: str) -> int:
    last = (await standing(topic, after=None)).last
    assert last is not None
    return last


async def test_numbers_events_one_after_the_other() -> None:
    topic = a_topic()
    async with following(topic) as stream:
        await tell(topic, "one", "two", "three")
        heard = await heard_by(stream, 3)

    assert names(heard) == ["one", "two", "three"]
    assert numbers(heard) == list(range(numbers(heard)[0], numbers(heard)[0] + 3))
    assert stream.position == numbers(heard)[-1]


async def test_tells_a_cause_once_however_often_it_is_published() -> None:
    topic = a_topic()
    async with following(topic) as stream:
        for _ in range(3):
            await publish(topic=topic, cause="17", name="one", payload={"a": 1, "b": 2})
        await tell(topic, "two")

        assert names(await heard_by(stream, 2)) == ["one", "two"]


async def test_tells_who_comes_back_what_was_missed() -> None:
    topic = a_topic()
    await tell(topic, "seen", "missed", "missed too")
    seen = await last_of(topic) - 2

    async with following(topic, after=seen) as stream:
        await tell(topic, "new")

        heard = await heard_by(stream, 3)

    assert names(heard) == ["missed", "missed too", "new"]
    assert numbers(heard) == [seen + 1, seen + 2, seen + 3]


async def test_starts_where_the_topic_stands() -> None:
    topic = a_topic()
    await tell(topic, "before")
    async with following(topic) as stream:
        assert stream.position == await last_of(topic)
        await tell(topic, "after")

        assert names(await heard_by(stream, 1)) == ["after"]


async def _resynced(topic: str, after: int) -> list[Heard]:
    async with following(topic, after=after) as stream:
        await tell(topic, "new")
        return await heard_by(stream, 2)


async def test_says_to_look_again_where_a_number_is_none_of_the_topics() -> None:
    topic = a_topic()
    await tell(topic, "one", "two")
    first = await last_of(topic) - 1
    for made_up in (0, first - 2, first + 5, 10**17):
        heard = await _resynced(topic, made_up)

        assert names(heard) == ["resync", "new"]
        assert numbers(heard)[1] == numbers(heard)[0] + 1


async def test_says_to_look_again_where_nothing_is_known() -> None:
    heard = await _resynced(a_topic(), 17)

    assert heard[0] == Resync(None)
    assert names(heard) == ["resync", "new"]


async def test_keeps_the_last_events_only() -> None:
    topic = a_topic()
    await tell(topic, *("old" for _ in range(MOST + 3)))
    last = await last_of(topic)

    assert len((await standing(topic, after=last - MOST)).behind or ()) == MOST
    assert (await standing(topic, after=last - MOST - 1)).behind is None


def _waiting(stream: Stream) -> list[type]:
    queue: Any = stream._listener._heard
    return [type(each) for each in queue._queue]


async def test_reads_from_the_log_what_a_slow_listener_had_no_room_for() -> None:
    topic = a_topic()
    async with following(topic) as stream:
        await tell(topic, *(str(number) for number in range(300)))
        # A gap in the place of the first 257, and what came after it.
        await until(lambda: _waiting(stream) == [Gap] + [LiveEvent] * 43)

        heard = await heard_by(stream, 1)
        await tell(topic, "next")

        # More than the log keeps: it says so once, and goes on.
        assert names(heard + await heard_by(stream, 1)) == ["resync", "next"]


async def test_misses_nothing_when_its_connection_is_cut() -> None:
    topic = a_topic()
    heard: list[Heard] = []

    async def listen(stream: Stream) -> None:
        while len(heard) < 100:
            heard.append(await stream.next())

    async with following(topic) as stream, asyncio.timeout(100):
        listening = asyncio.create_task(listen(stream))
        for number in range(100):
            if number % 25 == 10:
                await _cut()
            await tell(topic, str(number))
            await asyncio.sleep(0.01)
        await listening

    assert names(heard) == [str(number) for number in range(100)]


async def _cut() -> None:
    """Close the connection on which this process hears events; other processes of the run listen at the same server."""
    redis: Any = async_redis()
    node = redis.get_random_node()

    async def cut() -> bool:
        own, listening = _own_ports(), await redis.client_list(_type="pubsub", target_nodes=node)
        found = [client["id"] for client in listening if int(client["addr"].rpartition(":")[2]) in own]
        for client_id in found:
            await redis.client_kill_filter(_id=client_id, target_nodes=node)
        return bool(found)

    await until(cut)


def _own_ports() -> set[int]:
    """From which ports this process is connected to anything."""
    ports = set()
    for descriptor in Path("/dev/fd").iterdir():
        with suppress(OSError), socket.fromfd(int(descriptor.name), socket.AF_INET, socket.SOCK_STREAM) as connection:
            name = connection.getsockname()
            if isinstance(name, tuple):
                ports.add(name[1])
    return ports


async def test_frees_a_channel_that_nobody_listens_to() -> None:
    await until(lambda: all(channel.listeners for channel in hub()._channels.values()))
    before = hub().topics
    topic = a_topic()
    async with following(topic), following(topic), following(a_topic()):
        assert hub().topics == before + 2

    await until(lambda: hub().topics == before)


async def test_hears_a_topic_that_is_left_and_joined_in_one_moment() -> None:
    topic = a_topic()
    for _ in range(20):
        async with following(topic) as stream:
            await tell(topic, "one")
            assert names(await heard_by(stream, 1)) == ["one"]
