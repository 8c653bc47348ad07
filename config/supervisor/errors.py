"""Why the marketplace does not come up, as sentences for the person at the terminal."""

from collections.abc import Sequence
from pathlib import Path


class StartFailed(Exception):
    """The marketplace cannot run; the message says why and what to do."""


class ChildKeepsEnding(StartFailed):
    """A process ended again and again before it was ready."""

    def __init__(self, *, name: str, log: Path, lines: Sequence[str]) -> None:
        super().__init__("\n    ".join([f"{name} keeps ending. Its log, {log}, ends with:", *lines]))


class CommandFailed(StartFailed):
    """A step of the start ended with an error."""

    def __init__(self, *, name: str, code: int, log: Path, lines: Sequence[str]) -> None:
        super().__init__("\n    ".join([f"{name} failed (exit code {code}). Its log, {log}, ends with:", *lines]))


class ChildTooSlow(StartFailed):
    """A process is running but did not become ready."""

    def __init__(self, *, name: str, log: Path, seconds: float) -> None:
        super().__init__(f"{name} was not ready after {seconds:.0f} s. See its log: {log}")


class AlreadyRunning(StartFailed):
    """Somebody else holds the data folder."""
