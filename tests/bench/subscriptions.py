"""`./fashionistar bench subscriptions`: how many may follow a product in one process, how late they hear, at what cost.

The delay of an event is from the moment before it is published to the moment at which a client has read it. All
clients live in this process, so a part of the delay is theirs.
"""

import argparse
import asyncio
import os
import resource
import socket
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from domains.common.live_log import publish, standing
from schema.ids import decode_id
from tests.bench.generator import Sample
from tests.bench.marketplace import Target, running_marketplace
from tests.bench.subscribers import Heard, Subscriber
from tests.sandbox.running import until

DOCUMENT = """
subscription($id: ID!) {
  productAvailability(productId: $id) {
    sequence event resync product { variants { id price { amount { minor currency } } stock { availability } } }
  }
}
"""
_PRODUCTS = "{ products(first: 2) { nodes { id } } }"
_AT_ONCE = 100
_SETTLING = 3.0


def bench_subscriptions(options: argparse.Namespace) -> None:
    """Start the marketplace, measure, print."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with running_marketplace(scale=options.scale[0]) as target:
        os.environ.update(target.state.environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        asyncio.run(_Run(target, options).all())


class _Run:
    def __init__(self, target: Target, options: argparse.Namespace) -> None:
        self._target = target
        self._options = options
        self._host = f"127.0.0.1:{target.port}"
        with httpx.Client(base_url=target.state.urls["web"], timeout=30) as client:
            nodes = client.post("/graphql", json={"query": _PRODUCTS}).json()["data"]["products"]["nodes"]
        self._followed, self._other = (node["id"] for node in nodes)

    async def all(self) -> None:
        """All measurements, one after the other."""
        # The first ones pay for what is loaded and compiled once.
        await self._close(await self._open(50, self._followed, Heard()))
        heard, before, began = Heard(), self._memory(), time.perf_counter()
        clients = await self._open(self._options.subscribers, self._followed, heard)
        took = time.perf_counter() - began
        await asyncio.sleep(_SETTLING)
        each = (self._memory() - before) / len(clients) / 1000
        print(f"{len(clients):,} subscribers: {len(clients) / took:,.0f} accepted a second, {each:.1f} kB each")
        await self._tell(heard, clients, "fan-out")
        await self._tell_beside_stalled(heard, clients)
        await self._close(clients)
        await self._come_and_go()

    async def _tell(self, heard: Heard, clients: Sequence[Subscriber], name: str) -> None:
        """Tell all of some events, and print how late they heard."""
        delays = Sample()
        for _ in range(self._options.events):
            number, at = await self._publish(self._followed, "StockLevelChanged")
            await until(lambda number=number: len(heard.at.get(number, ())) >= len(clients), seconds=60)  # type: ignore[misc]
            delays.latencies += [moment - at for moment in heard.at.pop(number)]
            await asyncio.sleep(0.3)
        spread = ", ".join(f"p{round(share * 100)} {delays.percentile(share):.0f} ms" for share in (0.5, 0.95, 0.99))
        print(f"{name}: {spread} over {len(delays.latencies):,} deliveries, {heard.lost} clients lost", flush=True)

    async def _tell_beside_stalled(self, heard: Heard, clients: Sequence[Subscriber]) -> None:
        deaf = Heard()
        stalled = await self._open(self._options.stalled, self._other, deaf, room=4_096)
        for client in stalled:
            client.transport.pause_reading()
        before = self._memory()
        flood = asyncio.create_task(self._flood())
        await self._tell(heard, clients, f"fan-out beside {len(stalled)} that read nothing")
        await flood
        grown = (self._memory() - before) / 1e6
        await asyncio.sleep(12)
        for client in stalled:
            client.transport.resume_reading()
        await asyncio.sleep(_SETTLING)
        print(f"of those {deaf.lost} were cut; the process grew by {grown:.0f} MB at most", flush=True)
        await self._close(stalled)

    async def _flood(self) -> None:
        for _ in range(40):
            await self._publish(self._other, "x" * 40_000)
            await asyncio.sleep(0.05)

    async def _come_and_go(self) -> None:
        await asyncio.sleep(_SETTLING)
        before = self._memory()
        for _ in range(self._options.cycles // _AT_ONCE):
            await self._close(await self._open(_AT_ONCE, self._followed, Heard()))
        await asyncio.sleep(_SETTLING)
        grown = (self._memory() - before) / before
        print(f"after {self._options.cycles:,} that came and went the process is {grown:+.1%} of its size", flush=True)

    async def _open(self, count: int, product: str, heard: Heard, *, room: int | None = None) -> list[Subscriber]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one() -> Subscriber:
            async with gate:
                connection = socket.socket()
                if room is not None:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
                connection.setblocking(False)
                loop = asyncio.get_running_loop()
                await loop.sock_connect(connection, ("127.0.0.1", self._target.port))
                _, client = await loop.create_connection(
                    lambda: Subscriber(host=self._host, document=DOCUMENT, variables={"id": product}, heard=heard),
                    sock=connection,
                )
                async with asyncio.timeout(60):
                    await client.is_ready
                return client

        return list(await asyncio.gather(*(one() for _ in range(count))))

    async def _close(self, clients: Sequence[Subscriber]) -> None:
        for client in clients:
            client.transport.abort()
        await asyncio.sleep(1)

    async def _publish(self, product: str, name: str) -> tuple[str, float]:
        """Tell of an event; gives its number and the moment before."""
        topic = f"product:{decode_id(product, expected='Product')}"
        at = time.perf_counter()
        await publish(topic=topic, cause=str(at), name=name, payload={})
        return str((await standing(topic, after=None)).last), at

    def _memory(self) -> int:
        """Resident bytes of the web process."""
        status = Path(f"/proc/{self._target.web_pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) * 1024
