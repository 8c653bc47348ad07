"""Settings from the environment: typed, and failing early with a sentence that names the variable."""

import os
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None, *, choices: Sequence[str] = ()) -> str:
    """The variable's text. Raises ImproperlyConfigured where it is missing without a default or not among `choices`."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"Set {name}: it has no default.")
    if choices and value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes one of {', '.join(choices)}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off. Raises ImproperlyConfigured on anything else."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it takes true or false.")


def integer(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number. Raises ImproperlyConfigured on anything else, or below `at_least`."""
    value = os.environ.get(name, "").strip() or str(default)
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a whole number.") from error
    if number < at_least:
        raise ImproperlyConfigured(f"{name} is {number}; it takes {at_least} or more.")
    return number


def names(name: str, default: Sequence[str] = ()) -> list[str]:
    """A comma-separated list."""
    value = os.environ.get(name, "").strip()
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def database(name: str, default: str | None = None) -> dict[str, str]:
    """Django's NAME, USER, PASSWORD, HOST and PORT of a `postgresql://` URL.

    Raises ImproperlyConfigured where it is missing or no such URL; the message never repeats the password.
    """
    parts = urlsplit(text(name, default))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} takes a URL such as postgresql://user:password@host:5432/name.")
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or 5432),
    }


def redis_url(name: str, default: str | None = None) -> str:
    """A `redis://` or `rediss://` URL. Raises ImproperlyConfigured where it is missing or none."""
    value = text(name, default)
    if urlsplit(value).scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured(f"{name} takes a URL such as redis://host:6379/0.")
    return value
