"""A closed-loop HTTP/1.1 load generator that costs little: kept connections, ready-made bytes, unparsed bodies.

Each client sends its next request when the answer to the last one is complete.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import override

type Requests = Callable[[], bytes]


@dataclass(slots=True)
class Sample:
    """What a run saw: latencies in seconds, bytes of bodies, and answers that were no 200."""

    latencies: list[float] = field(default_factory=list)
    received: int = 0
    failures: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that this share of the requests did not exceed (nearest rank)."""
        if not self.latencies:
            return float("nan")
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class _Client(asyncio.Protocol):
    def __init__(self, requests: Requests, sample: Sample, until: float) -> None:
        self._requests, self._sample, self._until = requests, sample, until
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._received = bytearray()
        self._missing = -1
        self._sent_at = 0.0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._missing < 0:
            head_end = self._received.find(b"\r\n\r\n")
            if head_end < 0:
                return
            head = bytes(self._received[:head_end]).lower()
            length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            self._missing = head_end + 4 + length
            self._sample.received += length
            self._sample.failures += not head.startswith(b"http/1.1 200") or b'"errors":[{' in self._received
        if len(self._received) >= self._missing:
            self._sample.latencies.append(time.perf_counter() - self._sent_at)
            del self._received[: self._missing]
            self._missing = -1
            self._next()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._sample.failures += 1
            self.done.set_result(None)

    def _next(self) -> None:
        if time.perf_counter() < self._until:
            self._send()
        else:
            self.done.set_result(None)
            self._transport.close()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(self._requests())


async def drive(*, host: str, port: int, clients: int, seconds: float, requests: Requests) -> Sample:
    """Load the server with so many clients for so long."""
    sample = Sample()
    started = time.perf_counter()
    loop = asyncio.get_running_loop()
    opened: list[_Client] = []
    for _ in range(clients):
        _, client = await loop.create_connection(
            lambda: _Client(requests, sample, started + seconds), host=host, port=port
        )
        opened.append(client)
    await asyncio.gather(*(client.done for client in opened))
    sample.seconds = time.perf_counter() - started
    return sample


def round_robin(items: Iterable[bytes]) -> Requests:
    """Requests taken from a list again and again."""
    ready = list(items)
    position = -1

    def take() -> bytes:
        nonlocal position
        position = (position + 1) % len(ready)
        return ready[position]

    return take


def post(path: str, body: bytes, *, host: str) -> bytes:
    """The bytes of a POST of JSON."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, *, host: str) -> bytes:
    """The bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n".encode()
