"""Native async reads: one read scope is one database connection of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django_async_backend.db import async_connections, async_new_connection
from psycopg import AsyncConnection, AsyncCursor, DataError
from psycopg.rows import args_row, tuple_row

from domains.common.errors import DomainError, InvalidInput, Kind
from domains.common.undertaking import ReadTookTooLong, patience

type Params = Sequence[Any] | Mapping[str, Any]

# The task that opened the scope: a connection belongs to one task, a child task sees the parent's value and must
# open a scope of its own.
_scope: ContextVar[asyncio.Task[Any] | None] = ContextVar("read_scope", default=None)
writing: ContextVar[bool] = ContextVar("writing", default=False)


class ReadInsideWrite(DomainError):
    """A read scope was opened inside a write: it would not see what the write has changed."""

    kind = Kind.INVALID
    code = "READ_INSIDE_WRITE"


@asynccontextmanager
async def reading() -> AsyncIterator[None]:
    """Give the block a database connection of its own; nested scopes of the same task share it.

    Reads that should run at the same time are gathered, each in its own scope. Raises ReadInsideWrite inside a write,
    ReadTookTooLong within a mutation that has no more time.
    """
    if writing.get():
        raise ReadInsideWrite("A write reads through its own transaction.")
    task = asyncio.current_task()
    if _scope.get() is task:
        yield
        return
    token = _scope.set(task)
    try:
        async with asyncio.timeout(patience()) as limit, async_new_connection():
            yield
    except TimeoutError as error:
        if limit.expired():
            raise ReadTookTooLong from error
        raise
    finally:
        _scope.reset(token)


async def fetch_all[Row](sql: str, params: Params = (), *, row: Callable[..., Row]) -> list[Row]:
    """Run a prepared statement in a read scope and build one `row` of each record's columns, in their order.

    `sql` is a constant of the code with `%s` or `%(name)s` for values; values never become part of it.
    """
    return await _fetch(sql, params, args_row(row))


async def fetch_tuples(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """As `fetch_all`, giving plain tuples."""
    return await _fetch(sql, params, tuple_row)


async def _fetch(sql: str, params: Params, factory: Any) -> list[Any]:
    async with reading():
        wrapper = async_connections[DEFAULT_DB_ALIAS]
        await wrapper.ensure_connection()
        raw: AsyncConnection[Any] = wrapper.connection
        # Django opens its connections with None, which means "never", whatever `execute` is told below.
        raw.prepare_threshold = 5 if settings.PREPARED_STATEMENTS else None
        # psycopg's own cursor class: values travel apart from the text (server-side binding), and the plan is kept.
        async with AsyncCursor(raw, row_factory=factory) as cursor:
            try:
                await cursor.execute(sql.encode(), params, prepare=settings.PREPARED_STATEMENTS)
            except (DataError, UnicodeEncodeError) as error:
                # Without a state it never reached the server: a NUL or a lone surrogate, which no text there has.
                if getattr(error, "sqlstate", None) is None:
                    raise InvalidInput("That text has characters that no text here has.") from error
                raise
            return await cursor.fetchall()


async def close_async_pools() -> None:
    """Close the pools of all aliases; the ASGI lifespan calls it on the way out."""
    for wrapper in async_connections.all():
        await wrapper.close_pool()
