"""Commands on the database and on a running marketplace."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.embedded.processes import end, guarded, wait_until
from config.launch.placeholders import PLACEHOLDERS
from config.launch.servers import servers
from config.supervisor.errors import StartFailed
from config.supervisor.home import ROOT, Home, State, running_state
from config.supervisor.logs import tail
from config.supervisor.marketplace import MANAGE

FIRST_START_SECONDS = 180.0
STOP_SECONDS = 25.0


def seed(arguments: Sequence[str]) -> int:
    """Add the demo marketplace."""
    return _managed(["seed_demo", *arguments])


def audit(arguments: Sequence[str]) -> int:
    """Check every invariant."""
    return _managed(["audit_invariants", *arguments])


def shell(arguments: Sequence[str]) -> int:
    """Open a Python shell."""
    return _managed(["shell", *arguments])


def manage(arguments: Sequence[str]) -> int:
    """Run any management command, on the database as it is."""
    with servers(Home.from_environment(), migrated=False) as env:
        return run([MANAGE, *arguments], env)


def schema(arguments: Sequence[str]) -> int:
    """Print the GraphQL schema; no server is needed."""
    return run([MANAGE, "print_schema", *arguments], {**PLACEHOLDERS, **os.environ})


def demo(arguments: Sequence[str]) -> int:
    """Walk through a purchase."""
    home = Home.from_environment()
    with _marketplace(home) as state:
        env = {**os.environ, **state.environment, "FASHIONISTAR_URL": state.urls["web"]}
        return run(["-m", "config.demo.walkthrough", *arguments], env)


def run(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run Python on `arguments` at this terminal and return its exit code."""
    # A Ctrl-C is for the command, which decides; a handler of ours is not inherited, ignoring would be.
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        done = subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, check=False)
    finally:
        signal.signal(signal.SIGINT, before)
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def _managed(arguments: Sequence[str]) -> int:
    with servers(Home.from_environment(), migrated=True) as env:
        return run([MANAGE, *arguments], env)


@contextmanager
def _marketplace(home: Home) -> Iterator[State]:
    """Give the running marketplace, or start one for the length of the block."""
    state = running_state(home)
    if state is not None:
        yield state
        return
    home.make()
    log = home.logs / "up.log"
    print("Starting the marketplace ...", flush=True)
    with log.open("wb") as output:
        command = guarded([sys.executable, "-m", "config.launch", "up"], death_signal=signal.SIGTERM)
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=ROOT, start_new_session=True)
    try:
        wait_until(lambda: process.poll() is not None or running_state(home) is not None, seconds=FIRST_START_SECONDS)
        state = running_state(home)
        if state is None:
            raise StartFailed("\n  ".join([f"The marketplace did not start. {log} ends with:", *tail(Path(log))]))
        yield state
    finally:
        end(process, polite=signal.SIGTERM, patience=STOP_SECONDS)
