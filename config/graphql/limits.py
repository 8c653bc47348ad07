"""How an answer stands in HTTP: refused before anything ran, or run with what errors there were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Every other code of a request that did not run is the asker's mistake.
_STATUSES = {"THROTTLED": 429, "INTERNAL": 500, "UNAVAILABLE": 503}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status of an answer, and the headers that explain it."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def outcome(answer: Mapping[str, Any]) -> Outcome:
    """The HTTP side of a GraphQL answer.

    200 for whatever ran, also where all of it failed: errors of fields have a path. Errors without data and without a
    path are those of a request that never ran.
    """
    errors = answer.get("errors") or []
    if not errors or answer.get("data") is not None or any("path" in error for error in errors):
        return Outcome()
    extensions = errors[0].get("extensions") or {}
    retry_after = extensions.get("retryAfter")
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return Outcome(_STATUSES.get(extensions.get("code", ""), 400), headers)
