"""What a load cost: CPU by the operating system, of the server and of its sessions in PostgreSQL, and statements."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg

from tests.bench.sessions import sessions_of

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Reading:
    """CPU seconds of the process and of each database session it has, and statements run; all since their beginning."""

    cpu_seconds: float
    statements: int
    session_seconds: Mapping[int, float]

    def database_seconds_since(self, before: Self) -> float:
        """What its sessions worked meanwhile; one that was closed meanwhile is not counted."""
        return sum(
            seconds - before.session_seconds.get(session, 0.0) for session, seconds in self.session_seconds.items()
        )


class Meters:
    """Reads both meters of one web process and its database."""

    def __init__(self, *, pid: int, database_url: str) -> None:
        self._pid = pid
        self._connection = psycopg.connect(database_url, autocommit=True)
        self._connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        self._connection.execute("SET pg_stat_statements.track = 'none'")

    def read(self) -> Reading:
        """Both meters now; the session's own statements are not counted."""
        row = self._connection.execute(
            "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
            " WHERE query NOT LIKE ALL (ARRAY['BEGIN%', 'COMMIT%', 'SET %', 'SHOW %'])"
        ).fetchone()
        assert row is not None
        sessions = sessions_of(self._pid, self._connection)
        return Reading(
            cpu_seconds=_cpu_seconds(self._pid),
            statements=int(row[0]),
            session_seconds={session: _cpu_seconds(session) for session in sessions},
        )

    def products(self) -> int:
        """How many products the marketplace has."""
        row = self._connection.execute("SELECT count(*) FROM catalogue_product").fetchone()
        assert row is not None
        return int(row[0])

    def peak_memory_mib(self) -> float:
        """The process's largest resident size so far."""
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _cpu_seconds(pid: int) -> float:
    # proc(5): fields 14 and 15 of stat, counted behind the command's closing parenthesis.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
