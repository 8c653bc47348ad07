"""An event and reactions that leave a trace: rows of the table `handled`."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from threading import Event as ThreadEvent
from typing import ClassVar

from django.db import connection, transaction

from domains.common.bridge import in_transaction
from domains.common.events import Event, record
from tasks.table import Happened, Queue, call, effect, push


@dataclass(frozen=True, kw_only=True)
class Probed(Event):
    """Something to react to; `conduct` tells the probe what to do."""

    aggregate_kind: ClassVar[str] = "probe"
    aggregate_key: ClassVar[str] = "probe"
    probe: str
    number: int = 0
    conduct: str = ""


class ProbeFailure(Exception):
    """A reaction failed, as it was told to."""


def make_trace() -> None:
    """Create the table of traces."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS handled"
            " (id bigserial, reaction text, aggregate text, number int, process int,"
            " at timestamptz DEFAULT clock_timestamp())"
        )


def happen(*events: Event) -> None:
    """Commit events in one transaction."""
    with transaction.atomic():
        record(*events)


def handled(reaction: str) -> list[tuple[str, int]]:
    """What a reaction has handled, in its order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT aggregate, number FROM handled WHERE reaction = %s ORDER BY id", [reaction])
        return list(cursor.fetchall())


def handlers(reaction: str) -> set[int]:
    """The processes that have handled something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT process FROM handled WHERE reaction = %s", [reaction])
        return {process for (process,) in cursor.fetchall()}


def _trace(reaction: str, happened: Happened) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO handled (reaction, aggregate, number, process) VALUES (%s, %s, %s, %s)",
            [reaction, happened.aggregate, happened.payload["number"], os.getpid()],
        )


def _hang_the_first_time(reaction: str) -> None:
    """Stay here until told to go on, if nobody was here before; the file says which process does."""
    here = Path(os.environ["PROBE_DIR"])
    note = here / f"{reaction} hangs.{os.getpid()}"
    note.write_text(str(os.getpid()))
    try:
        # A link is there at once with what it says, or not at all.
        (here / f"{reaction} hangs").hardlink_to(note)
    except FileExistsError:
        return
    while not (here / "go on").exists():
        ThreadEvent().wait(0.05)


def _count(happened: Happened) -> None:
    _trace("count", happened)
    if happened.payload["conduct"] == "fail":
        raise ProbeFailure("as told")
    if happened.payload["conduct"] in {"hang", "hang count"}:
        _hang_the_first_time("count")


async def _ask(happened: Happened) -> None:
    if happened.payload["conduct"] in {"hang", "hang ask"}:
        await asyncio.to_thread(_hang_the_first_time, "ask")
    await in_transaction(_trace, "ask", happened)


async def _tell(happened: Happened) -> None:
    if happened.payload["conduct"] == "fail":
        raise ProbeFailure("as told")
    await in_transaction(_trace, "tell", happened)


async def _export(happened: Happened) -> None:
    await asyncio.to_thread(_hang_the_first_time, "export")
    await in_transaction(_trace, "export", happened)


async def _draw(happened: Happened) -> None:
    await in_transaction(_trace, "draw", happened)


COUNT = effect("count", _count, Queue.CRITICAL)
ASK = call("ask", _ask, Queue.DEFAULT)
TELL = push("tell", _tell)
REACTIONS = {"Probed": (COUNT, ASK, TELL)}
SLOW_REACTIONS = {"Probed": (call("export", _export, Queue.LOW_PRIORITY), call("draw", _draw, Queue.MEDIA))}
