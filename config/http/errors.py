"""The last resort: an exception nobody expected."""

import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.http.options import EdgeOptions
from config.http.refusals import INTERNAL_ERROR, Refusal, send_refusal

log = logging.getLogger("fashionistar.errors")

UNEXPECTED = Refusal(500, "INTERNAL_ERROR", "Something went wrong on our side.")


class Errors:
    """Log an unhandled exception once and answer without a word about it.

    When the answer has already begun nothing can be said any more: returning leaves it unfinished, and the server
    cuts the connection, which is how the client learns that it is incomplete.
    """

    def __init__(self, app: ASGIApp, options: EdgeOptions) -> None:
        """Stand in front of `app`."""
        self.app = app
        self.options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, whatever happens inside."""
        state = ""

        async def send_noting(message: Message) -> None:
            nonlocal state
            state = message["type"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except ClientDisconnect:
            # Nobody's fault and nobody to answer; the access log says 499.
            return
        except Exception:  # the edge: whatever it is, the client gets our answer and the log the cause
            log.exception("unhandled exception")
            if not state:
                await send_refusal(scope, send, UNEXPECTED, self.options)
            elif state in {"websocket.accept", "websocket.send"}:
                await send({"type": "websocket.close", "code": INTERNAL_ERROR, "reason": "INTERNAL_ERROR"})
