"""Native async reads: one read scope is one database connection of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django_async_backend.db import async_connections
from psycopg import AsyncConnection, AsyncCursor, DataError
from psycopg.rows import args_row, tuple_row
from psycopg_pool import PoolTimeout

from domains.common.errors import DomainError, InvalidInput, Kind, Unavailable
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


# What gives connections back; the loop itself would forget it halfway.
_returning: set[asyncio.Task[None]] = set()


@asynccontextmanager
async def _own_connection() -> AsyncIterator[None]:
    """Lend the block a connection, which goes back to its pool however the block ends.

    Whoever was cancelled while giving it back would take it away for good: the pool would count it, and wait for it.
    """
    outer = async_connections[DEFAULT_DB_ALIAS]
    own = async_connections.create_connection(DEFAULT_DB_ALIAS)
    async_connections[DEFAULT_DB_ALIAS] = own
    try:
        yield
    finally:
        async_connections[DEFAULT_DB_ALIAS] = outer
        returning = asyncio.create_task(own.close())
        _returning.add(returning)
        returning.add_done_callback(_returning.discard)
        await asyncio.shield(returning)


@asynccontextmanager
async def reading() -> AsyncIterator[None]:
    """Give the block a database connection of its own; nested scopes of the same task share it.

    Reads that should run at the same time are gathered, each in its own scope. Raises ReadInsideWrite inside a write,
    ReadTookTooLong within a mutation that has no more time, Unavailable where no connection is free for long.
    """
    if writing.get():
        raise ReadInsideWrite("A write reads through its own transaction.")
    task = asyncio.current_task()
    if _scope.get() is task:
        yield
        return
    token = _scope.set(task)
    try:
        async with asyncio.timeout(patience()) as limit, _own_connection():
            yield
    except TimeoutError as error:
        if limit.expired():
            raise ReadTookTooLong from error
        raise
    except OperationalError as error:
        if isinstance(error.__cause__, PoolTimeout):
            raise Unavailable from error
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
