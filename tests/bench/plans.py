"""Which plans PostgreSQL used for an operation: read from its own log, as the web process's sessions ran them."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.bench.generator import Requests

_SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_format": "json",
    "auto_explain.log_nested_statements": "off",
}
_SETTLE_SECONDS = 1.0
_PAUSE = threading.Event()
_PLAN = re.compile(r"duration: [\d.]+ ms  plan:\n(?P<plan>(?:\t.*\n)+)")


class Plans:
    """Turns the log of plans on for all sessions, and off again at the end."""

    def __init__(self, *, database_url: str, log: Path, url: str) -> None:
        self._log, self._url = log, url
        self._connection = psycopg.connect(database_url, autocommit=True)
        self._connection.execute("LOAD 'auto_explain'")
        for name, value in _SETTINGS.items():
            self._connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        self._reload()
        # Sessions load libraries when they begin; the pools open new ones.
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        _PAUSE.wait(_SETTLE_SECONDS)  # a bench has no event to wait for here

    def of(self, requests: Requests) -> list[str]:
        """How each table was read for the first of these requests that finds new sessions ready."""
        self._ask(requests())
        begin = self._log.stat().st_size
        self._ask(requests())
        _PAUSE.wait(_SETTLE_SECONDS)  # the log is written behind the answer
        with self._log.open("rb") as log:
            log.seek(begin)
            text = log.read().decode(errors="replace")
        return sorted({step for found in _PLAN.finditer(text) for step in _steps(found["plan"])})

    def close(self) -> None:
        """Leave the server as it was."""
        for name in _SETTINGS:
            self._connection.execute(f"ALTER SYSTEM RESET {name}".encode())
        self._reload()
        self._connection.close()

    def _reload(self) -> None:
        self._connection.execute("SELECT pg_reload_conf()")
        _PAUSE.wait(_SETTLE_SECONDS)  # sessions hear of it between statements

    def _ask(self, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        headers = {"content-type": "application/json"} if body else {}
        httpx.request(method, self._url + path, content=body, headers=headers, timeout=30)


def _steps(text: str) -> Iterator[str]:
    plan = json.loads(text)
    # Outbox, timetable and sessions run beside what is measured.
    if re.search(r"common_|pg_stat|django_", plan["Query Text"]):
        return
    yield from _reads(plan["Plan"])


def _reads(node: dict[str, Any]) -> Iterator[str]:
    if "Relation Name" in node:
        index = f" by {node['Index Name']}" if "Index Name" in node else ""
        yield f"{node['Relation Name']}: {node['Node Type']}{index}"
    elif "Index Name" in node:
        yield f"{node['Node Type']} by {node['Index Name']}"
    for below in node.get("Plans", ()):
        yield from _reads(below)
