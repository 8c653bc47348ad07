"""Live events: published by reactions through Redis, fanned out in each web process to those who listen.

Pub/sub forgets, so nothing durable hangs on it: whoever misses something is told to look again (`Resync`). A plain
PUBLISH reaches every node of a cluster, so one connection to any node hears everything.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import orjson

from domains.common.redis import REDIS_FAILURES, async_redis, redis_key

log = logging.getLogger("fashionistar.live")

# A listener that is this many events behind is told to look again instead of being kept in memory.
_BUFFER = 256
_FIRST_RETRY, _LAST_RETRY = 0.2, 5.0
_CONFIRM_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An event of a topic. `sequence` is the outbox's number: it rises, so what is not higher has been seen."""

    sequence: int
    name: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resync:
    """Something may have been missed: read the present state again."""


type Heard = LiveEvent | Resync


class Listener:
    """One subscriber's buffer of a topic."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[Heard] = asyncio.Queue(_BUFFER)
        self.confirmed = asyncio.Event()

    def tell(self, heard: Heard) -> None:
        """Put an event into the buffer; a full one is emptied and starts again with a Resync."""
        if self._heard.full():
            while not self._heard.empty():
                self._heard.get_nowait()
            heard = Resync()
        self._heard.put_nowait(heard)

    async def __aiter__(self) -> AsyncIterator[Heard]:
        while True:
            yield await self._heard.get()


class Hub:
    """The one Redis subscription of this process's event loop, and who listens to what."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._pubsub: Any = None

    @asynccontextmanager
    async def listening(self, topic: str) -> AsyncIterator[Listener]:
        """Listen to a topic. What is published after the block is entered is heard, so read the state inside it."""
        channel = _channel(topic)
        listener = Listener()
        self._listeners[channel].add(listener)
        try:
            if self._reader is None or self._reader.done():
                self._reader = asyncio.create_task(self._read_for_ever())
            elif self._pubsub is not None and len(self._listeners[channel]) == 1:
                with suppress(*REDIS_FAILURES):  # the reader reconnects and subscribes to everything again
                    await self._pubsub.subscribe(channel)
            elif any(other.confirmed.is_set() for other in self._listeners[channel]):
                listener.confirmed.set()
            with suppress(TimeoutError):  # Redis is away: the listener hears a Resync once it is back
                await asyncio.wait_for(listener.confirmed.wait(), _CONFIRM_WAIT)
            yield listener
        finally:
            await self._leave(channel, listener)

    async def close(self) -> None:
        """Stop reading; the lifespan calls it."""
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
            self._reader = None

    async def _leave(self, channel: str, listener: Listener) -> None:
        remaining = self._listeners[channel]
        remaining.discard(listener)
        if not remaining:
            del self._listeners[channel]
            if self._pubsub is not None:
                with suppress(*REDIS_FAILURES):
                    await self._pubsub.unsubscribe(channel)

    async def _read_for_ever(self) -> None:
        retry = _FIRST_RETRY
        while True:
            try:
                await self._read()
            except REDIS_FAILURES as error:
                log.warning("live events interrupted", extra={"reason": type(error).__name__})
                await asyncio.sleep(retry)
                retry = min(retry * 2, _LAST_RETRY)
            else:
                retry = _FIRST_RETRY
            for listener in [one for group in self._listeners.values() for one in group]:
                listener.tell(Resync())

    async def _read(self) -> None:
        cluster = async_redis()
        await cluster.initialize()
        pubsub = cluster.pubsub(node=cluster.get_random_node())
        try:
            await pubsub.subscribe(_channel("heartbeat"), *self._listeners)
            self._pubsub = pubsub
            while True:
                message = await pubsub.get_message(timeout=None)
                if message is not None:
                    self._hand_out(message)
        finally:
            self._pubsub = None
            with suppress(*REDIS_FAILURES):
                await pubsub.aclose()

    def _hand_out(self, message: dict[str, Any]) -> None:
        channel = _text(message["channel"])
        listeners = self._listeners.get(channel, ())
        if message["type"] == "subscribe":
            for listener in listeners:
                listener.confirmed.set()
        elif message["type"] == "message":
            event = LiveEvent(**orjson.loads(message["data"]))
            for listener in listeners:
                listener.tell(event)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


async def publish(*, topic: str, sequence: int, name: str, payload: dict[str, Any]) -> None:
    """Tell all who listen to the topic. Raises one of REDIS_FAILURES while Redis is away; the outbox tries again."""
    await async_redis().publish(_channel(topic), orjson.dumps({"sequence": sequence, "name": name, "payload": payload}))


def _channel(topic: str) -> str:
    return redis_key("live", topic)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
