"""Points a client may spend: a bucket per subject that refills steadily, counted by one atomic script in Redis.

Fails open: where Redis does not answer, each process counts for itself. What must not be tried too often has limits of
its own (domains.common.limits), which fail closed.
"""

import asyncio
import hashlib
import logging
import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import cast

from domains.common.errors import DomainError, Kind
from domains.common.redis import REDIS_FAILURES, async_redis, redis_key

log = logging.getLogger(__name__)

# As in `limits`: the key holds the moment at which the bucket is full again, in microseconds of the server's clock.
# Answers how long to wait before this may be spent (0: it is spent), and how much was spent and not yet refilled.
_SPEND = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local price = tonumber(ARGV[1])
local room = tonumber(ARGV[2])
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local wait = full_at + price - now - room
if wait > 0 then return {wait, full_at - now} end
local ttl = math.max(math.ceil((full_at + price - now) / 1000), 1)
redis.call('SET', KEYS[1], string.format('%.0f', full_at + price), 'PX', ttl)
return {0, full_at + price - now}
"""

# A request does not wait for a Redis that hangs, and those after it do not even ask.
_PATIENCE_SECONDS = 0.25
_PAUSE_SECONDS = 2.0
_LOCAL_SUBJECTS = 10_000


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `limit` points at once, refilled by `restore` points a second."""

    name: str
    limit: int
    restore: int

    def time_for(self, points: int) -> int:
        """Microseconds in which so many points are restored."""
        return points * 1_000_000 // self.restore

    def left(self, owed: int) -> int:
        """Points left where so many microseconds of refilling are owed."""
        return max(self.limit - math.ceil(owed * self.restore / 1_000_000), 0)


@dataclass(frozen=True, slots=True)
class Balance:
    """A budget after something was spent from it, or refused."""

    budget: Budget
    remaining: int


class OverBudget(DomainError):
    """The subject has spent its points; in `retry_after` seconds it has enough for the same again."""

    kind = Kind.UNAVAILABLE
    code = "THROTTLED"

    def __init__(self, *, retry_after: int, balance: Balance) -> None:
        super().__init__("You have asked for very much. Please wait a little and try again.")
        self.retry_after = retry_after
        self.balance = balance


class Purse:
    """The budgets of all subjects: in Redis, or in this process while Redis does not answer."""

    def __init__(self) -> None:
        """Nobody has spent anything here."""
        self._full_at: OrderedDict[str, int] = OrderedDict()
        self._ask_again_at = 0.0

    async def spend(self, *, budget: Budget, subject: str, points: int) -> Balance:
        """Take points of the subject's budget. Raises OverBudget, having taken nothing, where too few are left."""
        # Hashed, so that Redis holds no addresses of people and a key has one length.
        key = redis_key("budget", budget.name, hashlib.sha256(subject.encode(errors="replace")).hexdigest())
        price, room = budget.time_for(points), budget.time_for(budget.limit)
        answer = await self._spend_in_redis(key, price, room)
        wait, owed = self._spend_here(key, price, room) if answer is None else answer
        balance = Balance(budget, budget.left(owed))
        if wait > 0:
            raise OverBudget(retry_after=math.ceil(wait / 1_000_000), balance=balance)
        return balance

    async def _spend_in_redis(self, key: str, price: int, room: int) -> tuple[int, int] | None:
        if time.monotonic() < self._ask_again_at:
            return None
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                answer = await async_redis().eval(_SPEND, 1, key, str(price), str(room))
        except REDIS_FAILURES:
            log.warning("budgets are counted per process", exc_info=True)
            self._ask_again_at = time.monotonic() + _PAUSE_SECONDS
            return None
        wait, owed = cast("list[int]", answer)
        return wait, owed

    def _spend_here(self, key: str, price: int, room: int) -> tuple[int, int]:
        now = time.monotonic_ns() // 1_000
        full_at = max(self._full_at.get(key, 0), now)
        wait = full_at + price - now - room
        if wait > 0:
            return wait, full_at - now
        self._full_at[key] = full_at + price
        self._full_at.move_to_end(key)
        if len(self._full_at) > _LOCAL_SUBJECTS:
            self._full_at.popitem(last=False)
        return 0, full_at + price - now


purse = Purse()
