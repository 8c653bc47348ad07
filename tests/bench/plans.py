"""Which plans PostgreSQL used for an operation: read from its own log, as the web process's sessions ran them."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import cycle, islice
from json import JSONDecodeError
from pathlib import Path

import httpx
import psycopg

from tests.bench.marketplace import Target
from tests.bench.operations import Operation
from tests.bench.plan_reading import Plan, read_plan
from tests.bench.sessions import sessions_of

_SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_format": "json",
    "auto_explain.log_nested_statements": "off",
    # Rows as they were; the clock of each node would cost more than it tells.
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_parameter_max_length": "0",
}
_SETTLE_SECONDS = 1.0
# Facets are kept for less, the last ones included, and read nothing meanwhile.
_KEPT_SECONDS = 4.5
# PostgreSQL plans a prepared statement for its values five times before it may settle on one plan for all values.
_WARM_UPS = 12
# The log comes through a pipe, and late on a busy machine.
_LATE_SECONDS, _LOOK_SECONDS = 30.0, 0.1
_TRIES = 10
_PAUSE = threading.Event()
_LOGGED = re.compile(r"\[(?P<pid>\d+)\] \S+ +LOG:  duration: [\d.]+ ms  plan:\n(?P<plan>(?:\t.*\n)+)")


def print_plans(target: Target, wanted: Sequence[Operation]) -> None:
    """Print a table: one line for each statement of each operation that no operation before it ran in the same way."""
    database_url = target.state.environment["DATABASE_DIRECT_URL"]
    with closing(_Plans(target, database_url=database_url)) as plans:
        for operation in wanted:
            plans.warm(operation.messages)
        _PAUSE.wait(_KEPT_SECONDS)
        print("| operation | statement about | rows | plan: table, way, rows read |\n|---|---|---|---|")
        seen: dict[tuple[str, ...], str] = {}
        for operation in wanted:
            print("\n".join(lines_of(operation.name, plans.of(operation.messages[0]), seen)), flush=True)


def lines_of(name: str, plans: Sequence[Plan], seen: dict[tuple[str, ...], str]) -> Iterator[str]:
    """The operation's lines; `seen` says which operation had a plan first, and is added to."""
    if not plans:
        yield f"| {name} | no statement | | |"
    again: dict[str, int] = {}
    for plan in plans:
        if plan.shape in seen:
            again[seen[plan.shape]] = again.get(seen[plan.shape], 0) + 1
            continue
        seen[plan.shape] = name
        yield f"| {name} | {plan.about} | {plan.rows:,} | {'; '.join(plan.reads)} |"
    for first, count in again.items():
        yield f"| {name} | {count} as {'above' if first == name else f'in {first}'} | | |"


class _Plans:
    """Turns the log of plans on for the web process's sessions, and off again at the end."""

    def __init__(self, target: Target, *, database_url: str) -> None:
        self._target = target
        self._marks = 0
        self._connection = psycopg.connect(database_url, autocommit=True)
        self._connection.execute("LOAD 'auto_explain'")
        for name, value in _SETTINGS.items():
            self._connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        self._reload()
        # Sessions load libraries when they begin; the pools open new ones.
        self._connection.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [self._sessions()])
        _PAUSE.wait(_SETTLE_SECONDS)  # a bench has no event to wait for here

    def warm(self, messages: Sequence[bytes]) -> None:
        """Ask until sessions are open again and have settled on their plans."""
        # The pool still hands out sessions that were cut, and whoever gets one is told of an error.
        answers = [self._ask(message) for message in islice(cycle(messages), _WARM_UPS)]
        if not answers[-1]:
            raise SystemExit("The web process does not answer; see its log.")

    def of(self, message: bytes) -> list[Plan]:
        """The plans of one request, one for each of its statements, in their order."""
        for _ in range(_TRIES):
            begin = self._target.database_log.stat().st_size
            if not self._ask(message):
                raise SystemExit("The web process does not answer; see its log.")
            text = self._logged_since(begin)
            # Asked only now: the request may have opened a session. Others' sessions work beside it.
            sessions = set(self._sessions())
            with suppress(JSONDecodeError):
                found = (read_plan(one["plan"]) for one in _LOGGED.finditer(text) if int(one["pid"]) in sessions)
                return [plan for plan in found if plan is not None]
            # A long plan fills the pipe to the log, and another session wrote in the middle of it.
            _PAUSE.wait(_KEPT_SECONDS)
        raise SystemExit("PostgreSQL's log can't be read; is something else at work there?")

    def _logged_since(self, begin: int) -> str:
        """What the log says from there to a statement of ours, which is logged behind all others."""
        self._marks += 1
        mark = f"mark {self._marks} of plans"
        self._connection.execute(f"SELECT '{mark}'".encode())
        for _ in range(round(_LATE_SECONDS / _LOOK_SECONDS)):
            text = read_since(self._target.database_log, begin)
            if mark in text:
                return text
            _PAUSE.wait(_LOOK_SECONDS)
        raise SystemExit("PostgreSQL does not write its log.")

    def close(self) -> None:
        """Leave the server as it was."""
        for name in _SETTINGS:
            self._connection.execute(f"ALTER SYSTEM RESET {name}".encode())
        self._reload()
        self._connection.close()

    def _reload(self) -> None:
        self._connection.execute("SELECT pg_reload_conf()")
        _PAUSE.wait(_SETTLE_SECONDS)  # sessions hear of it between statements

    def _sessions(self) -> list[int]:
        return sessions_of(self._target.web_pid, self._connection)

    def _ask(self, request: bytes) -> bool:
        """Send it; False where the answer is an error."""
        head, _, body = request.partition(b"\r\n\r\n")
        first, *others = head.decode().split("\r\n")
        method, path, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in others)
        url = self._target.state.urls["web"] + path
        answer = httpx.request(method, url, content=body, headers=headers, timeout=30)
        return answer.status_code == httpx.codes.OK and b'"errors":[{' not in answer.content


def read_since(log: Path, begin: int) -> str:
    """What was written behind so many bytes; of a log that was put aside meanwhile its end, and all of the new one."""
    text = b""
    if log.stat().st_size < begin:
        text = log.with_name(f"{log.name}.1").read_bytes()[begin:]
        begin = 0
    with log.open("rb") as written:
        written.seek(begin)
        text += written.read()
    return text.decode(errors="replace")
