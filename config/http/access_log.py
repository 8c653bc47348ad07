"""One JSON record per HTTP request and per WebSocket connection."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.http.printable import printable
from domains.common.request_context import RequestFacts, request_facts

log = logging.getLogger("fashionistar.access")

PATH_LENGTH = 512
AGENT_LENGTH = 256
CLIENT_CLOSED = 499  # nginx's word for a client that left before its answer
ABNORMAL_CLOSURE = 1006  # RFC 6455: the connection ended without a close frame


class AccessLog:
    """Log what was asked and how it ended; never bodies, query strings, cookies or credentials."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and log it when it is over, however it ends."""
        outcome = _Outcome(receive, send)
        try:
            if scope["type"] == "websocket":
                await self.app(scope, outcome.receive, outcome.send)
            else:
                await self.app(scope, receive, outcome.send)
        finally:
            facts = request_facts.get()
            if facts is not None and log.isEnabledFor(logging.INFO):
                log.info("request", extra=_record(scope, facts, outcome))


class _Outcome:
    """The channels of one request, noting status and bytes."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self.inner_receive = receive
        self.inner_send = send
        self.status = 0
        self.sent = 0

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind in {"http.response.body", "websocket.http.response.body"}:
            self.sent += len(message.get("body", b""))
        elif kind in {"http.response.start", "websocket.http.response.start"}:
            self.status = message["status"]
        elif kind == "websocket.send":
            self.sent += len(message.get("bytes") or (message.get("text") or "").encode())
        elif kind == "websocket.close" and not self.status:
            self.status = message.get("code", 1000)
        await self.inner_send(message)

    async def receive(self) -> Message:
        message = await self.inner_receive()
        if message["type"] == "websocket.disconnect" and not self.status:
            self.status = message.get("code", 1005)
        return message


def _record(scope: Scope, facts: RequestFacts, outcome: _Outcome) -> dict[str, object]:
    client = scope.get("client")
    unanswered = ABNORMAL_CLOSURE if scope["type"] == "websocket" else CLIENT_CLOSED
    return {
        "user_id": facts.user_id,
        "method": facts.method,
        "path": printable(scope["path"], PATH_LENGTH),
        "status": outcome.status or unanswered,
        "execution_time": round((perf_counter() - facts.started) * 1000, 3),
        "bytes": outcome.sent,
        "client_ip": client[0] if client else None,
        "user_agent": _user_agent(scope["headers"]),
    }


def _user_agent(headers: list[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == b"user-agent":
            return printable(value[: AGENT_LENGTH + 1].decode("latin-1"), AGENT_LENGTH)
    return ""
