"""Run children until a signal says stop, and never leave one behind."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from config.embedded.errors import EmbeddedServerError
from config.supervisor.children import Child, ChildSpec, run_to_end
from config.supervisor.console import Console
from config.supervisor.errors import StartFailed

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """The children of this process."""

    def __init__(self, *, console: Console, logs: Path) -> None:
        self.console = console
        self._logs = logs
        self._children: list[Child] = []

    def start(self, spec: ChildSpec) -> Child:
        """Start a child and keep it running."""
        child = Child(spec=spec, console=self.console, logs=self._logs)
        self._children.append(child)
        child.start()
        return child

    async def run_to_end(self, spec: ChildSpec) -> None:
        """Run a command that ends by itself; raises CommandFailed."""
        await run_to_end(spec, console=self.console, logs=self._logs)

    async def stop(self) -> None:
        """Stop all children, rank by rank."""
        ordered = sorted(self._children, key=lambda child: child.spec.rank, reverse=True)
        for _, group in groupby(ordered, key=lambda child: child.spec.rank):
            await asyncio.gather(*(child.stop() for child in group))

    def kill(self) -> None:
        """End all children now."""
        for child in self._children:
            child.kill()


def supervise(start: Callable[[Supervisor], Awaitable[None]], *, console: Console, logs: Path) -> int:
    """Run `start`, then wait for a signal, then stop what was started; return the exit code.

    A second signal while stopping kills what is left.
    """
    return asyncio.run(_supervise(start, Supervisor(console=console, logs=logs)))


async def _supervise(start: Callable[[Supervisor], Awaitable[None]], supervisor: Supervisor) -> int:
    told_to_stop = asyncio.Event()
    _on_signals(told_to_stop, supervisor)
    starting = asyncio.ensure_future(start(supervisor))
    waiting = asyncio.create_task(told_to_stop.wait())
    code = 0
    try:
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await waiting
    except (StartFailed, EmbeddedServerError) as error:
        supervisor.console.say(f"\n{error}")
        code = 1
    finally:
        starting.cancel()
        waiting.cancel()
        with suppress(asyncio.CancelledError, StartFailed, EmbeddedServerError):
            await starting
        supervisor.console.say("Stopping ...")
        await supervisor.stop()
        supervisor.console.say("Stopped.")
    return code


def _on_signals(told_to_stop: asyncio.Event, supervisor: Supervisor) -> None:
    def stop() -> None:
        if told_to_stop.is_set():
            supervisor.kill()
        told_to_stop.set()

    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        # Under nohup a closed terminal is not to end us.
        if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
            continue
        loop.add_signal_handler(number, stop)
