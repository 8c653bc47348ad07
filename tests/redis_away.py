"""Redis cannot be reached, for the tests of what is done then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.test import override_settings

from domains.common.redis import close_async_redis


@asynccontextmanager
async def redis_away() -> AsyncIterator[None]:
    """Have the running loop look for Redis where nobody listens."""
    await close_async_redis()
    try:
        with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
            yield
    finally:
        await close_async_redis()
