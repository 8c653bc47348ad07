"""Answers the edge gives by itself: small JSON errors in the shape of the door."""

from dataclasses import dataclass

import orjson
from starlette.types import Message, Scope, Send

from config.http.options import EdgeOptions
from domains.common.request_context import request_id

INVALID_MESSAGE = 4400  # graphql-transport-ws: the client broke the protocol
MESSAGE_TOO_BIG = 1009
POLICY_VIOLATION = 1008
INTERNAL_ERROR = 1011


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further: an HTTP status, a code for programs and a sentence for people."""

    status: int
    code: str
    message: str
    closes: bool = False
    """The connection cannot be used again, because the rest of the body was not read."""


class RefusedError(Exception):
    """A request is refused while its body is being read."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry the refusal out to whoever can still answer."""
        super().__init__(refusal.code)
        self.refusal = refusal


async def send_refusal(scope: Scope, send: Send, refusal: Refusal, options: EdgeOptions) -> None:
    """Answer an HTTP request or a WebSocket handshake with a refusal."""
    if scope["type"] == "http":
        await _send_answer(scope, send, refusal, options, kind="http")
    elif "websocket.http.response" in (scope.get("extensions") or {}):
        await _send_answer(scope, send, refusal, options, kind="websocket.http")
    else:
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refusal.code})


async def _send_answer(scope: Scope, send: Send, refusal: Refusal, options: EdgeOptions, *, kind: str) -> None:
    body = refusal_body(refusal, graphql=options.is_graphql(scope["path"]))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if refusal.closes:
        headers.append((b"connection", b"close"))
    start: Message = {"type": f"{kind}.response.start", "status": refusal.status, "headers": headers}
    await send(start)
    content = b"" if scope.get("method") == "HEAD" else body
    await send({"type": f"{kind}.response.body", "body": content, "more_body": False})


def refusal_body(refusal: Refusal, *, graphql: bool) -> bytes:
    """Write a refusal as GraphQL clients or as REST clients expect it."""
    if graphql:
        extensions = {"code": refusal.code, "requestId": request_id.get()}
        return orjson.dumps({"errors": [{"message": refusal.message, "extensions": extensions}]})
    error = {"message": refusal.message, "code": refusal.code, "request_id": request_id.get()}
    return orjson.dumps({"error": error})
