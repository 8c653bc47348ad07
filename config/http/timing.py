"""Tell the client how long the server took."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Timing:
    """Answer with `Server-Timing: app;dur=<milliseconds until the answer began>`."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and time it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = perf_counter()

        async def send_with_timing(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = b"app;dur=%.1f" % ((perf_counter() - started) * 1000)
                message["headers"] = [*message.get("headers", ()), (b"server-timing", spent)]
            await send(message)

        return await self.app(scope, receive, send_with_timing)
