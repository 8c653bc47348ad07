"""The last events of each topic, kept in Redis for those who were away.

A topic's events are numbered without a gap in the order in which they are told: a number that is not the next one says
that something was missed. Where a log is lost or too short, whoever asks is told so; nothing durable hangs on it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import orjson

from domains.common.redis import async_redis, redis_key

MOST = 200
KEPT = timedelta(hours=6)

# A log that begins anew begins at the server's time in microseconds: higher than whatever it has numbered before.
# The entry holds its cause, so an event that is published twice, by a relay that was killed or by several processes, is
# told once. Keeping and telling are one step: who is told can find it in the log.
_APPEND = """
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
local number
if last then
    number = string.format('%.0f', last + 1)
else
    local time = redis.call('TIME')
    number = string.format('%.0f', time[1] * 1000000 + time[2])
end
redis.call('ZADD', KEYS[1], number, ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], number .. ' ' .. ARGV[1])
return 1
"""

# The first and last numbers, and what stands behind a number.
_READ = """
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
if not first then return {} end
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
local behind = {}
if ARGV[1] ~= '' then behind = redis.call('ZRANGE', KEYS[1], '(' .. ARGV[1], '+inf', 'BYSCORE', 'WITHSCORES') end
return {string.format('%.0f', first), string.format('%.0f', last), behind}
"""


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An event of a topic. Its number is one more than that of the event before."""

    sequence: int
    name: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a topic stands: the number told last (None: nothing is known), and what stands behind a number asked for.

    `behind` is None where that can't be told: too old, too many, lost, or never a number of this topic.
    """

    last: int | None
    behind: tuple[LiveEvent, ...] | None


async def publish(*, topic: str, cause: str, name: str, payload: dict[str, Any]) -> None:
    """Tell all who listen to the topic, once for each cause, such as the number of an event in the outbox.

    Raises one of REDIS_FAILURES while Redis is away; the outbox tries again.
    """
    entry = orjson.dumps([cause, name, payload], option=orjson.OPT_SORT_KEYS)
    kept = str(KEPT // timedelta(milliseconds=1))
    await async_redis().eval(_APPEND, 1, _key(topic), entry, str(MOST), kept, channel_of(topic))


async def standing(topic: str, *, after: int | None) -> Standing:
    """Where the topic stands, with what was told after a number. Raises one of REDIS_FAILURES."""
    answer = await async_redis().eval(_READ, 1, _key(topic), "" if after is None else str(after))
    if not answer:
        return Standing(last=None, behind=None)
    first, last, behind = cast("tuple[bytes, bytes, list[bytes]]", answer)
    if after is None or not int(first) - 1 <= after <= int(last):
        return Standing(last=int(last), behind=None)
    told = zip(behind[::2], behind[1::2], strict=True)
    return Standing(last=int(last), behind=tuple(_event(int(float(number)), entry) for entry, number in told))


def event_in(message: bytes) -> LiveEvent:
    """The event of a message of a topic's channel."""
    number, _, entry = message.partition(b" ")
    return _event(int(number), entry)


def channel_of(topic: str) -> str:
    """The Redis channel on which a topic is told."""
    return redis_key("live", topic)


def _event(number: int, entry: bytes) -> LiveEvent:
    _, name, payload = orjson.loads(entry)
    return LiveEvent(sequence=number, name=name, payload=payload)


def _key(topic: str) -> str:
    return redis_key("live-log", topic)
