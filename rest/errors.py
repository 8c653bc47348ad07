"""What may go wrong, in the words of HTTP: one table for DRF and Ninja.

The body is always `{"error": {"code", "message", "path", "request_id"}}`.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from domains.common.errors import DomainError, Kind, LoginRequired
from domains.common.limits import TooManyRequests
from domains.common.request_context import request_id
from domains.identity.errors import InvalidToken, WrongCredentials

_STATUS: Mapping[Kind, int] = MappingProxyType(
    {Kind.INVALID: 400, Kind.DENIED: 403, Kind.MISSING: 404, Kind.CONFLICT: 409, Kind.UNAVAILABLE: 503}
)
# HTTP tells these apart from their kind: "log in" from "you may not", "too often" from "we are down".
_EXCEPTIONS: Mapping[type[DomainError], int] = MappingProxyType(
    {LoginRequired: 401, InvalidToken: 401, WrongCredentials: 401, TooManyRequests: 429}
)

UNEXPECTED = "Something went wrong on our side."


def status_of(error: DomainError) -> int:
    """The HTTP status of an expected failure."""
    for known in type(error).__mro__:
        if known in _EXCEPTIONS:
            return _EXCEPTIONS[known]
    return _STATUS[error.kind]


def headers_of(error: DomainError) -> dict[str, str]:
    """The headers that go with it: how to log in (RFC 6750), or when to come back."""
    if status_of(error) == 401:
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    return {}


def body_of(error: DomainError) -> dict[str, Any]:
    """The body of the answer to an expected failure."""
    return error_body(code=error.code, message=error.message, path=error.path)


def error_body(*, code: str, message: str, path: Sequence[str | int] = ()) -> dict[str, Any]:
    """The body of any answer that is an error, with the id under which the logs know the request."""
    return {"error": {"code": code, "message": message, "path": list(path), "request_id": request_id.get()}}
