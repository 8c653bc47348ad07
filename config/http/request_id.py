"""Give every request an id and open its context."""

import re
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from domains.common.request_context import RequestFacts, request_scope

ACCEPTED = re.compile(rb"[A-Za-z0-9][A-Za-z0-9-]{7,63}")


class RequestId:
    """Choose the request id, make the request's facts current, and answer with `X-Request-ID`.

    A client's own id is believed only from a trusted proxy: `ForwardedHeaders`, one step further out, has already
    dropped any other.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request inside its own context."""
        identity = _accepted(scope) or new_request_id()
        header = (b"x-request-id", identity.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] in _ANSWERS:
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        facts = RequestFacts(
            request_id=identity,
            method=scope.get("method", "WEBSOCKET"),
            path=scope["path"],
            started=perf_counter(),
        )
        with request_scope(facts):
            await self.app(scope, receive, send_with_id)


_ANSWERS = frozenset({"http.response.start", "websocket.http.response.start", "websocket.accept"})


def _accepted(scope: Scope) -> str | None:
    values = [value for name, value in scope["headers"] if name == b"x-request-id"]
    if len(values) == 1 and ACCEPTED.fullmatch(values[0]):
        return str(values[0], "ascii")
    return None


def new_request_id() -> str:
    """Make a UUIDv7 as 32 hex digits: ids of one millisecond sort together in a log store."""
    # No system call, unlike os.urandom: that would hand the interpreter to another thread on every request.
    return uuid7().hex
