"""Hear of committed events at once: LISTEN on a connection of its own, past any pooler."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings

log = logging.getLogger("fashionistar.outbox")

CHANNEL = "outbox"
_RETRY_SECONDS = 1.0
# A listener that hears nothing for this long asks the server whether it is still there.
_QUIET_SECONDS = 15.0


async def listen(wake: Callable[[], None]) -> None:
    """Call `wake` after each commit of events, until cancelled. Without a connection, polling has to do."""
    while True:
        try:
            async with await _connect() as connection:
                await connection.execute(f"LISTEN {CHANNEL}".encode())
                wake()  # what was committed while nobody listened
                while True:
                    async for _ in connection.notifies(timeout=_QUIET_SECONDS):
                        wake()
                    await connection.execute(b"SELECT 1")
        except (psycopg.Error, OSError) as error:
            log.warning("not listening to the outbox", extra={"reason": type(error).__name__})
            await asyncio.sleep(_RETRY_SECONDS)


async def _connect() -> psycopg.AsyncConnection[Any]:
    direct = settings.DIRECT_DATABASE
    return await psycopg.AsyncConnection.connect(
        dbname=direct["NAME"],
        user=direct["USER"],
        password=direct["PASSWORD"],
        host=direct["HOST"],
        port=direct["PORT"],
        application_name="fashionistar-relay",
        connect_timeout=2,
        autocommit=True,
    )
