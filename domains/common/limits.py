"""How often something may be done: a leaky bucket per subject in Redis, counted by one atomic script.

Fails closed: where Redis does not answer, nothing limited is allowed.
"""

import hashlib
import logging
import math
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Address, ip_address, ip_network
from typing import cast

from domains.common.errors import DomainError, Kind, Unavailable
from domains.common.redis import REDIS_FAILURES, async_redis, redis_client, redis_key

log = logging.getLogger(__name__)

# Generic cell rate algorithm: the key holds the moment at which the bucket is empty again, in microseconds of the
# server's clock, so that the clocks of our processes do not matter. A refused try does not fill the bucket further.
_SPEND = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local step = tonumber(ARGV[1])
local room = tonumber(ARGV[2])
local empty_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local wait = empty_at + step - now - room
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', empty_at + step), 'PX', math.ceil((empty_at + step - now) / 1000))
return 0
"""


class TooManyRequests(DomainError):
    """Somebody does this too often; `retry_after` seconds from now it works again."""

    kind = Kind.UNAVAILABLE
    code = "TOO_MANY_REQUESTS"

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("Too many tries. Please wait a little and try again.")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times at once, refilled evenly over `period`."""

    name: str
    count: int
    period: timedelta


async def spend(*, limit: Limit, subject: str) -> None:
    """Count one try of `subject` (an address, a network, a user id).

    Raises TooManyRequests when its bucket is full, Unavailable when Redis does not answer.
    """
    try:
        answer = await async_redis().eval(_SPEND, 1, *_arguments(limit, subject))
    except REDIS_FAILURES as error:
        log.exception("limit not counted", extra={"limit": limit.name})
        raise Unavailable from error
    _judge(cast("int", answer))


def spend_sync(*, limit: Limit, subject: str) -> None:
    """As `spend`, for callers that run in a thread."""
    try:
        answer = redis_client().eval(_SPEND, 1, *_arguments(limit, subject))
    except REDIS_FAILURES as error:
        log.exception("limit not counted", extra={"limit": limit.name})
        raise Unavailable from error
    _judge(cast("int", answer))


async def forgive(*, limit: Limit, subject: str) -> None:
    """Empty the bucket of `subject`, after it proved to be who it says. Raises Unavailable without Redis."""
    try:
        await async_redis().delete(_key(limit, subject))
    except REDIS_FAILURES as error:
        raise Unavailable from error


def network_of(address: str) -> str:
    """What one subscriber is given: an IPv4 address, or the /64 of an IPv6 address; "unknown" for anything else."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def subnet_of(network: str) -> str:
    """What a small provider is given, of a network of `network_of`: an IPv4 /24 or IPv6 /48; "" for anything else."""
    try:
        parsed = ip_network(network)
    except ValueError:
        return ""
    return str(parsed.supernet(new_prefix=24 if isinstance(parsed, IPv4Network) else 48))


def _arguments(limit: Limit, subject: str) -> tuple[str, str, str]:
    period = limit.period // timedelta(microseconds=1)
    return _key(limit, subject), str(period // limit.count), str(period)


def _judge(wait: int) -> None:
    if wait > 0:
        raise TooManyRequests(retry_after=math.ceil(wait / 1_000_000))


def _key(limit: Limit, subject: str) -> str:
    # Hashed, so that Redis holds no addresses of people and a key has one length.
    return redis_key("limit", limit.name, hashlib.sha256(subject.encode(errors="replace")).hexdigest())
