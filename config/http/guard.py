"""The request guard: no body reaches a parser of a door before it is known to be harmless.

Strawberry, Ninja and DRF each answer 500 to some plain garbage (deep JSON, a 5,000-digit integer, bytes that are not
UTF-8), and each a different one. Here it is one 4xx for all of them.
"""

from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.http.head import BAD_QUERY, expects_body
from config.http.json_faults import OBJECT_REQUIRED, json_fault
from config.http.media import JSON, MULTIPART, media_type
from config.http.options import EdgeOptions
from config.http.refusals import INVALID_MESSAGE, MESSAGE_TOO_BIG, Refusal, send_refusal

UNSUPPORTED = Refusal(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json in UTF-8.")
# Each of these is a JSON text of its own in a GraphQL URL.
JSON_PARAMETERS = frozenset({"variables", "extensions"})
MAX_PARAMETERS = 50


class Guard:
    """Read a JSON door's body, check it, and replay the very same bytes to the application.

    Multipart passes unread (its size is limited further out). Doors that are not JSON doors, such as the admin's
    forms, pass as they are.
    """

    def __init__(self, app: ASGIApp, options: EdgeOptions) -> None:
        """Stand in front of `app`."""
        self.app = app
        self.options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request if its body is harmless."""
        if scope["type"] == "websocket":
            socket = _Socket(receive, send, self.options)
            return await self.app(scope, socket.receive, socket.send)
        path: str = scope["path"]
        if not self.options.takes_json(path):
            return await self.app(scope, receive, send)
        if not expects_body(scope):
            return await self._serve_bodiless(scope, receive, send)
        media = media_type(scope["headers"])
        if media == MULTIPART and self.options.takes_multipart(path):
            return await self.app(scope, receive, send)
        if media != JSON:
            return await send_refusal(scope, send, UNSUPPORTED, self.options)
        return await self._serve_json(scope, receive, send)

    async def _serve_bodiless(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None
        if scope["method"] == "POST" and self.options.needs_object(scope["path"]):
            refusal = OBJECT_REQUIRED
        elif scope["query_string"] and self.options.is_graphql(scope["path"]):
            refusal = self._query_fault(scope["query_string"])
        if refusal is not None:
            return await send_refusal(scope, send, refusal, self.options)
        return await self.app(scope, receive, send)

    async def _serve_json(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            return None  # the client is gone: nobody is left to answer
        needs_object = self.options.needs_object(scope["path"])
        fault = OBJECT_REQUIRED if needs_object else None
        # An empty body is an absent one: `POST /staff/orders/7/cancel` needs none.
        if body:
            fault = json_fault(body, self.options, needs_object=needs_object)
        if fault is not None:
            return await send_refusal(scope, send, fault, self.options)
        return await self.app(scope, _replaying(body, receive), send)

    def _query_fault(self, query: bytes) -> Refusal | None:
        try:
            parameters = parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
        except ValueError:
            return BAD_QUERY
        for name, value in parameters:
            if name in JSON_PARAMETERS and value:
                fault = json_fault(value.encode(), self.options, needs_object=value.strip() != "null")
                if fault is not None:
                    return fault
        return None


async def _read(receive: Receive) -> bytes | None:
    message = await receive()
    if message["type"] != "http.request":
        return None
    first: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return bytes(first)
    chunks = [first]
    while message.get("more_body", False):
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
    return b"".join(chunks)


def _replaying(body: bytes, receive: Receive) -> Receive:
    replayed = False

    async def replay() -> Message:
        nonlocal replayed
        if replayed:
            return await receive()
        replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


class _Socket:
    """A WebSocket that takes JSON objects as text frames and closes on anything else."""

    def __init__(self, receive: Receive, send: Send, options: EdgeOptions) -> None:
        self.inner_receive = receive
        self.inner_send = send
        self.options = options
        self.closed = False

    async def receive(self) -> Message:
        message = await self.inner_receive()
        if message["type"] != "websocket.receive":
            return message
        code = self._fault(message.get("text"))
        if code is None:
            return message
        if not self.closed:
            await self.send({"type": "websocket.close", "code": code, "reason": "Invalid message"})
        return {"type": "websocket.disconnect", "code": code}

    async def send(self, message: Message) -> None:
        # Subscriptions still running know nothing of the close; a server raises on a send after it.
        if self.closed:
            return
        self.closed = message["type"] == "websocket.close"
        await self.inner_send(message)

    def _fault(self, text: str | None) -> int | None:
        if text is None:
            return INVALID_MESSAGE
        body = text.encode("utf-8", "replace")
        if len(body) > self.options.websocket_message_limit:
            return MESSAGE_TOO_BIG
        return INVALID_MESSAGE if json_fault(body, self.options, needs_object=True) else None
