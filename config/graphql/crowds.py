"""How many streams there may be, of one client and of one network, and how fast they may come.

A client is a guest or a customer; strangers have the share of their network only. The counts hold over all processes.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from django.conf import settings

from domains.common.errors import DomainError, Kind
from domains.common.slots import Cap, NoSlotLeft, slots
from domains.identity.viewer import Viewer

# Seconds, drawn by lot: who is sent away together must not come back together.
_SOONEST, _LATEST = 1, 10


class TooManyConnections(NoSlotLeft):
    """Of this client, or of their network."""

    code = "TOO_MANY_CONNECTIONS"

    def __init__(self) -> None:
        super().__init__("You have too many open connections. Please close some.")


class TooManySubscriptions(NoSlotLeft):
    """Of this client, or of their network."""

    code = "TOO_MANY_SUBSCRIPTIONS"

    def __init__(self) -> None:
        super().__init__("You follow too many things at once. Please stop following some.")


class TooManyAtOnce(DomainError):
    """Too many come at the same time, as after a restart; come back a little later."""

    kind = Kind.UNAVAILABLE
    code = "COME_BACK_LATER"

    def __init__(self) -> None:
        super().__init__("Very many are connecting right now. Please try again in a moment.")


class Turnstile:
    """Lets in so many a second, and as many more at once; others wait their turn, up to `patience` seconds."""

    def __init__(self, *, patience: float = 5.0) -> None:
        """Nobody is waiting."""
        self._patience = patience
        self._next = 0.0

    async def enter(self) -> None:
        """Wait for one's turn. Raises TooManyAtOnce where that would take too long."""
        rate = settings.LIVE_ACCEPTS_PER_SECOND
        now = time.monotonic()
        # A second's worth may come at once.
        turn = max(self._next, now - 1)
        if turn - now > self._patience:
            raise TooManyAtOnce
        self._next = turn + 1 / rate
        if turn > now:
            await asyncio.sleep(turn - now)


turnstile = Turnstile()


def come_back_in() -> str:
    """Seconds for a `Retry-After`."""
    return str(random.randint(_SOONEST, _LATEST))  # noqa: S311  # nobody gains by guessing it


@asynccontextmanager
async def connected_from(network: str) -> AsyncIterator[None]:
    """Hold a connection of the network's within the block. Raises NoSlotLeft."""
    count = settings.LIVE_CONNECTIONS_PER_NETWORK * settings.NETWORK_LIMIT_FACTOR
    async with slots().holding(cap=Cap("connections", count, TooManyConnections), subject=f"network:{network}"):
        yield


@asynccontextmanager
async def connected_as(viewer: Viewer) -> AsyncIterator[None]:
    """Hold a connection of the client's within the block. Raises NoSlotLeft."""
    if viewer.id is None:
        yield
        return
    cap = Cap("connections", settings.LIVE_CONNECTIONS, TooManyConnections)
    async with slots().holding(cap=cap, subject=f"{viewer.kind}:{viewer.id}"):
        yield


@asynccontextmanager
async def subscribed(viewer: Viewer, *, network: str) -> AsyncIterator[None]:
    """Hold a subscription of the client's and of the network's within the block. Raises NoSlotLeft."""
    in_all = settings.LIVE_SUBSCRIPTIONS_PER_NETWORK * settings.NETWORK_LIMIT_FACTOR
    async with AsyncExitStack() as stack:
        if viewer.id is not None:
            own = Cap("subscriptions", settings.LIVE_SUBSCRIPTIONS, TooManySubscriptions)
            await stack.enter_async_context(slots().holding(cap=own, subject=f"{viewer.kind}:{viewer.id}"))
        shared = Cap("subscriptions", in_all, TooManySubscriptions)
        await stack.enter_async_context(slots().holding(cap=shared, subject=f"network:{network}"))
        yield
