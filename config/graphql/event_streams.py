"""Subscriptions over server-sent events (graphql-sse, distinct connections)."""

import random
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, aclosing
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from strawberry.http.streaming import SSETransport

from resolvers.context import Place

# Milliseconds. Browsers come back after this; many that lose a server together must not come back together.
_SOONEST, _LATEST = 1_000, 5_000


class EventStream(StreamingResponse):
    """A stream that gives its seats up when it ends, also where it never began."""

    seats: AsyncExitStack | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.seats is not None:
                await self.seats.aclose()


class NumberedEvents(SSETransport):
    """Gives each event its number as `id`, which a browser sends back as `Last-Event-ID`."""

    def __init__(self, place: Place) -> None:
        """The events of one stream; its place knows the number of the last."""
        super().__init__()
        self._place = place

    def encode_next(self, response: Any, encode_json: Any) -> str:
        """An update."""
        number = self._place.position
        return ("" if number is None else f"id: {number}\r\n") + super().encode_next(response, encode_json)


def with_hint(stream: Callable[[], AsyncGenerator[str, None]]) -> Callable[[], AsyncGenerator[str, None]]:
    """The stream, which first says after how long to come back once it is lost."""

    async def hinted() -> AsyncGenerator[str, None]:
        yield f"retry: {random.randint(_SOONEST, _LATEST)}\r\n\r\n"  # noqa: S311  # nobody gains by guessing it
        async with aclosing(stream()) as chunks:
            async for chunk in chunks:
                yield chunk

    return hinted
