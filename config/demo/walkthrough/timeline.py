"""The readable timeline of a walk-through: what was done, what came of it, and how long it took."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_WIDTH = 46
# Seconds that anything may take; a test on a machine busy with other tests allows more.
PATIENCE = float(os.environ.get("DEMO_PATIENCE", "10"))


class Surprise(Exception):
    """Something was not as it should be; the walk-through ends with it."""


class Timeline:
    """Prints one line per step; the clock starts with the first."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._facts: list[str] = []
        self.steps = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Run one step; its facts are printed behind its title, with the milliseconds it took."""
        began = time.perf_counter()
        self._facts = []
        print(f"  {began - self._started:6.2f} s  {title:<{_WIDTH}}", end=" ", flush=True)
        try:
            yield
        except BaseException:
            print("FAILED", flush=True)
            raise
        took = (time.perf_counter() - began) * 1000
        self.steps += 1
        print(f"{took:6.0f} ms  {'; '.join(self._facts)}", flush=True)

    def note(self, fact: str) -> None:
        """Say something about the present step."""
        self._facts.append(fact)

    def expect(self, condition: object, surprise: str) -> None:
        """Raise Surprise unless the condition holds."""
        if not condition:
            raise Surprise(surprise)

    def heading(self, text: str) -> None:
        """Begin a part of the story."""
        print(f"\n{text}", flush=True)


def give_up(reason: str) -> NoReturn:
    """End the program with a sentence on stderr."""
    print(f"\nSurprise: {reason}", file=sys.stderr)
    raise SystemExit(1)
