"""Processes that do not outlive us, and records by which a later start finds the ones that did.

A record names a process by its number, its start time and the boot it belongs to, so a recycled number is never
mistaken for the process that once had it.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import IO

from config.embedded.errors import ServerInUse

GUARD = Path(__file__).with_name("guard.py")
POLL_SECONDS = 0.02
STARTED_FIELD = 19  # counted after the command's closing parenthesis in /proc/PID/stat
SESSION_FIELD = 3
STATE_FIELD = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRecord:
    """One process of one boot."""

    pid: int
    started: str
    boot: str


def guarded(command: Sequence[str], *, death_signal: signal.Signals, run_as: str = "self") -> tuple[str, ...]:
    """Return `command` wrapped so that it gets `death_signal` when this process ends, however it ends.

    Must be started from the thread that lives as long as the process (the main one): the kernel watches threads.
    """
    return (sys.executable, "-I", "-S", str(GUARD), str(os.getpid()), str(int(death_signal)), run_as, *command)


def spawn(
    command: Sequence[str], *, log: IO[bytes] | int, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that a Ctrl-C in the terminal reaches only us."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=env, start_new_session=True
    )


def record_of(pid: int) -> ProcessRecord | None:
    """Return the record of a running process, or None when there is none."""
    fields = _stat(pid)
    if fields is None:
        return None
    return ProcessRecord(pid=pid, started=fields[STARTED_FIELD], boot=_boot())


def is_running(record: ProcessRecord) -> bool:
    """Is the very process of `record` still there?"""
    return record_of(record.pid) == record


def remember(path: Path, pid: int) -> None:
    """Write the record of a process we started, and of ourselves as its owner."""
    process, owner = record_of(pid), record_of(os.getpid())
    if process is None or owner is None:
        return
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"process": asdict(process), "owner": asdict(owner)}), encoding="utf-8")
    part.replace(path)


def end_leftover(path: Path, *, polite: signal.Signals = signal.SIGTERM, patience: float = 8.0) -> bool:
    """Stop what an earlier, vanished owner left running under the record at `path`; say whether there was anything.

    Raises ServerInUse when the owner still lives and is not us.
    """
    process, owner = _recalled(path)
    if process is None:
        return False
    pids = _session_of(process)
    if pids and owner is not None and owner.pid != os.getpid() and is_running(owner):
        raise ServerInUse(record=path, owner=owner.pid)
    for step in (polite, signal.SIGKILL):
        for pid in pids:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, step)
        if wait_until(lambda: not _session_of(process), seconds=patience if pids else 0):
            break
    path.unlink(missing_ok=True)
    return bool(pids)


def wait_until(ready: Callable[[], bool], *, seconds: float) -> bool:
    """Poll `ready` until it is true or the time is over; return its last answer."""
    pause, deadline = threading.Event(), monotonic() + seconds
    while not ready():
        if monotonic() >= deadline:
            return False
        pause.wait(POLL_SECONDS)
    return True


def end(process: subprocess.Popen[bytes], *, polite: signal.Signals, patience: float) -> None:
    """Ask a child to stop, and make it stop when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(polite)
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _recalled(path: Path) -> tuple[ProcessRecord | None, ProcessRecord | None]:
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
        return ProcessRecord(**text["process"]), ProcessRecord(**text["owner"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


def _session_of(leader: ProcessRecord) -> list[int]:
    """Return the processes of the session that `leader` opened, itself first, unless its number was recycled."""
    if leader.boot != _boot():
        return []
    now = record_of(leader.pid)
    if now is not None and now != leader:
        return []
    members = [pid for pid in _all_pids() if pid != leader.pid and _is_in_session(pid, leader.pid)]
    return [leader.pid, *members] if now else members


def _is_in_session(pid: int, session: int) -> bool:
    fields = _stat(pid)
    return fields is not None and fields[SESSION_FIELD] == str(session)


def _all_pids() -> Iterator[int]:
    if Path("/proc/self").exists():
        return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return iter(())


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat after the command name; None for a process that is gone or a zombie."""
    if not Path("/proc/self").exists():
        return _stat_from_ps(pid)
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The command name is in parentheses and may itself hold spaces and parentheses.
    fields = text[text.rindex(")") + 2 :].split()
    return None if fields[STATE_FIELD] in {"Z", "X"} else fields


def _stat_from_ps(pid: int) -> list[str] | None:
    """Return the same fields where there is no /proc (macOS), as far as `ps` knows them."""
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    if not answer or answer[0].startswith("Z"):
        return None
    return [answer[0], "", "", str(pid), *[""] * (STARTED_FIELD - 4), answer[1].strip()]


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
