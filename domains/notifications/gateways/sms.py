"""Text messages: what a gateway does, and the one that writes files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings


class SmsGateway(Protocol):
    """Hands a text message to whoever delivers it."""

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Send once; `to` is E.164, `reference` the same for every try, so that a provider can tell a repetition."""


@dataclass(frozen=True, slots=True)
class FileSms:
    """Writes each message into a file of its own, for developers and tests."""

    folder: Path

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Write the message; a repetition overwrites it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{reference}.txt").write_text(f"To: {to}\n\n{text}\n")


def sms_gateway() -> SmsGateway:
    """The gateway that settings name."""
    return FileSms(folder=Path(settings.SMS_DIR))
