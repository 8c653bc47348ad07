"""Start, watch and end little marketplaces from a test."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.processes import wait_until
from config.supervisor.home import ROOT, Home, State, running_state

# For a busy machine; nothing waits for as long where it goes well.
START_SECONDS = 180.0
LITTLE = ("-m", "tests.launch.little_marketplace")


@dataclass(slots=True)
class Running:
    """A little marketplace in a process of its own."""

    home: Home
    process: subprocess.Popen[str]
    state: State

    def web_pid(self) -> int:
        """Ask the web door which process answers."""
        with urllib.request.urlopen(f"{self.state.urls['web']}/", timeout=60) as answer:  # noqa: S310 - our own server
            return int(answer.read())

    def end(self, number: signal.Signals) -> str:
        """Send a signal, wait for the end and return what was printed."""
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=120)
        return printed


@dataclass(slots=True)
class Starter:
    """Starts little marketplaces on one folder and leaves none behind."""

    home: Home
    _started: list[subprocess.Popen[str]] = field(default_factory=list)

    def begin(self, **env: str) -> subprocess.Popen[str]:
        """Start one without waiting."""
        process = subprocess.Popen(
            [sys.executable, *LITTLE],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env=clean_environment(self.home, env),
        )
        self._started.append(process)
        return process

    def up(self, **env: str) -> Running:
        """Start one and wait until it is up."""
        process = self.begin(**env)
        wait_until(lambda: process.poll() is not None or running_state(self.home) is not None, seconds=START_SECONDS)
        state = running_state(self.home)
        if state is None:
            process.kill()
            raise AssertionError(process.communicate()[0])
        return Running(home=self.home, process=process, state=state)

    def end_all(self) -> None:
        """End what a failed test left."""
        for process in self._started:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=120)


def clean_environment(home: Home, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of somebody who set nothing: not even the tests' own servers. Only ports are the worker's own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "PORT_RANGE") if name in os.environ}
    return {**kept, "VAR_DIR": str(home.var), **(more or {})}


def processes_of(home: Home) -> list[int]:
    """Return every process that works in or for this folder: by working directory or by environment."""
    marker = f"VAR_DIR={home.var}\0".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            works_there = (entry / "cwd").readlink().is_relative_to(home.var)
            if works_there or marker in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found
