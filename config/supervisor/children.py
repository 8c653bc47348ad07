"""One child process: started, watched, restarted with back-off when it crashes, stopped politely and then for good."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from config.embedded.processes import remember
from config.supervisor.console import Console
from config.supervisor.errors import ChildKeepsEnding, ChildTooSlow, CommandFailed
from config.supervisor.logs import LogFile, tail

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # a child that ran this long starts over with the shortest pause
TRIES_BEFORE_READY = 3
SETTLE_SECONDS = 0.5  # a child that cannot say when it is ready is taken to be when it has lived this long
READY_POLL = 0.05
CHUNK = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSpec:
    """What to run. `command` should be wrapped by `config.embedded.processes.guarded`, so that it cannot outlive us."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    record: Path
    rank: int = 0  # the highest stop first, equals together
    pass_fds: tuple[int, ...] = ()
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 5.0
    ready_seconds: float = 60.0
    is_ready: Callable[[int], Awaitable[bool]] | None = None


@dataclass(slots=True)
class Child:
    """A process that is kept running until it is stopped."""

    spec: ChildSpec
    console: Console
    logs: Path
    tries: int = 0
    _started_at: float = 0.0
    _stopping: bool = False
    _process: asyncio.subprocess.Process | None = None
    _keeper: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        return self.logs / f"{self.spec.name}.log"

    @property
    def pid(self) -> int | None:
        """The number of the running process, or None while there is none."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def start(self) -> None:
        """Begin to keep the process running."""
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.spec.name}")

    async def wait_until_ready(self) -> None:
        """Return when the process says it is ready; raises ChildKeepsEnding or ChildTooSlow."""
        deadline = monotonic() + self.spec.ready_seconds
        while not await self._is_ready():
            if self._keeper is not None and self._keeper.done():
                # What keeps the process failed itself, as when the command does not exist.
                await self._keeper
            if self.tries >= TRIES_BEFORE_READY and self.pid is None:
                raise ChildKeepsEnding(name=self.spec.name, log=self.log, lines=tail(self.log))
            if monotonic() > deadline:
                raise ChildTooSlow(name=self.spec.name, log=self.log, seconds=self.spec.ready_seconds)
            await asyncio.sleep(READY_POLL)

    async def stop(self) -> None:
        """Stop the process for good."""
        self._stopping = True
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(self.spec.stop_signal)
            try:
                await asyncio.wait_for(process.wait(), self.spec.stop_seconds)
            except TimeoutError:
                self.console.say(f"  {self.spec.name} did not stop in {self.spec.stop_seconds:.0f} s and was killed")
                with suppress(ProcessLookupError):
                    process.kill()
        if self._keeper is not None:
            # It may be in its pause between two runs.
            if process is None or process.returncode is not None:
                self._keeper.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await self._keeper
        self.spec.record.unlink(missing_ok=True)

    def kill(self) -> None:
        """End the process now, without waiting."""
        self._stopping = True
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _is_ready(self) -> bool:
        pid = self.pid
        if pid is None:
            return False
        if self.spec.is_ready is None:
            return monotonic() - self._started_at > SETTLE_SECONDS
        return await self.spec.is_ready(pid)

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            started = monotonic()
            code = await self.run_once()
            if self._stopping:
                return
            pause = FIRST_PAUSE if monotonic() - started > STEADY_SECONDS else pause
            ending = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
            self.console.say(f"  {self.spec.name} ended ({ending}); restarting in {pause:g} s, see {self.log}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def run_once(self) -> int:
        """Run the process until it ends and return its exit code; a signal's number is negative."""
        log = LogFile(self.log, name=self.spec.name, show=self.console.line_of)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env=self.spec.env,
                cwd=self.spec.cwd,
                pass_fds=self.spec.pass_fds,
                # A Ctrl-C in the terminal is for us; the children are stopped in order.
                start_new_session=True,
            )
            if self._stopping:
                self.kill()
            self._started_at = monotonic()
            remember(self.spec.record, self._process.pid)
            await _copy(self._process, log)
            return await self._process.wait()
        finally:
            self.tries += 1
            log.close()


async def run_to_end(spec: ChildSpec, *, console: Console, logs: Path) -> None:
    """Run a command that is expected to end, such as a migration; raises CommandFailed when it ends badly."""
    child = Child(spec=spec, console=console, logs=logs)
    try:
        code = await child.run_once()
    finally:
        child.kill()
        spec.record.unlink(missing_ok=True)
    if code != 0:
        raise CommandFailed(name=spec.name, code=code, log=child.log, lines=tail(child.log))


async def _copy(process: asyncio.subprocess.Process, log: LogFile) -> None:
    """Copy the output to the log until the process has ended, even if a grandchild keeps the pipe open."""
    output = process.stdout
    if output is None:
        return
    ended = asyncio.create_task(process.wait())
    while True:
        reading = asyncio.create_task(output.read(CHUNK))
        await asyncio.wait({reading, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            # Ended: what it wrote last may still be on the way.
            await asyncio.wait({reading}, timeout=0.2)
        if not reading.done():
            reading.cancel()
            return
        chunk = reading.result()
        if not chunk:
            return
        log.write(chunk)
