"""The whole application behind a real server on the test's own loop, and a relay that tells what is committed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from config.asgi import application
from config.embedded.ports import free_port
from config.http.server import HeadDeadlineProtocol, ReadingDeadlineProtocol
from domains.common.bridge import in_transaction
from tasks.outbox.dispatch import dispatch_events
from tasks.outbox.relay import Relay
from tasks.table import Table, current_table
from tests.sandbox.running import until


@asynccontextmanager
async def serving(**changes: Any) -> AsyncIterator[uvicorn.Server]:
    """Serve on a free port, with the protocols of production."""
    facts = {"http": HeadDeadlineProtocol, "ws": ReadingDeadlineProtocol, "ws_per_message_deflate": False, **changes}
    config = uvicorn.Config(application, host="127.0.0.1", port=free_port(), log_config=None, lifespan="off", **facts)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield server
    server.should_exit = True
    await running


def server_side(server: uvicorn.Server, address: Any) -> Any:
    """The server's own end of the connection that comes from an address."""
    [own] = [one for one in server.server_state.connections if getattr(one, "client", None) == tuple(address[:2])]
    return own


async def settle() -> None:
    """Let what was recorded until now be past: it has its durable reactions, and no relay tells of it any more."""
    durable = {
        name: tuple(one for one in group if one.queue is not None) for name, group in current_table().events.items()
    }
    await in_transaction(dispatch_events, table=Table(durable))


@asynccontextmanager
async def relaying() -> AsyncIterator[None]:
    """Run the pushes of what is committed within the block."""
    pushes = {name: tuple(one for one in group if one.queue is None) for name, group in current_table().events.items()}
    relay = Relay(table=Table(pushes))
    running = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        relay.stop.set()
        await running
