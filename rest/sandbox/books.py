"""The books: one SQLite file, one thread that writes and one that reads beside it."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_SCHEMA = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


class Books:
    """Runs work on the books off the event loop. A write that returned survives kill -9 and a power cut."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One writer: requests queue here instead of failing with "database is locked".
        self._writing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="books-write")
        self._reading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="books-read")
        self._writer = _connect(path)
        self._writer.executescript(_SCHEMA)
        self._reader = _connect(path)
        self._reader.execute("PRAGMA query_only = ON")

    async def write[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in one transaction; an exception undoes all of it."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, _in_transaction, self._writer, work)

    async def read[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` on one consistent snapshot."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, _on_snapshot, self._reader, work)

    def close(self) -> None:
        self._writing.shutdown()
        self._reading.shutdown()
        self._writer.close()
        self._reader.close()


def _connect(path: Path) -> sqlite3.Connection:
    # No autocommit magic: transactions are opened below. The connection is used by its own thread only.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL syncs the log at every commit; NORMAL could lose the last commits in a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _in_transaction[T](connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        # SQLite itself has already rolled back after some errors, a full disk for one.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _on_snapshot[T](connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(connection)
    finally:
        connection.execute("ROLLBACK")
