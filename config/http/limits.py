"""Limits on what a request may weigh and how long it may take to arrive."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.http.head import content_length, expects_body, head_refusal
from config.http.media import MULTIPART, media_type
from config.http.options import MIB, EdgeOptions
from config.http.refusals import Refusal, RefusedError, send_refusal

TOO_LARGE = Refusal(413, "BODY_TOO_LARGE", "The body is too large.", closes=True)
TOO_SLOW = Refusal(408, "BODY_TOO_SLOW", "The body took too long to arrive.", closes=True)

# Closing a socket with unread bytes resets it, and the client may never see why. Take in what is on its way, within
# reason.
DRAIN_BYTES = 4 * MIB
DRAIN_SECONDS = 1.0


class Limits:
    """Refuse heads and bodies that are too large, ambiguous or too slow.

    The size is counted as the body arrives, so a chunked body or a false length changes nothing. A request without a
    body passes with its own `receive`.
    """

    def __init__(self, app: ASGIApp, options: EdgeOptions) -> None:
        """Stand in front of `app`."""
        self.app = app
        self.options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request within its limits."""
        refusal = head_refusal(scope, self.options)
        if refusal is not None:
            return await send_refusal(scope, send, refusal, self.options)
        if scope["type"] != "http" or not expects_body(scope):
            return await self.app(scope, receive, send)
        limit = self.options.body_limit_for(scope["path"], multipart=media_type(scope["headers"]) == MULTIPART)
        if (content_length(scope) or 0) > limit:
            await _drain(scope, receive)
            return await send_refusal(scope, send, TOO_LARGE, self.options)
        return await self._serve(scope, _Body(receive, send, limit=limit, seconds=self.options.body_deadline))

    async def _serve(self, scope: Scope, body: "_Body") -> None:
        try:
            await self.app(scope, body.receive, body.send)
        except Exception:  # whatever the application makes of a body that was cut off is not its fault
            if body.refusal is None or body.answered:
                raise
        if body.refusal is None or body.answered:
            return
        if body.refusal is TOO_LARGE:
            await _drain(scope, body.inner_receive)
        await send_refusal(scope, body.inner_send, body.refusal, self.options)


class _Body:
    """The two channels of one request, with a byte count and a deadline on the way in.

    An application that catches `RefusedError` and answers something of its own is not heard: its answer is dropped, and
    the refusal is sent when it returns.
    """

    def __init__(self, receive: Receive, send: Send, *, limit: int, seconds: float) -> None:
        self.inner_receive = receive
        self.inner_send = send
        self.limit = limit
        self.deadline = asyncio.get_running_loop().time() + seconds
        self.size = 0
        self.complete = False
        self.answered = False
        self.refusal: Refusal | None = None

    async def receive(self) -> Message:
        if self.complete:
            return await self.inner_receive()
        if self.refusal is not None:
            raise RefusedError(self.refusal)
        try:
            async with asyncio.timeout_at(self.deadline):
                message = await self.inner_receive()
        except TimeoutError:
            self.refusal = TOO_SLOW
            raise RefusedError(TOO_SLOW) from None
        self.size += len(message.get("body", b""))
        if self.size > self.limit:
            self.refusal = TOO_LARGE
            raise RefusedError(TOO_LARGE)
        self.complete = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self.refusal is not None and not self.answered:
            return
        self.answered = True
        await self.inner_send(message)


async def _drain(scope: Scope, receive: Receive) -> None:
    if any(name == b"expect" for name, _ in scope["headers"]):
        return  # the client waits for our word before it sends anything
    taken = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while taken <= DRAIN_BYTES:
                message = await receive()
                taken += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return
