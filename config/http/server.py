"""uvicorn's protocols with deadlines: for the head of a request, and for a stream whose client does not read.

No ASGI layer can do this: the application is not called before the head is complete, and uvicorn waits for it for
ever; nor can an application cut a connection whose peer takes nothing, not even the word that it is over. Pass the
classes as uvicorn's `http` and `ws` settings.
"""

import socket
from asyncio import BaseTransport, TimerHandle
from contextlib import suppress
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


# A client that is gone without a word acknowledges nothing; event streams send something every 15 seconds.
ABSENT_MILLISECONDS = 40_000
# The system takes in this much that it has not sent: by itself it would hide megabytes that nobody reads from us.
UNSENT_BYTES = 128 * 1024


def notice_absence(transport: BaseTransport) -> None:
    """Let the system cut a connection whose other side is gone, and tell us soon of one that does not read (Linux)."""
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
        with suppress(AttributeError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ABSENT_MILLISECONDS)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


class HeadDeadlineProtocol(HttpToolsProtocol):
    """Close a connection whose request line and headers take longer than `head_seconds`.

    Cut one that asked for a stream of events and takes nothing for `stalled_seconds` while our buffer for it is full:
    other answers end by themselves, and a slow phone may take its time for them.
    """

    head_seconds: ClassVar[float] = 15.0
    stalled_seconds: ClassVar[float] = 8.0

    head_timer: TimerHandle | None = None
    stall_timer: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Start the clock: a connection that says nothing is cut as well."""
        super().connection_made(transport)  # type: ignore[arg-type]
        notice_absence(transport)
        self._start_clock()

    def pause_writing(self) -> None:
        """Start the other clock for a stream of events: the buffer is full."""
        super().pause_writing()
        if any(name == b"accept" and b"text/event-stream" in value.lower() for name, value in self.headers):
            self.stall_timer = self.loop.call_later(self.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop it: the client reads."""
        super().resume_writing()
        self._stop_stall_clock()

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
        """Stop the clocks."""
        self._stop_clock()
        self._stop_stall_clock()
        super().connection_lost(exc)

    def _stop_stall_clock(self) -> None:
        if self.stall_timer is not None:
            self.stall_timer.cancel()
            self.stall_timer = None

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


class ReadingDeadlineProtocol(WebSocketsSansIOProtocol):
    """Cut a WebSocket whose peer takes nothing for `stalled_seconds` while our buffer for it is full (64 KiB)."""

    stalled_seconds: ClassVar[float] = 8.0

    stall_timer: TimerHandle | None = None

    def pause_writing(self) -> None:
        """Start the clock: the buffer is full."""
        super().pause_writing()
        self.stall_timer = self.loop.call_later(self.stalled_seconds, self._cut)

    def resume_writing(self) -> None:
        """Stop the clock: the peer reads."""
        super().resume_writing()
        self._stop_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def _stop_clock(self) -> None:
        if self.stall_timer is not None:
            self.stall_timer.cancel()
            self.stall_timer = None

    def _cut(self) -> None:
        # Not closed but cut: closing waits until all of the buffer has been taken.
        self.transport.abort()
