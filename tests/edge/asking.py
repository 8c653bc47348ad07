"""Speak ASGI to an application in this process, and remember what came back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.http.options import EdgeOptions
from config.http.stack import with_edge

type Header = tuple[bytes, bytes]


@dataclass
class Echo:
    """An application that answers 200 and remembers what reached it."""

    status: int = 200
    headers: list[Header] = field(default_factory=lambda: [(b"content-type", b"application/json")])
    bodies: list[bytes] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, then answer."""
        self.scopes.append(scope)
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": b'{"ok":true}'})


@dataclass(frozen=True)
class Answer:
    """What a client sees."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def code(self) -> str:
        """Give the error code, wherever the door puts it."""
        content = orjson.loads(self.body)
        if "errors" in content:
            return str(content["errors"][0]["extensions"]["code"])
        return str(content["error"]["code"])


def edge(app: ASGIApp, **options: Any) -> ASGIApp:
    """Put the edge in front of an application."""
    return with_edge(app, options=EdgeOptions(**options))


def http_scope(method: str, path: str, *, query: bytes = b"", headers: Sequence[Header] = ()) -> Scope:
    """Describe a request as uvicorn does."""
    named = {name for name, _ in headers}
    host = [] if b"host" in named else [(b"host", b"shop.example")]
    return {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": query, "headers": [*host, *headers], "client": ("203.0.113.9", 40000), "scheme": "http",
        "server": ("127.0.0.1", 8000), "extensions": {},
    }  # fmt: skip


async def ask(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    chunks: Sequence[bytes] | None = None,
    body: bytes | None = None,
    media: bytes | None = b"application/json",
    headers: Sequence[Header] = (),
    query: bytes = b"",
    client: str = "203.0.113.9",
) -> Answer:
    """Send one request; `chunks` sends a body without a length."""
    sent: list[Header] = list(headers)
    parts = list(chunks or [])
    if body is not None:
        parts = [body]
        sent.append((b"content-length", b"%d" % len(body)))
    elif chunks is not None:
        sent.append((b"transfer-encoding", b"chunked"))
    if parts and media is not None:
        sent.append((b"content-type", media))
    scope = {**http_scope(method, path, query=query, headers=sent), "client": (client, 40000)}
    incoming = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    incoming.append({"type": "http.request", "body": b"", "more_body": False})
    return await exchange(app, scope, incoming)


async def exchange(app: ASGIApp, scope: Scope, incoming: Sequence[Message]) -> Answer:
    """Play messages to an application until it has answered."""
    waiting = list(incoming)
    outgoing: list[Message] = []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        outgoing.append(message)

    await app(scope, receive, send)
    start: Message = outgoing[0] if outgoing else {"status": 0, "headers": []}
    content = b"".join(message.get("body", b"") for message in outgoing[1:])
    return Answer(status=start["status"], headers=dict(start["headers"]), body=content)
