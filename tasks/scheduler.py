"""Runs the timetable. Any number of schedulers may run: the database says which one runs what, by its own clock.

An entry that was missed is caught up once, not once per missed time.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db import connection

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import Unavailable
from tasks.timetable import Entry

log = logging.getLogger("fashionistar.scheduler")

LOOK_SECONDS = 1.0
STOP_SECONDS = 8.0

# A period that became shorter takes effect at once.
_ENTER = """
INSERT INTO scheduled_run (name, due_at, runs, last_error)
SELECT name, clock_timestamp(), 0, '' FROM unnest(%(names)s::text[]) AS entry (name)
ON CONFLICT (name) DO NOTHING
"""
_SHORTEN = """
UPDATE scheduled_run run SET due_at = least(run.due_at, clock_timestamp() + make_interval(secs => entry.every))
FROM unnest(%(names)s::text[], %(every)s::float8[]) AS entry (name, every) WHERE run.name = entry.name
"""
_CLAIM = """
WITH due AS (
    SELECT run.name, entry.every, entry.at_most
    FROM scheduled_run run
    JOIN unnest(%(names)s::text[], %(every)s::float8[], %(at_most)s::float8[]) AS entry (name, every, at_most)
        USING (name)
    WHERE run.due_at <= clock_timestamp() AND (run.running_until IS NULL OR run.running_until <= clock_timestamp())
    FOR UPDATE OF run SKIP LOCKED
)
UPDATE scheduled_run run
SET due_at = run.due_at + make_interval(secs =>
        due.every * (floor(extract(epoch FROM clock_timestamp() - run.due_at)::float8 / due.every) + 1)),
    running_until = clock_timestamp() + make_interval(secs => due.at_most),
    started_at = clock_timestamp(), runs = run.runs + 1
FROM due WHERE run.name = due.name
RETURNING run.name, run.runs
"""
_FINISH = """
UPDATE scheduled_run SET running_until = NULL, finished_at = clock_timestamp(), last_error = %(error)s
WHERE name = %(name)s AND runs = %(run)s
"""


class Scheduler:
    """One scheduler; `run` returns soon after `stop` is set."""

    def __init__(self, *, timetable: Sequence[Entry], look_seconds: float = LOOK_SECONDS) -> None:
        self.stop = asyncio.Event()
        self._entries = {entry.name: entry for entry in timetable}
        self._look_seconds = look_seconds
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Run what is due until stopped; an outage of PostgreSQL is waited out."""
        is_entered = False
        while not self.stop.is_set():
            try:
                if not is_entered:
                    await in_transaction(enter, timetable=list(self._entries.values()))
                    is_entered = True
                await self._start_what_is_due()
            except (DatabaseError, Unavailable) as error:
                log.warning("scheduler interrupted", extra={"reason": type(error).__name__})
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), self._look_seconds)
        await self._finish()

    async def _start_what_is_due(self) -> None:
        for name, run in await in_transaction(claim_due, timetable=list(self._entries.values())):
            task = asyncio.create_task(self._work(self._entries[name], run))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _work(self, entry: Entry, run: int) -> None:
        error = ""
        try:
            async with asyncio.timeout(entry.at_most / timedelta(seconds=1)):
                await entry.work(utc_now())
        except Exception as failure:  # the edge of the scheduler: the entry comes again in its time
            error = repr(failure)
            log.exception("entry of the timetable failed", extra={"entry": entry.name})
        with suppress(DatabaseError, Unavailable):  # then its lease runs out
            await in_transaction(finish_run, name=entry.name, run=run, error=error)

    async def _finish(self) -> None:
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def enter(*, timetable: Sequence[Entry]) -> None:
    """Give each entry its row; a new one is due at once, one with a shorter period than before no later than that."""
    names = [entry.name for entry in timetable]
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, {"names": names})
        cursor.execute(_SHORTEN, {"names": names, "every": [entry.every.total_seconds() for entry in timetable]})


def claim_due(*, timetable: Sequence[Entry]) -> list[tuple[str, int]]:
    """Take what is due, as (name, number of the run); its next time is the next multiple of its period."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "names": [entry.name for entry in timetable],
                "every": [entry.every.total_seconds() for entry in timetable],
                "at_most": [entry.at_most.total_seconds() for entry in timetable],
            },
        )
        return list(cursor.fetchall())


def finish_run(*, name: str, run: int, error: str) -> None:
    """Note that a run has ended, unless another has begun since."""
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, {"name": name, "run": run, "error": error[:500]})
