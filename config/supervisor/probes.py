"""How the supervisor sees that a process is ready, without loading a client library."""

import asyncio
from collections.abc import Awaitable, Callable

from config.embedded.ports import LOOPBACK

ANSWER_SECONDS = 5.0


def answers_http(port: int, path: str, *, only_success: bool = True) -> Callable[[int], Awaitable[bool]]:
    """Return a probe: does GET `path` answer, with 200 if `only_success`?"""

    async def probe(_pid: int) -> bool:
        try:
            status = await asyncio.wait_for(_status_of(port, path), ANSWER_SECONDS)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            return False
        return status == 200 if only_success else True

    return probe


async def _status_of(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        line = await reader.readuntil(b"\r\n")
        return int(line.split()[1])
    finally:
        writer.close()
