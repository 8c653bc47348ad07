"""What a web process opens on its way in and closes on its way out."""

import gc

from starlette.types import Receive, Send

from domains.common.db import close_async_pools
from domains.common.live_hub import hub
from domains.common.redis import close_async_redis, connect_async_redis
from domains.common.slots import slots
from domains.search.misses import miss_log

# A request makes tens of thousands of short-lived objects and hardly any cycles; looking for cycles after every 2,000
# of them took a sixth of the CPU of a product list. What was loaded at start is frozen: it is never looked at again.
_YOUNG, _MIDDLE, _OLD = 50_000, 50, 50
# Seconds a start waits for Redis, which a web process can do without. The first request would not wait so long.
_REDIS_PATIENCE = 2.0


async def lifespan(receive: Receive, send: Send) -> None:
    """Answer the server's lifespan messages."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            gc.collect()
            gc.freeze()
            gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
            await connect_async_redis(patience=_REDIS_PATIENCE)
            await send({"type": "lifespan.startup.complete"})
            continue
        await miss_log.flush()
        await hub().close()
        await slots().close()
        await close_async_redis()
        await close_async_pools()
        await send({"type": "lifespan.shutdown.complete"})
        return
