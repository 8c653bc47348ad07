"""The probes' table of reactions, and processes that use it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from signal import SIGCONT
from threading import Event
from time import monotonic

import pytest
from pytest_django.fixtures import Settings

from tests.tasks.probes import make_trace

MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")
# What a killed process held is free again after this long. Only tests that kill one have it so short: a reaction that a
# busy machine needs longer for is done once more.
LEASE_SECONDS = 5
SHORT_LEASE = {"OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS)}

type Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(autouse=True)
def _probes(database: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REACTIONS = "tests.tasks.probes.REACTIONS"
    monkeypatch.setenv("PROBE_DIR", str(tmp_path))
    make_trace()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts management commands as processes of their own; they are killed afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.tasks.settings",
        "REDIS_PREFIX": f"{os.environ['REDIS_PREFIX']}-{tmp_path.name}",
        "OUTBOX_LEASE_SECONDS": "300",
        "OUTBOX_FIRST_RETRY_MS": "50",
        "PYTHONUNBUFFERED": "1",
    }

    def _start(*command: str, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, MANAGE, *command], env={**environment, **more})
        started.append(process)
        return process

    yield _start
    for process in started:
        with suppress(ProcessLookupError):
            process.send_signal(SIGCONT)
            process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], *, seconds: float = 120) -> float:
    """Wait for a condition and say how long it took; fails when it stays false for so long on a busy machine."""
    began = monotonic()
    while not condition():
        assert monotonic() - began < seconds, "it did not happen in time"
        Event().wait(0.02)
    return monotonic() - began
