"""Server-sent events, as a browser's EventSource reads them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from config.demo.walkthrough.timeline import PATIENCE, Surprise


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream; `id` is what a browser sends back as Last-Event-ID."""

    id: str | None
    data: dict[str, Any]


class Stream:
    """A subscription over one request."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()
        self._id: str | None = None

    async def next(self) -> Event:
        """The next event. Raises Surprise where it takes too long, and where the stream ends."""
        try:
            async with asyncio.timeout(PATIENCE):
                async for line in self._lines:
                    name, _, value = line.partition(": ")
                    if name == "id":
                        self._id = value
                    elif name == "data" and value:
                        return Event(self._id, json.loads(value)["data"])
        except TimeoutError as error:
            raise Surprise(f"no event came within {PATIENCE:.0f} s") from error
        raise Surprise("the stream has ended")


@asynccontextmanager
async def events(
    url: str, document: str, *, token: str | None, last_event_id: str | None = None, **variables: Any
) -> AsyncIterator[Stream]:
    """A subscription, taken up after the last event that was heard of an earlier one."""
    headers = {"accept": "text/event-stream"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if last_event_id:
        headers["last-event-id"] = last_event_id
    body = {"query": document, "variables": variables}
    async with (
        httpx.AsyncClient(timeout=PATIENCE) as http,
        http.stream("POST", f"{url}/graphql", json=body, headers=headers) as answer,
    ):
        if answer.status_code != 200:
            raise Surprise(f"the stream answered {answer.status_code}")
        yield Stream(answer)
