"""A marketplace of the bench's own: one web process, seeded once, kept under var/bench for the next run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config.embedded.ports import free_port
from config.embedded.processes import wait_until
from config.supervisor.home import ROOT, Home, State, running_state

# A hundred thousand products take some ten minutes to load, and far longer beside other work.
_START_SECONDS, _STOP_SECONDS = 3_600.0, 30.0


@dataclass(frozen=True, slots=True)
class Target:
    """The running marketplace: where it is, and what its parts are."""

    state: State
    web_pid: int
    port: int
    database_log: Path


@contextmanager
def running_marketplace(*, scale: int) -> Iterator[Target]:
    """Start it, with the demo marketplace at that scale, and stop it afterwards."""
    home = Home(var=ROOT / "var" / f"bench-{scale}")
    home.make()
    env = {
        **os.environ,
        "VAR_DIR": str(home.var),
        "SEED_SCALE": str(scale),
        "NETWORK_LIMIT_FACTOR": "1000",
        "GRAPHQL_BUDGET": "1000000000",
        "GRAPHQL_RESTORE_PER_SECOND": "1000000000",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "config.launch", "up", "--web", "1", "--port", str(free_port())]
    with (home.logs / "up.log").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_until(lambda: process.poll() is not None or running_state(home) is not None, seconds=_START_SECONDS)
        state = running_state(home)
        if state is None:
            raise SystemExit(f"The marketplace did not start; see {home.logs / 'up.log'}.")
        yield Target(
            state=state,
            web_pid=_pid(home),
            port=urlsplit(state.urls["web"]).port or 0,
            database_log=home.logs / "postgres.log",
        )
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS)


def _pid(home: Home) -> int:
    return int(json.loads((home.children / "web.json").read_text(encoding="utf-8"))["process"]["pid"])
