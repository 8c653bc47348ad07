"""What the provider reads from its environment, checked once at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(Exception):
    """An environment variable is missing or wrong; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Times are seconds. Without `webhook_url` events are kept but not sent."""

    database: Path
    secret_key: str
    webhook_secret: str
    webhook_url: str | None
    public_url: str
    slow_seconds: float = 3.0
    processing_seconds: float = 2.0
    reorder_seconds: float = 2.0
    retry_seconds: float = 0.5
    # At half a minute between the later attempts this is about four hours.
    give_up_after: int = 500

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Raise SettingsError when a variable is missing or not usable."""
        webhook_url = environ.get("SANDBOX_WEBHOOK_URL", "").strip()
        return cls(
            database=Path(_required(environ, "SANDBOX_DATABASE", "the path of the SQLite file with the books")),
            secret_key=_required(environ, "SANDBOX_SECRET_KEY", "the API key that clients send"),
            webhook_secret=_required(environ, "SANDBOX_WEBHOOK_SECRET", "the secret that signs webhooks"),
            webhook_url=_http_url("SANDBOX_WEBHOOK_URL", webhook_url) if webhook_url else None,
            public_url=_http_url(
                "SANDBOX_PUBLIC_URL", _required(environ, "SANDBOX_PUBLIC_URL", "where shoppers reach this server")
            ).rstrip("/"),
            slow_seconds=_seconds(environ, "SANDBOX_SLOW_SECONDS", cls.slow_seconds),
            processing_seconds=_seconds(environ, "SANDBOX_PROCESSING_SECONDS", cls.processing_seconds),
            reorder_seconds=_seconds(environ, "SANDBOX_REORDER_SECONDS", cls.reorder_seconds),
            retry_seconds=_seconds(environ, "SANDBOX_RETRY_SECONDS", cls.retry_seconds),
            give_up_after=_count(environ, "SANDBOX_GIVE_UP_AFTER", cls.give_up_after),
        )


def _required(environ: Mapping[str, str], name: str, meaning: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set: give {meaning}.")
    return value


def _http_url(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{name} must be an http or https URL.")
    return value


def _seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name, "").strip()
    try:
        seconds = float(text) if text else default
    except ValueError:
        seconds = -1.0
    # The comparison is false for NaN, so NaN is refused too.
    if not 0 <= seconds <= 3600:
        raise SettingsError(f"{name} must be a number of seconds between 0 and 3600.")
    return seconds


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 3 and int(text) >= 1):
        raise SettingsError(f"{name} must be a whole number between 1 and 999.")
    return int(text)
