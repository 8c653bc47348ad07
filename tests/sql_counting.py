"""Counts the SQL statements this process sends, whoever sends them: the ORM, sync or async, or a raw cursor."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

# Sent when a connection is opened or a transaction is bounded: they depend on the pool, not on the code under test.
_SESSION = ("SET ", "SELECT SET_CONFIG", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SHOW ")


def _text(query: Any) -> str:
    text = query.decode() if isinstance(query, bytes) else str(query)
    return " ".join(text.split())


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Give a list that grows by the text of each statement sent within the block, session set-up left out.

    Use: `with counted_statements() as statements: ...` and then `assert len(statements) == 3, statements`.
    """
    statements: list[str] = []

    def note(query: Any) -> None:
        text = _text(query)
        if not text.upper().startswith(_SESSION):
            statements.append(text)

    sync_execute, async_execute = psycopg.Cursor.execute, psycopg.AsyncCursor.execute
    sync_many, async_many = psycopg.Cursor.executemany, psycopg.AsyncCursor.executemany

    def execute(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        note(query)
        return sync_execute(self, query, *args, **kwargs)

    async def execute_async(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        note(query)
        return await async_execute(self, query, *args, **kwargs)

    def executemany(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        note(query)
        return sync_many(self, query, *args, **kwargs)

    async def executemany_async(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        note(query)
        return await async_many(self, query, *args, **kwargs)

    with (
        patch.object(psycopg.Cursor, "execute", execute),
        patch.object(psycopg.Cursor, "executemany", executemany),
        patch.object(psycopg.AsyncCursor, "execute", execute_async),
        patch.object(psycopg.AsyncCursor, "executemany", executemany_async),
    ):
        yield statements
