"""Live events: published by reactions through Redis, fanned out in each web process to those who listen.

Pub/sub forgets; the log of each topic (`live_log`) does not for a while. A stream notices by the numbers of its events
what it has not heard, reads it from the log, and says `Resync` where that is too late. A PUBLISH reaches every node of
a cluster, so one connection to any node hears everything.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domains.common.live_hub import Gap, Listener, hub
from domains.common.live_log import LiveEvent, standing
from domains.common.redis import REDIS_FAILURES


@dataclass(frozen=True, slots=True)
class Resync:
    """Something may have been missed: read the present state again. What comes next is numbered after `sequence`."""

    sequence: int | None


type Heard = LiveEvent | Resync


class Stream:
    """What one subscriber is told of a topic: each event once, in order, or a Resync in its place."""

    def __init__(self, topic: str, listener: Listener) -> None:
        """Begin with `start`."""
        # The number of what was told last; to take the stream up after it.
        self.position: int | None = None
        self._topic = topic
        self._listener = listener
        self._waiting: deque[Heard] = deque()
        self._is_behind = False
        # Redis did not say where the topic stands.
        self._is_blind = False

    async def start(self, after: int | None) -> None:
        """Stand at the topic's end, or behind a number with what was missed since."""
        try:
            stands = await standing(self._topic, after=after)
        except REDIS_FAILURES:
            self._is_blind = True
            if after is not None:
                self._waiting.append(Resync(None))
            return
        if after is None:
            self.position = stands.last
        elif stands.behind is None:
            self._waiting.append(Resync(stands.last))
        else:
            self.position = after
            self._waiting.extend(stands.behind)

    async def next_within(self, seconds: float) -> Heard | None:
        """As `next`; None where nothing happens for so long."""
        try:
            async with asyncio.timeout(seconds):
                return await self.next()
        except TimeoutError:
            return None

    async def next(self) -> Heard:
        """The next thing to tell."""
        while not self._waiting:
            if self._is_behind:
                await self._catch_up()
            else:
                self._take(await self._listener.get())
        heard = self._waiting.popleft()
        self.position = heard.sequence
        return heard

    def _take(self, heard: LiveEvent | Gap) -> None:
        if isinstance(heard, Gap) or self._is_blind:
            self._is_behind = True
        elif self.position is None or heard.sequence == self.position + 1:
            self._waiting.append(heard)
        else:
            # A lower number has been told; a higher one says that others were missed.
            self._is_behind = heard.sequence > self.position

    async def _catch_up(self) -> None:
        self._is_behind = False
        after = None if self._is_blind else self.position or 0
        try:
            stands = await standing(self._topic, after=after)
        except REDIS_FAILURES:
            return  # the next event says again that something is missing, and so does the hub when Redis is back
        self._is_blind = False
        self._waiting.extend((Resync(stands.last),) if stands.behind is None else stands.behind)


@asynccontextmanager
async def following(topic: str, *, after: int | None = None) -> AsyncIterator[Stream]:
    """Follow a topic, from now on or from behind a number on. State read inside the block misses nothing told later."""
    async with hub().listening(topic) as listener:
        stream = Stream(topic, listener)
        await stream.start(after)
        yield stream
