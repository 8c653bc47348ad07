"""Two questions of an operator: does the process live, and may it get traffic?"""

import asyncio
from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from domains.common.db import fetch_tuples
from domains.common.redis import async_redis

_DEADLINE = 2.0


async def livez(request: Request) -> Response:
    """The event loop turns; nothing else is asked, so that a slow database gets no web process killed."""
    return _answer(200, {"status": "ok"})


async def readyz(request: Request) -> Response:
    """PostgreSQL answers; without it nothing works. Redis is reported, but reads and checkout do without it."""
    database, redis = await asyncio.gather(_ask(lambda: fetch_tuples("SELECT 1")), _ask(lambda: async_redis().ping()))
    parts = {"database": database, "redis": redis}
    ready = database == "ok"
    return _answer(200 if ready else 503, {"status": "ok" if ready else "unavailable", "parts": parts})


async def _ask(question: Callable[[], Awaitable[object]]) -> str:
    try:
        async with asyncio.timeout(_DEADLINE):
            await question()
    except Exception:  # noqa: BLE001 - whatever the reason, the part is not ready
        return "unavailable"
    return "ok"


def _answer(status: int, body: dict[str, object]) -> Response:
    return Response(
        orjson.dumps(body), status_code=status, media_type="application/json", headers={"cache-control": "no-store"}
    )


health = Router(routes=[Route("/livez", livez), Route("/readyz", readyz)])
