"""uvicorn's HTTP protocol with a deadline for the head of a request.

No ASGI layer can do this: the application is not called before the head is complete, and uvicorn waits for it for
ever. Pass the class as uvicorn's `http` setting.
"""

from asyncio import BaseTransport, TimerHandle
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class HeadDeadlineProtocol(HttpToolsProtocol):
    """Close a connection whose request line and headers take longer than `head_seconds`."""

    head_seconds: ClassVar[float] = 15.0

    head_timer: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Start the clock: a connection that says nothing is cut as well."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._start_clock()

    def data_received(self, data: bytes) -> None:
        """Start the clock at the first byte of each further request."""
        if self.head_timer is None and (self.cycle is None or self.cycle.response_complete):
            self._start_clock()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Stop the clock: from here on the edge limits the body."""
        self._stop_clock()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self) -> None:
        self.head_timer = self.loop.call_later(self.head_seconds, self._cut)

    def _stop_clock(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def _cut(self) -> None:
        self.head_timer = None
        if not self.transport.is_closing():
            self.transport.write(TOO_SLOW)
            self.transport.close()
