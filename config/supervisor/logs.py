"""What the processes write: all of it in files that cannot fill the disk, the important lines on the console."""

import re
from pathlib import Path
from typing import Protocol

MAX_BYTES = 10 * 1024 * 1024
LONGEST_LINE = 64 * 1024
TAIL_LINES = 12
SHOWN_CHARACTERS = 300
# JSON logs name their level; what is not JSON is an interpreter or a server in trouble.
IMPORTANT = re.compile(
    r'"(?:level|levelname|severity)": ?"(?:WARNING|ERROR|CRITICAL)"'
    r"|^(?:WARNING|ERROR|CRITICAL)\b|^Traceback|\bPANIC\b|^[\w.]+(?:Error|Exception)\b"
)


class LineReader(Protocol):
    """Takes the name of a process and an important line of its log."""

    def __call__(self, name: str, text: str) -> None: ...


class LogFile:
    """The log of one process; when it is full it becomes `<name>.log.1` and a new one begins."""

    def __init__(self, path: Path, *, name: str, show: LineReader) -> None:
        self.path = path
        self._name, self._show = name, show
        self._rest = b""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab")

    def write(self, chunk: bytes) -> None:
        """Add what came from the process, in pieces of any size."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._add(line)
        self._file.flush()

    def close(self) -> None:
        """Write what is left of a last line without an end."""
        if self._rest:
            self._add(self._rest)
        self._file.close()

    def _add(self, line: bytes) -> None:
        if self._file.tell() > MAX_BYTES:
            self._file.close()
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
            self._file = self.path.open("ab")
        self._file.write(line + b"\n")
        text = line.decode("utf-8", errors="replace").rstrip()
        if IMPORTANT.search(text):
            self._show(self._name, text[:SHOWN_CHARACTERS])


def tail(path: Path) -> list[str]:
    """Return the last lines of a log."""
    if not path.exists():
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]
