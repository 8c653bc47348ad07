"""What the person at the terminal sees: steps with their duration, and the few log lines that matter."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import TextIO

QUIET_SECONDS = 2.0  # a step that takes longer shows that it lives
TERMINAL_TICK = 0.2
PLAIN_TICK = 5.0
ERASE_LINE = "\r\x1b[2K"


class Console:
    """Lines on the terminal. A terminal that has gone away is no reason to fail."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._terminal = self._stream.isatty()
        self._waiting_shown = False

    def say(self, text: str = "") -> None:
        """Print one line."""
        self._clear()
        self._write(f"{text}\n")

    def line_of(self, name: str, text: str) -> None:
        """Print a line that process `name` wrote."""
        self.say(f"  {name:<10} | {text}")

    @asynccontextmanager
    async def step(self, title: str) -> AsyncIterator[None]:
        """Show that something is being done, and how long it took if anybody could have noticed."""
        started = monotonic()
        ticker = asyncio.create_task(self._tick(title, started))
        try:
            yield
        finally:
            ticker.cancel()
        self.say(f"  {title} ({monotonic() - started:.1f} s)")

    async def _tick(self, title: str, started: float) -> None:
        await asyncio.sleep(0 if self._terminal else QUIET_SECONDS)
        while True:
            elapsed = monotonic() - started
            if self._terminal:
                self._write(f"{ERASE_LINE}  {title} ... {elapsed:.0f} s")
                self._waiting_shown = True
            else:
                self._write(f"  {title} ... {elapsed:.0f} s\n")
            await asyncio.sleep(TERMINAL_TICK if self._terminal else PLAIN_TICK)

    def _clear(self) -> None:
        if self._waiting_shown:
            self._write(ERASE_LINE)
            self._waiting_shown = False

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._terminal = False
