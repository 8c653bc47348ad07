"""Requests of the matrix over the whole application, and what their answers give away."""

import re
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import orjson

from config.asgi import application
from domains.common.redis import redis_client, redis_key
from tests.authorization.sides import Marks, Side, World

# How many cells were asked, by operation; the end of the run tells.
CELLS: Counter[str] = Counter()

_GLOBAL_ID = re.compile(r"[A-Za-z0-9_-]{48,120}")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FORGET_EVERY = 20
_asked = Counter[str]()


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the GraphQL door."""

    status: int
    body: Mapping[str, Any]
    text: str
    headers: httpx.Headers

    @property
    def plain(self) -> bytes:
        """All of it but what differs from one request to the next: its id, and what it left of the budget."""
        body = {name: value for name, value in self.body.items() if name != "extensions"}
        for error in body.get("errors") or ():
            error.get("extensions", {}).pop("requestId", None)
        return orjson.dumps([self.status, body], option=orjson.OPT_SORT_KEYS)

    @property
    def codes(self) -> list[str]:
        """The codes of its errors: those of the request, and those that a mutation tells as data."""
        found = [error["extensions"]["code"] for error in self.body.get("errors") or ()]
        for payload in (self.body.get("data") or {}).values():
            if isinstance(payload, dict):
                found += [error["code"] for error in payload.get("errors") or ()]
        return found

    @property
    def only(self) -> Any:
        """What its one root field answered."""
        [answered] = (self.body.get("data") or {"": None}).values()
        return answered


async def ask(document: str, variables: Mapping[str, Any], *, side: Side | None, file: bytes | None = None) -> Told:
    """Send an operation as that viewer, with budgets and limits as if nobody had asked before.

    With a file it goes as a form, and the file is the variable `file`.
    """
    _asked["requests"] += 1
    if _asked["requests"] % _FORGET_EVERY == 0:
        forget_limits()
    headers = {"authorization": f"Bearer {side.token}"} if side and side.token else {}
    said = orjson.dumps({"query": document, "variables": variables})
    sent: dict[str, Any] = {"content": said, "headers": {"content-type": "application/json", **headers}}
    if file is not None:
        form = {"operations": said.decode(), "map": '{"0": ["variables.file"]}'}
        sent = {"data": form, "files": [("0", ("me.jpg", file, "image/jpeg"))], "headers": headers}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://testserver") as http:
        response = await http.post("/graphql", **sent)
    return Told(response.status_code, response.json(), response.text, response.headers)


def forget_limits() -> None:
    """Empty the buckets of all limits and budgets."""
    client = redis_client()
    for kind in ("limit", "budget"):
        if found := list(client.scan_iter(redis_key(kind, "*"), count=1_000)):
            client.delete(*found)


def foreign(text: str, *, viewer: str, world: World, but: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """What a text gives away of everybody but its viewer; `but` says whose rows of which tables are left out."""
    left_out = but or {}
    keys = keys_in(text)
    return [
        f"{name}: {leak}"
        for name, marks in world.marks_of_others(viewer).items()
        for leak in _leaks(text, keys, marks.without(left_out.get(name, ())))
    ]


def own(text: str, *, owner: str, world: World) -> bool:
    """Whether a text shows anything of somebody's."""
    return any(_leaks(text, keys_in(text), world.marks[owner]))


def keys_in(text: str) -> set[str]:
    """Every key within a text, bare or in a global id."""
    found = set(_KEY.findall(text))
    for word in _GLOBAL_ID.findall(text):
        try:
            _, _, key = urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("ascii").partition(":")
            found.add(str(UUID(key)))
        except ValueError:
            continue
    return found


def _leaks(text: str, keys: set[str], marks: Marks) -> Iterator[str]:
    for table, known in marks.keys.items():
        yield from (f"{table} {key}" for key in known & keys)
    for table, texts in marks.texts.items():
        yield from (f"{table} {mark!r}" for mark in texts if mark in text)
