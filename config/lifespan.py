"""What a web process opens on its way in and closes on its way out."""

from starlette.types import Receive, Send

from domains.common.db import close_async_pools
from domains.common.live import hub
from domains.common.redis import close_async_redis


async def lifespan(receive: Receive, send: Send) -> None:
    """Answer the server's lifespan messages."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
            continue
        await hub().close()
        await close_async_redis()
        await close_async_pools()
        await send({"type": "lifespan.shutdown.complete"})
        return
