"""Headers that keep browsers and caches honest, for every door."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.http.options import EdgeOptions

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
NO_STORE = (b"cache-control", b"no-store")
# Data, not a page: whatever a browser is talked into doing with it, it loads and runs nothing.
DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


class SecurityHeaders:
    """Add what an answer does not already say; what a door says itself wins."""

    def __init__(self, app: ASGIApp, options: EdgeOptions) -> None:
        """Stand in front of `app`."""
        self.app = app
        self.options = options
        self.always: tuple[tuple[bytes, bytes], ...] = ALWAYS
        if options.https:
            policy = b"max-age=%d; includeSubDomains" % options.hsts_seconds
            self.always = (*ALWAYS, (b"strict-transport-security", policy))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and complete the headers of its answer."""
        private = self.options.is_private(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                message["headers"] = self._completed(list(message.get("headers", ())), private=private)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _completed(self, headers: list[tuple[bytes, bytes]], *, private: bool) -> list[tuple[bytes, bytes]]:
        said = {name.lower(): value for name, value in headers}
        headers.extend(header for header in self.always if header[0] not in said)
        if private and b"cache-control" not in said:
            headers.append(NO_STORE)
        if b"content-security-policy" not in said and b"json" in said.get(b"content-type", b""):
            headers.append(DATA_POLICY)
        return headers
