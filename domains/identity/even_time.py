"""The same time for every answer, so that the clock does not tell who has an account."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings


@asynccontextmanager
async def even_time() -> AsyncIterator[None]:
    """Let the block take EVEN_ANSWER at least, also when it raises."""
    loop = asyncio.get_running_loop()
    until = loop.time() + settings.EVEN_ANSWER.total_seconds()
    try:
        yield
    finally:
        await asyncio.sleep(max(0.0, until - loop.time()))
