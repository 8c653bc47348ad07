"""The provider as a real process, and a real HTTP receiver for its webhooks."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from config.embedded.ports import free_port

SECRET_KEY = "sk_sandbox_test"
WEBHOOK_SECRET = "whsec_sandbox_test"
ROOT = Path(__file__).parents[2]


@dataclass
class Delivery:
    body: bytes
    headers: dict[str, str]
    received_at: float

    @property
    def event(self) -> dict[str, Any]:
        parsed: dict[str, Any] = orjson.loads(self.body)
        return parsed


@dataclass
class Receiver:
    """Keeps every webhook; answers with `status`, which a test may change."""

    port: int
    status: int = 200
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def receive(self, request: Request) -> Response:
        body = await request.body()
        self.deliveries.append(Delivery(body=body, headers=dict(request.headers), received_at=time.time()))
        return Response(status_code=self.status)

    def of(self, reference: str) -> list[Delivery]:
        """Deliveries about one payment, refunds included, in order of arrival."""
        return [delivery for delivery in self.deliveries if reference.encode() in delivery.body]

    def kinds_of(self, reference: str) -> list[str]:
        return [str(delivery.event["type"]) for delivery in self.of(reference)]

    async def kinds_when(self, reference: str, count: int) -> list[str]:
        """The kinds of the deliveries about a payment, once there are `count`."""
        await until(lambda: len(self.of(reference)) >= count)
        return self.kinds_of(reference)


@dataclass
class Sandbox:
    """One provider process on a free port. Start again after kill() and it finds the same books."""

    database: Path
    webhook_url: str
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        environ = os.environ | {
            "SANDBOX_DATABASE": str(self.database),
            "SANDBOX_SECRET_KEY": SECRET_KEY,
            "SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SANDBOX_WEBHOOK_URL": self.webhook_url,
            "SANDBOX_PUBLIC_URL": self.url,
            "SANDBOX_SLOW_SECONDS": "1.5",
            "SANDBOX_PROCESSING_SECONDS": "2",
            "SANDBOX_REORDER_SECONDS": "20",
            "SANDBOX_RETRY_SECONDS": "0.05",
            "SANDBOX_GIVE_UP_AFTER": "4",
            **self.settings,
        }
        command = [sys.executable, "-m", "uvicorn", "rest.sandbox.app:application", "--port", str(self.port)]
        self.process = await asyncio.create_subprocess_exec(
            *command, "--log-level", "warning", "--no-access-log", cwd=ROOT, env=environ
        )
        async with httpx.AsyncClient() as client:
            await until(lambda: self._is_up(client), seconds=120)

    async def kill(self, kind: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(kind)
            await self.process.wait()

    async def _is_up(self, client: httpx.AsyncClient) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, "the provider did not start"
        try:
            return (await client.get(f"{self.url}/livez")).status_code == 200
        except httpx.TransportError:
            return False


@dataclass
class Api:
    """A bare client of the provider's API."""

    http: httpx.AsyncClient
    base: str

    async def post(self, path: str, content: object = None, *, key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.http.post(self.base + path, json={} if content is None else content, headers=headers)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(self.base + path)

    async def listed(self, path: str, *, limit: int = 100) -> list[dict[str, Any]]:
        """Everything a list holds, page after page."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = (await self.get(f"{path}?limit={limit}{cursor}")).json()
            found += page["data"]
            if not page["has_more"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    async def pay(self, card: object, *, reference: str, amount: int = 12_50, key: str | None = None) -> httpx.Response:
        return await self.post("/v1/payments", payment(card, reference=reference, amount=amount), key=key)


def payment(card: object, *, reference: str, amount: int = 12_50, **others: object) -> dict[str, object]:
    return {
        "amount": amount,
        "currency": "NGN",
        "reference": reference,
        "card": card,
        "return_url": "https://shop.example/back?step=pay",
        **others,
    }


def new_reference() -> str:
    return f"t-{uuid4().hex}"


@asynccontextmanager
async def running_receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver(port=free_port())
    app = Starlette(routes=[Route("/hook", receiver.receive, methods=["POST"])])
    async with serving(app, receiver.port):
        yield receiver


@asynccontextmanager
async def serving(app: Starlette, port: int) -> AsyncIterator[None]:
    """Serve an application inside this process, over real HTTP."""
    config = uvicorn.Config(app, port=port, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    # serve() would take over the signal handlers of the test run; _serve() does not.
    task = asyncio.create_task(server._serve())
    await until(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def running_sandbox(sandbox: Sandbox) -> AsyncIterator[Api]:
    try:
        await sandbox.start()
        async with api_of(sandbox) as api:
            yield api
    finally:
        await sandbox.kill(signal.SIGTERM)


@asynccontextmanager
async def api_of(sandbox: Sandbox) -> AsyncIterator[Api]:
    authorized = {"Authorization": f"Bearer {SECRET_KEY}"}
    async with httpx.AsyncClient(headers=authorized, timeout=60, limits=httpx.Limits(max_connections=60)) as http:
        yield Api(http=http, base=sandbox.url)


async def until(condition: Callable[[], object], *, seconds: float = 60) -> None:
    """Wait until `condition()`, which may be a coroutine function, is true; fail after `seconds`."""
    async with asyncio.timeout(seconds):
        while True:
            result = condition()
            if asyncio.iscoroutine(result):
                result = await result
            if result:
                return
            await asyncio.sleep(0.01)
