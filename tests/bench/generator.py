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
    """What a run saw: latencies in seconds, bytes of bodies, and answers that were no 200.

    `first_parts` are the latencies of the first part of those answers that came in parts.
    """

    latencies: list[float] = field(default_factory=list)
    first_parts: list[float] = field(default_factory=list)
    received: int = 0
    failures: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that this share of the requests did not exceed (nearest rank)."""
        return _percentile(self.latencies, share)

    def first_part_percentile(self, share: float) -> float:
        """The same of the first parts."""
        return _percentile(self.first_parts, share)


def _percentile(latencies: list[float], share: float) -> float:
    if not latencies:
        return float("nan")
    ordered = sorted(latencies)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class AnswerReader:
    """Reads one HTTP/1.1 answer as its bytes arrive, of a known length or in chunks."""

    def __init__(self) -> None:
        """Nothing has arrived."""
        self.is_complete = False
        self.has_failed = False
        self.body_bytes = 0
        # In chunks: how many have arrived whole, the last and empty one left out.
        self.chunks = 0
        self._read = bytearray()
        self._end = -1
        self._is_chunked = False

    def feed(self, data: bytes) -> None:
        """Take what arrived."""
        self._read += data
        if self._end < 0 and not self._take_head():
            return
        if self._is_chunked:
            self._take_chunks()
        else:
            self.is_complete = len(self._read) >= self._end
        if self.is_complete:
            self.has_failed = not self._read.startswith(b"HTTP/1.1 200") or b'"errors":[{' in self._read

    def _take_head(self) -> bool:
        head_end = self._read.find(b"\r\n\r\n")
        if head_end < 0:
            return False
        head = bytes(self._read[:head_end]).lower()
        self._end = head_end + 4
        self._is_chunked = b"transfer-encoding: chunked" in head
        if not self._is_chunked:
            self.body_bytes = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            self._end += self.body_bytes
        return True

    def _take_chunks(self) -> None:
        """Go on to where the next chunk begins: a size in hexadecimal, a line end, the content, a line end."""
        while (line_end := self._read.find(b"\r\n", self._end)) >= 0:
            size = int(self._read[self._end : line_end], 16)
            if len(self._read) < line_end + 2 + size + 2:
                return
            self._end = line_end + 2 + size + 2
            self.body_bytes += size
            if not size:
                self.is_complete = True
                return
            self.chunks += 1


class _Client(asyncio.Protocol):
    def __init__(self, requests: Requests, sample: Sample, until: float) -> None:
        self._requests, self._sample, self._until = requests, sample, until
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answer = AnswerReader()
        self._has_part = False
        self._sent_at = 0.0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    @override
    def data_received(self, data: bytes) -> None:
        answer = self._answer
        answer.feed(data)
        if answer.chunks and not self._has_part:
            self._has_part = True
            self._sample.first_parts.append(time.perf_counter() - self._sent_at)
        if answer.is_complete:
            self._sample.latencies.append(time.perf_counter() - self._sent_at)
            self._sample.received += answer.body_bytes
            self._sample.failures += answer.has_failed
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
        self._answer, self._has_part = AnswerReader(), False
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


def post(path: str, body: bytes, *, host: str, accept: str = "application/json") -> bytes:
    """The bytes of a POST of JSON."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {host}\r\naccept: {accept}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, *, host: str) -> bytes:
    """The bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n".encode()
