"""Serve an ASGI application on a socket that the supervisor opened.

`python -m config.supervisor.serve config.asgi:application 7` serves on file descriptor 7. Several processes may share
the socket; it stays open while one of them is restarted, so no connection is refused meanwhile.
"""

import resource
import socket
import sys

import uvicorn

from config.http.server import HeadDeadlineProtocol, ReadingDeadlineProtocol

DRAIN_SECONDS = 8
MAX_WEBSOCKET_MESSAGE = 64 * 1024
MAX_HEAD_BYTES = 64 * 1024
# A client that is gone without a word is noticed within 40 seconds.
PING_SECONDS, PONG_SECONDS = 20.0, 20.0
MOST_FILES = 65_536


class BoundedHttp(HeadDeadlineProtocol):
    """The fast parser with a limit for the head; by itself it would collect headers until the memory is full."""

    _head_bytes = 0
    _in_head = False

    def on_message_begin(self) -> None:
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._in_head:
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's headers are too long.")


def main(application: str, descriptor: int) -> None:
    """Serve until told to stop, then finish what is being answered."""
    _allow_many_connections()
    settings = uvicorn.Config(
        application,
        http=BoundedHttp,
        ws=ReadingDeadlineProtocol,
        ws_max_size=MAX_WEBSOCKET_MESSAGE,
        # Compression would keep some 40 KB for each client, for messages that are small.
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        log_config=None,  # the application configures logging when it is loaded
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=30,
        access_log=False,  # the application writes its own
        server_header=False,
        # Nobody stands in front of us here who could say truthfully where a request came from.
        proxy_headers=False,
    )
    uvicorn.Server(settings).run(sockets=[socket.socket(fileno=descriptor)])


def _allow_many_connections() -> None:
    """Use what the system grants: many have a soft limit of 1,024 files, and each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
