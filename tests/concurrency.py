"""Many calls at the same moment, each in a thread with a database connection of its own."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Barrier, Event, Thread

from django.db import connection

CONNECTIONS = 60
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@contextmanager
def many_connections() -> Iterator[None]:
    """Let this process have 60 sync connections open at once; more threads than that wait in line."""
    options = connection.settings_dict["OPTIONS"]
    usual = options["pool"]
    _reset_pool()
    options["pool"] = {"min_size": CONNECTIONS, "max_size": CONNECTIONS, "timeout": 240}
    try:
        yield
    finally:
        options["pool"] = usual
        _reset_pool()


def all_at_once[R](calls: Sequence[Callable[[], R]]) -> list[R | Exception]:
    """What each call gave or raised; all of them are released together, by one barrier."""
    barrier = Barrier(len(calls))
    answers: list[R | Exception] = [TimeoutError()] * len(calls)

    def run(index: int, call: Callable[[], R]) -> None:
        barrier.wait(timeout=120)
        try:
            answers[index] = call()
        except Exception as error:  # noqa: BLE001 - the answer of this call, for the test to judge
            answers[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index, call), daemon=True) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    return answers


def beside[R](call: Callable[[], R]) -> tuple[Thread, list[R | Exception]]:
    """Run a call in a thread with a connection of its own; what it gave or raised is in the list in the end."""
    answers: list[R | Exception] = []

    def run() -> None:
        try:
            answers.append(call())
        except Exception as error:  # noqa: BLE001 - the answer of this call, for the test to judge
            answers.append(error)
        finally:
            connection.close()

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread, answers


def until_waiting(count: int) -> None:
    """Return once so many connections wait for a lock."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= count:
                return
        Event().wait(0.02)
    raise AssertionError(f"{count} connections never waited for a lock")


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has broken in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _reset_pool() -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
