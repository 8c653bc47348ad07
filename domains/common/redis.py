"""The one place that makes Redis clients: cluster mode everywhere, from the embedded single node to production.

Answers are bytes. Keys start with `settings.REDIS_PREFIX`, through `redis_key`; what must lie in one slot shares a
hash tag, such as `{cart:17}`.
"""

import asyncio
import logging
from contextlib import suppress
from functools import cache
from typing import Any, Self, cast
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio.cluster import RedisCluster as AsyncRedisCluster
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialWithJitterBackoff
from redis.cluster import RedisCluster
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisClusterException, RedisError
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

log = logging.getLogger(__name__)

# What a client raises when Redis is down, slow, or has lost part of its cluster.
REDIS_FAILURES = (RedisError, RedisClusterException, OSError, TimeoutError)

CONNECT_SECONDS = 1
# redis-py has a socket timeout of 5 s: a blocking command has to wait less than this.
ANSWER_SECONDS = 3
# Two more tries find the new primary after a fail-over; the ten of redis-py would hold a request for many seconds.
_RETRIES = 2
# An asyncio client opens one connection per command in flight, and raises past `max_connections`.
_COMMANDS_AT_ONCE = 96
_CONNECTIONS = 2 * _COMMANDS_AT_ONCE
_CLOSED = "This client was closed."


class BoundedRedisCluster(AsyncRedisCluster):
    """An asyncio cluster client whose commands queue for a connection instead of failing when there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turns = asyncio.Semaphore(_COMMANDS_AT_ONCE)
        self._connecting: asyncio.Task[Any] | None = None
        self._is_closing = self._is_closed = False

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command, after waiting for its turn. Raises ConnectionError once the client is being retired."""
        if self._is_closing:
            raise RedisConnectionError(_CLOSED)
        async with self._turns:
            return await super().execute_command(*args, **kwargs)

    async def initialize(self, *args: Any, **kwargs: Any) -> Self:
        """Connect. It goes on when a caller loses patience, so that the next one finds it done or nearly so.

        Given up with its caller it would begin anew each time, and where it takes longer than anybody waits, never end.
        Raises ConnectionError once the client was retired.
        """
        if self._is_closed:
            raise RedisConnectionError(_CLOSED)
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(super().initialize(*args, **kwargs))
            # Whoever waits for it hears why it failed; maybe nobody does any more.
            self._connecting.add_done_callback(lambda task: task.cancelled() or task.exception())
        connecting = self._connecting
        # Not `await shield(…)`: its cancellation could not be told from the caller's.
        await asyncio.wait([connecting])
        if connecting.cancelled():
            raise RedisConnectionError(_CLOSED)
        connecting.result()
        return self

    async def retire(self) -> None:
        """Close for good, after the commands under way; after `aclose` alone the next one would connect anew."""
        self._is_closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                for _ in range(_COMMANDS_AT_ONCE):
                    await self._turns.acquire()
        self._is_closed = True
        if self._connecting is not None and not self._connecting.done():
            # `aclose` does not see a client that is just connecting.
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        await self.aclose()


_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, BoundedRedisCluster] = WeakKeyDictionary()


def redis_key(*parts: str) -> str:
    """A key of this installation: `fashionistar:limit:login:…`."""
    return ":".join((settings.REDIS_PREFIX, *parts))


@cache
def redis_client(*, texts: bool = False) -> RedisCluster:
    """The process's sync client, safe for threads; with `texts` its answers are texts instead of bytes.

    Raises one of REDIS_FAILURES where no node answers.
    """
    return RedisCluster.from_url(
        settings.REDIS_URL,
        decode_responses=texts,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), _RETRIES),
        **_options(),
    )


def async_redis() -> BoundedRedisCluster:
    """The running event loop's client. It connects with its first command."""
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        client = BoundedRedisCluster.from_url(
            settings.REDIS_URL,
            retry=AsyncRetry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), _RETRIES),
            max_connections=_CONNECTIONS,
            **_options(),
        )
        _clients[loop] = cast("BoundedRedisCluster", client)
    return _clients[loop]


async def connect_async_redis(*, patience: float) -> None:
    """Connect the running loop's client ahead of its first command, which may be in a hurry.

    Where Redis does not answer within `patience` seconds the log says so, and commands connect when it does.
    """
    try:
        async with asyncio.timeout(patience):
            await async_redis().initialize()
    except REDIS_FAILURES:
        log.warning("Redis does not answer; connecting when it does", exc_info=True)


async def close_async_redis() -> None:
    """Close the running loop's client, if it has one; the ASGI lifespan calls it on the way out."""
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.retire()


def _options() -> dict[str, Any]:
    return {
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        # Valkey does not know this handshake; asking costs a round trip per connection.
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }
