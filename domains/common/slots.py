"""How many of something one may hold at once, such as open connections: leases in Redis, renewed while they are held.

A process that is killed renews nothing, so what it held is free again within `LEASE`. Where Redis does not answer each
process counts what it holds itself; what it took then is told to Redis when it is back.
"""

import asyncio
import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakKeyDictionary

from domains.common.errors import DomainError, Kind
from domains.common.ids import new_id
from domains.common.redis import REDIS_FAILURES, async_redis, redis_key

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
_PATIENCE_SECONDS = 1.0
# Nobody waits for a slot to be given back, but one that is not stays taken until its lease ends.
_GIVING_BACK_SECONDS = 5.0
_PAUSE_SECONDS = 2.0
_RENEWED_AT_ONCE = 32

# A slot is a member whose score is the end of its lease, in milliseconds of the server's clock.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""
# What is held is held, also where Redis has forgotten it or nobody could ask whether there was room.
_RENEW = """
local time = redis.call('TIME')
local ends = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1])
for position = 2, #ARGV do redis.call('ZADD', KEYS[1], ends, ARGV[position]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return #ARGV - 1
"""


class NoSlotLeft(DomainError):
    """The subject holds as many as it may."""

    kind = Kind.UNAVAILABLE
    code = "NO_SLOT_LEFT"

    def __init__(self, message: str = "You have too many of them open.") -> None:
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `count` at once; one more is refused with that error."""

    name: str
    count: int
    refusal: Callable[[], NoSlotLeft]


class Slots:
    """What this process holds, by Redis key."""

    def __init__(self, *, lease: timedelta = LEASE) -> None:
        """Nothing is held."""
        self._lease = lease
        self._held: defaultdict[str, set[str]] = defaultdict(set)
        self._ask_again_at = 0.0
        self._heart: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def holding(self, *, cap: Cap, subject: str) -> AsyncIterator[None]:
        """Hold one slot of the subject within the block. Raises NoSlotLeft where it has none left."""
        # Hashed, so that Redis holds no addresses of people and a key has one length.
        key = redis_key("slots", cap.name, hashlib.sha256(subject.encode(errors="replace")).hexdigest())
        slot = str(new_id())
        if not await self._may_take(key, slot, cap.count):
            raise cap.refusal()
        self._held[key].add(slot)
        if self._heart is None or self._heart.done():
            self._heart = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            await self._give_back(key, slot)

    def held(self) -> int:
        """How many slots this process holds."""
        return sum(map(len, self._held.values()))

    async def close(self) -> None:
        """Stop renewing."""
        if self._heart is not None:
            self._heart.cancel()
            with suppress(asyncio.CancelledError):
                await self._heart
            self._heart = None

    async def _may_take(self, key: str, slot: str, count: int) -> bool:
        if time.monotonic() >= self._ask_again_at:
            try:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    return bool(await async_redis().eval(_TAKE, 1, key, slot, str(count), self._milliseconds))
            except REDIS_FAILURES as error:
                log.warning("slots are counted per process", extra={"reason": type(error).__name__})
                self._ask_again_at = time.monotonic() + _PAUSE_SECONDS
        return len(self._held.get(key, ())) < count

    async def _give_back(self, key: str, slot: str) -> None:
        self._held[key].discard(slot)
        if not self._held[key]:
            del self._held[key]
        if time.monotonic() < self._ask_again_at:
            return  # its lease ends by itself
        with suppress(*REDIS_FAILURES):
            async with asyncio.timeout(_GIVING_BACK_SECONDS):
                await async_redis().zrem(key, slot)

    async def _beat(self) -> None:
        """Renew all leases three times in their length, a few at a time."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            keys = list(self._held)
            for start in range(0, len(keys), _RENEWED_AT_ONCE):
                async with asyncio.TaskGroup() as group:
                    for key in keys[start : start + _RENEWED_AT_ONCE]:
                        group.create_task(self._renew(key))

    async def _renew(self, key: str) -> None:
        slots = self._held.get(key)
        if slots:
            try:
                await async_redis().eval(_RENEW, 1, key, self._milliseconds, *slots)
            except REDIS_FAILURES as error:
                log.warning("slots not renewed", extra={"reason": type(error).__name__})

    @property
    def _milliseconds(self) -> str:
        return str(self._lease // timedelta(milliseconds=1))


_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, Slots] = WeakKeyDictionary()


def slots() -> Slots:
    """The slots of the running event loop."""
    return _slots.setdefault(asyncio.get_running_loop(), Slots())
