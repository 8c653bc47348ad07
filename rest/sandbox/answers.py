"""What goes back on the wire: JSON, typed errors, and the answer that never arrives."""

import sqlite3

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rest.sandbox.errors import ApiError, ErrorType


class JsonAnswer(Response):
    media_type = "application/json"

    def __init__(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        super().__init__(body, status, {"Cache-Control": "no-store", **(headers or {})})


class LostAnswer(Response):
    """Closes the connection without a byte, as if the network had failed after the work was done."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # ASGI has no message for this. uvicorn's `receive` is bound to the request cycle that owns the connection.
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is None:
            # Another server: a promised body that does not come also ends as a broken connection.
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
            return
        transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass


def json_answer(content: dict[str, object]) -> JsonAnswer:
    return JsonAnswer(200, orjson.dumps(content))


async def refused(_: Request, error: Exception) -> Response:
    """The answer to an ApiError."""
    if not isinstance(error, ApiError):
        raise TypeError("registered for ApiError only") from error
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return JsonAnswer(error.status, error.body(), headers)


async def misrouted(_: Request, error: Exception) -> Response:
    """The answer to what Starlette refuses itself: no such path or method."""
    if not isinstance(error, HTTPException):
        raise TypeError("registered for HTTPException only") from error
    kind = ErrorType.NOT_FOUND if error.status_code == 404 else ErrorType.INVALID_REQUEST
    code = {404: "path_not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    shown = ApiError(error.status_code, kind, code, "There is nothing here for this path and method.")
    return JsonAnswer(shown.status, shown.body(), dict(error.headers or {}))


async def books_unavailable(_: Request, error: Exception) -> Response:
    """The answer when SQLite cannot work: a full disk, a locked file. Nothing was changed, so trying again is safe."""
    if not isinstance(error, sqlite3.OperationalError):
        raise TypeError("registered for OperationalError only") from error
    shown = ApiError(503, ErrorType.API, "books_unavailable", "The provider cannot reach its books. Try again.")
    return JsonAnswer(503, shown.body(), {"Retry-After": "1"})


async def failed(_: Request, __: Exception) -> Response:
    """The answer to a bug of ours; Starlette logs it."""
    shown = ApiError(500, ErrorType.API, "internal_error", "Something went wrong on our side.")
    return JsonAnswer(500, shown.body())
