"""One mutation while it runs: how long it may still take, and whether it has changed anything.

PostgreSQL keeps the time of writes, inside their transaction: what is cut is rolled back. Reads are given up by the
loop, and their statement with them. Tasks and commands have no undertaking, and take as long as they take.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

from django.db import OperationalError, connection
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL

from domains.common.errors import DomainError, Kind

# Seconds that a write or read has in any case: the payment has been made when its outcome is to be written.
_LEAST = 3.0


class TookTooLong(DomainError):
    """A write waited too long for another, and was rolled back."""

    kind = Kind.UNAVAILABLE
    code = "TIMEOUT"

    def __init__(self) -> None:
        super().__init__("This took too long. Please try again.")


class ReadTookTooLong(TimeoutError):
    """What is to be told took too long to read. No `DomainError`: what was to be done may have been done."""


class Undertaking:
    """A mutation that has `seconds`. `has_written` once a write of it has ended well."""

    def __init__(self, *, seconds: float) -> None:
        """It begins now."""
        self._until = monotonic() + seconds
        self.has_written = False

    def patience(self) -> float:
        """The seconds that its next write or read may take."""
        return max(self._until - monotonic(), _LEAST)


_current: ContextVar[Undertaking | None] = ContextVar("undertaking", default=None)


@contextmanager
def undertaken[U: Undertaking | None](undertaking: U) -> Iterator[U]:
    """All writes and reads of the block belong to it; where there is none, to none."""
    token = _current.set(undertaking)
    try:
        yield undertaking
    finally:
        _current.reset(token)


def patience() -> float | None:
    """The seconds that a read may take; None where nobody counts."""
    undertaking = _current.get()
    return undertaking.patience() if undertaking else None


@contextmanager
def written_in_time() -> Iterator[None]:
    """Bound the transactions of the block on this thread's connection. Raises TookTooLong for one that was cut."""
    undertaking = _current.get()
    if undertaking is None:
        yield
        return
    try:
        with connection.execute_wrapper(_Bounds(undertaking.patience())):
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled | errors.LockNotAvailable):
            raise TookTooLong from error
        raise
    undertaking.has_written = True


class _Bounds:
    """Looks at each statement of a write before it is sent."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        wrapper = context["connection"]
        status = wrapper.connection.info.transaction_status if wrapper.in_atomic_block else None
        if status == TransactionStatus.INTRANS and self._left() <= 0:
            # Looks to the service like a statement that PostgreSQL has cut: a rule must not take it for its own.
            raise OperationalError from errors.QueryCanceled
        if status == TransactionStatus.IDLE:
            # Holds for the commit as well, where deferred constraints are checked, and ends with the transaction.
            milliseconds = max(int(self._left() * 1000), 1)
            with wrapper.wrap_database_errors:
                wrapper.connection.execute(SQL("SET LOCAL statement_timeout = {}").format(milliseconds))
        return execute(sql, params, many, context)

    def _left(self) -> float:
        return self._until - monotonic()
