"""The folder where a running marketplace keeps everything it writes, and what it tells the other commands."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from config.embedded.processes import ProcessRecord, end_leftover, is_running, record_of, wait_until
from config.supervisor.errors import AlreadyRunning, StartFailed

ROOT = Path(__file__).resolve().parent.parent.parent
PRIVATE = 0o600
LOOK_SECONDS = 0.5
SECRETS = ("SECRET_KEY", "SANDBOX_SECRET_KEY", "SANDBOX_WEBHOOK_SECRET", "POSTGRES_PASSWORD", "VALKEY_PASSWORD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where things are. `var` is a folder of its own for each marketplace on a machine."""

    var: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """`VAR_DIR` of the environment, or `var/` in the project."""
        return cls(var=Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve())

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def children(self) -> Path:
        return self.run / "children"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def postgres(self) -> Path:
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    def make(self) -> None:
        """Create the folders; raises StartFailed when that is not allowed."""
        try:
            for folder in (self.children, self.logs, self.var / "mail", self.var / "sandbox"):
                folder.mkdir(parents=True, exist_ok=True)
            (self.run / "up.lock").touch(mode=PRIVATE)
        except OSError as error:
            raise StartFailed(
                f"Cannot write to {self.var} ({error.strerror}). Run as its owner, or set VAR_DIR to a folder of yours."
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A running marketplace, as the other commands see it. `environment` is what its processes run with."""

    process: ProcessRecord
    urls: Mapping[str, str]
    environment: Mapping[str, str]


def write_state(home: Home, state: State) -> None:
    """Tell the other commands that the marketplace is up."""
    _write_private(home.run / "state.json", json.dumps(asdict(state), indent=2))


def forget_state(home: Home) -> None:
    """Tell them that it no longer is."""
    (home.run / "state.json").unlink(missing_ok=True)


def running_state(home: Home) -> State | None:
    """Return the state of the marketplace that is up, or None when none is."""
    try:
        text = json.loads((home.run / "state.json").read_text(encoding="utf-8"))
        process = ProcessRecord(**text["process"])
        state = State(process=process, urls=text["urls"], environment=text["environment"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if is_running(process) else None


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Keep the folder for ourselves for the length of the block; raises AlreadyRunning.

    The lock goes away with the process, whatever ends it.
    """
    home.make()
    with (home.run / "up.lock").open("r+", encoding="utf-8") as lock:
        # Somebody who only looks whether it is held holds it for an instant.
        if not wait_until(lambda: _locked(lock, fcntl.LOCK_EX), seconds=LOOK_SECONDS):
            raise AlreadyRunning(_who_holds(home, lock.read()))
        own = record_of(os.getpid())
        lock.truncate(0)
        lock.write(json.dumps(asdict(own)) if own else "")
        lock.flush()
        yield


def holder(home: Home) -> ProcessRecord | None:
    """Return the process that holds the folder, or None when nobody does."""
    path = home.run / "up.lock"
    try:
        with path.open("r+", encoding="utf-8") as lock:
            return None if _locked(lock, fcntl.LOCK_SH) else _recorded(lock.read())
    except FileNotFoundError:
        return None


def end_leftovers(home: Home) -> int:
    """Stop every process that a killed marketplace left running; return how many there were."""
    records = [*home.children.glob("*.json"), home.postgres / "server.json", home.valkey / "server.json"]
    return sum(end_leftover(record) for record in records)


def own_secrets(home: Home) -> dict[str, str]:
    """Return this marketplace's secrets, made on first use and readable by its owner only."""
    path = home.var / "secrets.env"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    known = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    missing = {name: secrets.token_urlsafe(48) for name in SECRETS if name not in known}
    if missing:
        known |= missing
        body = "".join(f"{name}={value}\n" for name, value in known.items())
        _write_private(path, f"# Made by ./fashionistar up for this folder only. Never use them in production.\n{body}")
    return known


def _who_holds(home: Home, text: str) -> str:
    state, process = running_state(home), _recorded(text)
    pid = process.pid if process else "unknown"
    if state is not None and process == state.process:
        return f"Fashionistar is already running at {state.urls['web']} (process {pid}). Stop it: ./fashionistar down"
    return f"Another command (process {pid}) is using {home.var}. Wait for it or stop it: ./fashionistar down"


def _locked(lock: TextIO, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _recorded(text: str) -> ProcessRecord | None:
    try:
        return ProcessRecord(**json.loads(text))
    except (ValueError, TypeError):
        return None


def _write_private(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
