"""Bearer tokens: how they are sent, and whether one that opened a stream is still good."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import psycopg
from django.db import DatabaseError

from domains.common.clock import utc_now
from domains.common.errors import DomainError, Unavailable
from domains.identity.authentication import viewer_of
from domains.identity.viewer import Viewer

# Seconds. A session that is revoked is remembered as good for 15 more, a token for 30 after its end: 45 at most.
RECHECK = 15.0


def bearer(header: str | None) -> str | None:
    """The token of an `Authorization: Bearer` value; any other scheme counts as a bad token."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else header


async def is_still(viewer: Viewer, *, token: str | None) -> bool:
    """Whether the token still stands for that viewer: not expired, its session open, its user and role the same."""
    try:
        return await viewer_of(token=token, now=utc_now()) == viewer
    except (DatabaseError, psycopg.Error, Unavailable):
        # The database is away, so nobody can say; the next round will.
        return True
    except DomainError:
        return False


async def while_good(
    stream: Callable[[], AsyncGenerator[str, None]], *, viewer: Viewer, token: str | None
) -> AsyncGenerator[str, None]:
    """The stream, which has a heartbeat, until the token is not good any more."""
    due = time.monotonic() + RECHECK
    async with aclosing(stream()) as chunks:
        async for chunk in chunks:
            if time.monotonic() >= due:
                if not await is_still(viewer, token=token):
                    return
                due = time.monotonic() + RECHECK
            yield chunk


def socket_token(parameters: dict[str, Any] | None) -> str | None:
    """The token of a WebSocket's `connection_init`."""
    given = (parameters or {}).get("authorization", (parameters or {}).get("Authorization"))
    return bearer(given if isinstance(given, str) else None)
