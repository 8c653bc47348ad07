"""The one Redis subscription of a process's event loop, and who listens to what."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

from domains.common.live_log import LiveEvent, channel_of, event_in
from domains.common.redis import REDIS_FAILURES, async_redis

log = logging.getLogger("fashionistar.live")

# A listener that is this many events behind reads them from the log instead of being kept in memory.
_BUFFER = 256
_FIRST_RETRY, _LAST_RETRY = 0.2, 5.0
_CONFIRM_WAIT = 2.0
# A connection on which nothing was heard for so long is asked whether it is still there, and then given up.
_QUIET = 10.0


class Gap:
    """Something may have been told that was not heard."""


class Listener:
    """One subscriber's buffer of a topic."""

    __slots__ = ("_heard",)

    def __init__(self) -> None:
        """Nothing is heard yet."""
        self._heard: asyncio.Queue[LiveEvent | Gap] = asyncio.Queue(_BUFFER)

    def tell(self, heard: LiveEvent | Gap) -> None:
        """Put something into the buffer; a full one is emptied and starts again with a gap."""
        if self._heard.full():
            while not self._heard.empty():
                self._heard.get_nowait()
            heard = Gap()
        self._heard.put_nowait(heard)

    async def get(self) -> LiveEvent | Gap:
        """The next thing heard."""
        return await self._heard.get()


class _Channel:
    """Who listens to a channel of Redis, and whether Redis has said that it will be heard."""

    __slots__ = ("confirmed", "listeners")

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.confirmed = asyncio.Event()


class Hub:
    """Reads what is published, and keeps Redis told of what is to be heard."""

    def __init__(self) -> None:
        """Connects with the first listener."""
        self._channels: dict[str, _Channel] = {}
        self._changed = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._retry = _FIRST_RETRY

    @property
    def topics(self) -> int:
        """How many topics somebody listens to."""
        return len(self._channels)

    @asynccontextmanager
    async def listening(self, topic: str) -> AsyncIterator[Listener]:
        """Listen to a topic. What is published after the block is entered is heard, so read the state inside it."""
        listener, channel = Listener(), self._channels.setdefault(channel_of(topic), _Channel())
        channel.listeners.add(listener)
        self._changed.set()
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work_for_ever())
        try:
            if not channel.confirmed.is_set():
                try:
                    await asyncio.wait_for(channel.confirmed.wait(), _CONFIRM_WAIT)
                except TimeoutError:  # Redis is away: it begins with a gap
                    listener.tell(Gap())
            yield listener
        finally:
            channel.listeners.discard(listener)
            if not channel.listeners:
                self._changed.set()

    async def close(self) -> None:
        """Stop; the lifespan calls it."""
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
            self._worker = None

    async def _work_for_ever(self) -> None:
        while True:
            try:
                await self._work()
            except* REDIS_FAILURES as errors:
                reason = type(errors.exceptions[0]).__name__
                log.warning("live events interrupted", extra={"reason": reason})
            # Where both came at one moment, Python 3.12 tells of the failure and not of the cancellation.
            if (this := asyncio.current_task()) is not None and this.cancelling():
                raise asyncio.CancelledError
            await asyncio.sleep(self._retry)
            self._retry = min(self._retry * 2, _LAST_RETRY)

    async def _work(self) -> None:
        cluster = async_redis()
        await cluster.initialize()
        pubsub = cluster.pubsub(node=cluster.get_random_node())
        try:
            await pubsub.subscribe(channel_of("heartbeat"))
            async with asyncio.TaskGroup() as both:
                both.create_task(self._read(pubsub))
                both.create_task(self._keep_subscribed(pubsub))
        finally:
            with suppress(*REDIS_FAILURES):
                await pubsub.aclose()

    async def _keep_subscribed(self, pubsub: Any) -> None:
        """Subscribe and unsubscribe, many at once, and one after the other: so what is asked last is what holds."""
        asked: set[str] = set()
        while True:
            self._changed.clear()
            # Who comes back to a channel from here on opens it anew, and is subscribed in the next round.
            for left in [name for name, channel in self._channels.items() if not channel.listeners]:
                del self._channels[left]
            wanted = set(self._channels)
            if new := wanted - asked:
                await pubsub.subscribe(*new)
            if old := asked - wanted:
                await pubsub.unsubscribe(*old)
            asked = wanted
            await self._changed.wait()

    async def _read(self, pubsub: Any) -> None:
        is_asked = False
        while True:
            message = await pubsub.get_message(timeout=_QUIET)
            if message is not None:
                is_asked, self._retry = False, _FIRST_RETRY
                self._hand_out(message)
            elif is_asked:
                raise TimeoutError
            else:
                is_asked = True
                await pubsub.ping()

    def _hand_out(self, message: dict[str, Any]) -> None:
        name = message["channel"]
        channel = self._channels.get(name.decode() if isinstance(name, bytes) else name)
        if channel is None:
            return
        if message["type"] == "message":
            event = event_in(message["data"])
            for listener in channel.listeners:
                listener.tell(event)
        elif message["type"] == "subscribe":
            if channel.confirmed.is_set():
                # The connection is a new one.
                for listener in channel.listeners:
                    listener.tell(Gap())
            channel.confirmed.set()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
