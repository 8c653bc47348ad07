"""What the scripted people use: a GraphQL client, a WebSocket, the staff API, a mailbox and a phone."""

import asyncio
import email
import email.policy
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from config.demo.walkthrough.timeline import PATIENCE, Surprise


class Shop:
    """A storefront: GraphQL over HTTP with the shopper's token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.token: str | None = None
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE)

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send one operation. Raises Surprise for anything but data."""
        response = await self.post(document, **variables)
        body = response.json()
        if response.status_code != 200 or body.get("errors"):
            raise Surprise(f"GraphQL answered {response.status_code}: {json.dumps(body.get('errors'))}")
        data: dict[str, Any] = body["data"]
        return data

    async def do(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send a mutation with one root field and give its payload. Raises Surprise where it carries errors."""
        payload: dict[str, Any] = next(iter((await self.ask(document, **variables)).values()))
        if payload["errors"]:
            raise Surprise(f"the mutation was refused: {json.dumps(payload['errors'])}")
        return payload

    async def post(self, document: str, **variables: Any) -> httpx.Response:
        """Send one operation and give the raw answer."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return await self._http.post("/graphql", json={"query": document, "variables": variables}, headers=headers)

    async def get(self, query: Mapping[str, str], *, if_none_match: str = "") -> httpx.Response:
        """Ask for a registered document, as a browser or a cache does."""
        headers = {"if-none-match": if_none_match} if if_none_match else {}
        return await self._http.get("/graphql", params=dict(query), headers=headers)

    async def upload(self, document: str, content: bytes) -> dict[str, Any]:
        """Send a picture as the variable `file` and give the payload. Raises Surprise where it was refused."""
        response = await self._http.post(
            "/graphql",
            data={
                "operations": json.dumps({"query": document, "variables": {"file": None}}),
                "map": json.dumps({"0": ["variables.file"]}),
            },
            files={"0": ("photo.jpg", content, "image/jpeg")},
            headers={"authorization": f"Bearer {self.token}"},
        )
        payload: dict[str, Any] = next(iter((_body(response, expected=200)["data"] or {"": {}}).values()))
        if payload.get("errors") != []:
            raise Surprise(f"the picture was refused: {response.text}")
        return payload

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()


@asynccontextmanager
async def socket(url: str, *, token: str | None) -> AsyncIterator["Socket"]:
    """A WebSocket that speaks graphql-transport-ws, acknowledged."""
    address = f"{url.replace('http', 'ws', 1)}/graphql"
    async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        acknowledged = json.loads(await asyncio.wait_for(connection.recv(), PATIENCE))
        if acknowledged["type"] != "connection_ack":
            raise Surprise(f"the WebSocket answered {acknowledged}")
        live = Socket(connection)
        try:
            yield live
        finally:
            live.close()


class Socket:
    """Subscriptions on one connection; events are kept with the moment they came in (time.time, seconds)."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self._events: asyncio.Queue[tuple[float, dict[str, Any]]] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read())

    async def subscribe(self, document: str, **variables: Any) -> None:
        """Start a subscription."""
        message = {
            "id": str(next(self._numbers)),
            "type": "subscribe",
            "payload": {"query": document, "variables": variables},
        }
        await self._connection.send(json.dumps(message))

    async def until(self, wanted: Callable[[dict[str, Any]], bool], *, what: str) -> tuple[float, dict[str, Any]]:
        """The first event that is wanted, and when it came. Raises Surprise where it takes too long."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    came_at, data = await self._events.get()
                    if wanted(data):
                        return came_at, data
        except TimeoutError as error:
            raise Surprise(f"no event told of {what} within {PATIENCE:.0f} s") from error

    def close(self) -> None:
        """Stop listening."""
        self._reader.cancel()

    async def _read(self) -> None:
        # The shop hangs up when the account of the one who listens is gone.
        with suppress(ConnectionClosed):
            async for text in self._connection:
                message = json.loads(text)
                if message["type"] == "next":
                    await self._events.put((time.time(), message["payload"].get("data") or message["payload"]))
                elif message["type"] == "error":
                    await self._events.put((time.time(), {"errors": message["payload"]}))
                elif message["type"] == "ping":
                    await self._connection.send('{"type": "pong"}')


class Staff:
    """A member of staff on the REST API."""

    def __init__(self, url: str, *, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{url}/staff/", headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE
        )

    async def get(self, path: str, **query: Any) -> Any:
        """Read. Raises Surprise for anything but 200."""
        return _body(await self._http.get(path, params=query), expected=200)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Do something. Raises Surprise for anything but 200 or 201."""
        response = await self._http.post(path, json=dict(body))
        return _body(response, expected=201 if response.status_code == 201 else 200)

    async def decide(self, path: str, action: str) -> Any:
        """Do something about what was read, by its entity tag. Raises Surprise for anything but 200."""
        seen = await self._http.get(path)
        _body(seen, expected=200)
        response = await self._http.post(f"{path}{action}/", json={}, headers={"if-match": seen.headers["etag"]})
        return _body(response, expected=200)

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()


def _body(response: httpx.Response, *, expected: int) -> Any:
    if response.status_code != expected:
        raise Surprise(f"{response.request.method} {response.url.path} gave {response.status_code}: {response.text}")
    return response.json()


class Mailbox:
    """The folder into which the file mail backend writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def newest(self, *, recipient: str, containing: str) -> str:
        """The text part of the newest mail to somebody with these words in it. Raises Surprise where none comes."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for text in self._mails(recipient):
                if containing in text:
                    return text
            await asyncio.sleep(0.05)
        raise Surprise(f"no mail to {recipient} with {containing!r} within {PATIENCE:.0f} s")

    def count(self, *, recipient: str, containing: str) -> int:
        """How many mails to somebody have these words in them."""
        return sum(containing in text for text in self._mails(recipient))

    def _mails(self, recipient: str) -> Iterator[str]:
        """The text parts, of the newest file first."""
        for path in sorted(self._folder.glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
            yield from _texts_for(path, recipient)


def _texts_for(path: Path, recipient: str) -> Iterator[str]:
    # The file backend separates the mails of one connection by a line of dashes.
    for raw in re.split(rb"\n-{70,}\n", path.read_bytes()):
        mail = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
        if recipient in str(mail["To"] or ""):
            part = mail.get_body(("plain",))
            if part:
                yield str(part.get_content())


class Phone:
    """A phone that gets text messages: the files for its number in the folder into which the file gateway writes."""

    def __init__(self, folder: Path, *, number: str) -> None:
        self.number = number
        self._folder = folder
        self._read: set[Path] = set()

    async def code(self) -> str:
        """The six digits of a text that was not read before. Raises Surprise where none comes."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for path in set(self._folder.glob("*.txt")) - self._read:
                addressee, _, text = path.read_text(encoding="utf-8").partition("\n\n")
                found = re.search(r"\b\d{6}\b", text)
                if addressee == f"To: {self.number}" and found:
                    self._read.add(path)
                    return found[0]
            await asyncio.sleep(0.05)
        raise Surprise(f"no text to {self.number} within {PATIENCE:.0f} s")
