"""WebSocket clients that cost little: a protocol each, no task, and no look at a message but for its number."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import override

import orjson

_SEQUENCE = b'"sequence":"'


@dataclass(slots=True)
class Heard:
    """When each client heard of each number."""

    at: dict[str, list[float]] = field(default_factory=dict)
    first_updates: int = 0
    lost: int = 0


class Subscriber(asyncio.Protocol):
    """One client of graphql-transport-ws: says hello, subscribes to one thing, and notes when it is told of what."""

    def __init__(self, *, host: str, document: str, variables: dict[str, str], heard: Heard) -> None:
        """Subscribe as soon as it is connected."""
        self.is_ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self._host = host
        self._subscribe: dict[str, object] = {
            "id": "1",
            "type": "subscribe",
            "payload": {"query": document, "variables": variables},
        }
        self._heard = heard
        self._read = bytearray()
        self._is_open = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET /graphql HTTP/1.1\r\nhost: {self._host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n"
            "sec-websocket-protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._heard.lost += 1
        if not self.is_ready.done():
            self.is_ready.set_exception(ConnectionError("closed before it was ready"))

    @override
    def data_received(self, data: bytes) -> None:
        self._read += data
        if not self._is_open:
            end = self._read.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._read.startswith(b"HTTP/1.1 101"):
                self.transport.abort()
                return
            del self._read[: end + 4]
            self._is_open = True
            self._send({"type": "connection_init", "payload": {}})
        while (message := self._message()) is not None:
            self._take(message)

    def _take(self, message: bytes) -> None:
        if b'"type":"next"' in message:
            at = message.find(_SEQUENCE)
            if not self.is_ready.done():
                self._heard.first_updates += 1
                self.is_ready.set_result(None)
            elif at >= 0:
                start = at + len(_SEQUENCE)
                number = message[start : message.index(b'"', start)].decode()
                self._heard.at.setdefault(number, []).append(time.perf_counter())
        elif b'"type":"connection_ack"' in message:
            self._send(self._subscribe)
        elif not self.is_ready.done():
            self.is_ready.set_exception(ConnectionError(message.decode()))

    def _message(self) -> bytes | None:
        """The next text frame's content; pings are answered on the way."""
        while len(self._read) >= 2:
            opcode, length, start = self._read[0] & 15, self._read[1] & 127, 2
            if length >= 126:
                size = 2 if length == 126 else 8
                if len(self._read) < 2 + size:
                    return None
                length, start = int.from_bytes(self._read[2 : 2 + size], "big"), 2 + size
            if len(self._read) < start + length:
                return None
            content = bytes(self._read[start : start + length])
            del self._read[: start + length]
            if opcode == 1:
                return content
            if opcode == 9:
                self.transport.write(_frame(10, content))
        return None

    def _send(self, message: dict[str, object]) -> None:
        self.transport.write(_frame(1, orjson.dumps(message)))


def _frame(opcode: int, content: bytes) -> bytes:
    """A masked frame; the mask is of zeros."""
    size = len(content)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + bytes(4) + content
