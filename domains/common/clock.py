"""The one place that reads the clock. Edges read it and pass `now` in; rules never do."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present moment, with time zone UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one allowed reading
