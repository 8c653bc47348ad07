"""One event loop beside a worker's threads: async reactions share its connections, which belong to a loop."""

import asyncio
from collections.abc import Awaitable, Coroutine
from functools import cache
from threading import Thread
from typing import Any

from domains.common.db import close_async_pools
from domains.common.redis import close_async_redis


def run_async[T](work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the process's background loop and wait for it; never call this on an event loop."""
    return asyncio.run_coroutine_threadsafe(work, _loop()).result()


def close_background_loop() -> None:
    """Close the loop's connections; a worker calls it on its way out."""
    run_async(_close_connections())


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="background-loop", daemon=True).start()
    return loop


async def _close_connections() -> None:
    await close_async_pools()
    await close_async_redis()


async def awaited(answer: Awaitable[None]) -> None:
    """A coroutine of any awaitable."""
    await answer
