"""Taking up a subscription where it ended, over real connections that are lost while events are committed."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from django.db import transaction
from websockets.exceptions import ConnectionClosed

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.events import record
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.tokens import issue_guest
from domains.identity.viewer import Owner
from domains.orders.events import PurchaseReleased
from tests.api.live_server import relaying, serving
from tests.api.test_live import SOON, Client, events_of, followed, opened, tell
from tests.factories.checkout import an_owner

pytestmark = pytest.mark.usefixtures("database")

FROM = "subscription($after: String) { orderUpdated(after: $after) { sequence event resync } }"
IN_CONTEXT = FROM.replace(")", ') @inContext(language: "fr")', 1)
EVENTS = 60


@pytest_asyncio.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    async with serving() as server:
        yield f"ws://127.0.0.1:{server.config.port}/graphql"


def release(owner: Owner) -> None:
    """Commit an event of the owner's."""
    with transaction.atomic():
        record(
            PurchaseReleased(
                purchase_id=new_id(), cart_id=new_id(), owner_kind=owner.kind, owner_id=owner.id, because="declined"
            )
        )


def token_of(owner_id: UUID) -> str:
    return issue_guest(guest_id=owner_id, now=utc_now())


async def _commit(owner: Owner) -> None:
    for _ in range(EVENTS):
        await in_transaction(release, owner)
        await asyncio.sleep(random.uniform(0, 0.02))


async def _socket(
    url: str, owner: Owner, after: str, heard: list[dict[str, Any]], stay: float, document: str = FROM
) -> None:
    """Hear for a while, then vanish without a word."""
    async with opened(url) as connection:
        client = Client(connection)
        await client.start(token_of(owner.id))
        await client.subscribe(document, after=after)
        try:
            async with asyncio.timeout(stay):
                while True:
                    heard.append((await client.hear())["payload"]["data"]["orderUpdated"])
        except (TimeoutError, ConnectionClosed):
            connection.transport.abort()


async def _events(
    url: str, owner: Owner, after: str, heard: list[dict[str, Any]], stay: float, document: str = FROM, count: int = 0
) -> None:
    """The same as a browser's EventSource does it. Stays until there are so many, and a while longer."""
    headers = {
        "accept": "text/event-stream",
        "authorization": f"Bearer {token_of(owner.id)}",
        "last-event-id": after,
    }
    async with (
        httpx.AsyncClient(timeout=SOON) as http,
        http.stream("POST", url.replace("ws", "http", 1), json={"query": document}, headers=headers) as answer,
    ):
        events = events_of(answer)

        async def listen(until: int | None) -> None:
            while until is None or len(heard) < until:
                event = await anext(events)
                update = event.data["data"]["orderUpdated"]
                assert event.id == update["sequence"]
                heard.append(update)

        await asyncio.wait_for(listen(count), SOON)
        with suppress(TimeoutError):
            await asyncio.wait_for(listen(None), stay)


@pytest.mark.parametrize("document", [FROM, IN_CONTEXT], ids=["plain", "in context"])
@pytest.mark.parametrize("listen", [_socket, _events], ids=["websocket", "sse"])
async def test_hears_all_of_it_once_however_often_the_connection_is_lost(url: str, listen: Any, document: str) -> None:
    owner = an_owner()
    start = await tell(f"orders-of:{owner.id}", "PurchaseReleased")
    heard: list[dict[str, Any]] = []
    losses, patience = 0, 1.0
    async with relaying(), asyncio.timeout(300):
        committing = asyncio.create_task(_commit(owner))
        while len(heard) < EVENTS:
            after, before = heard[-1]["sequence"] if heard else start, len(heard)
            await listen(url, owner, after, heard, patience * random.uniform(0.02, 0.25), document)
            losses += 1
            # On a busy machine nothing may be heard in so short a time: it has to be longer then.
            patience *= 1 if len(heard) > before else 1.5
        await committing

    assert [each["sequence"] for each in heard] == [str(int(start) + 1 + position) for position in range(EVENTS)]
    assert not any(each["resync"] for each in heard)
    assert await in_transaction(OutboxEvent.objects.count) == EVENTS
    assert losses > 1


@pytest.mark.parametrize("made_up", ["0", "17", "9" * 18, "9" * 40, "-1", "x", "'; DROP TABLE orders_order; --", "१"])
async def test_tells_the_sender_of_a_forged_number_to_look_again(url: str, made_up: str) -> None:
    owner, other = an_owner(), an_owner()
    for each in (owner, other):
        await tell(f"orders-of:{each.id}", "PurchaseReleased")
    heard: list[dict[str, Any]] = []

    await _events(url, owner, made_up.encode(), heard, 0.3, count=1)  # type: ignore[arg-type]

    assert [each["resync"] for each in heard] == [True]


async def test_tells_the_sender_of_somebody_elses_number_nothing_of_theirs(url: str) -> None:
    owner, other = an_owner(), an_owner()
    await tell(f"orders-of:{owner.id}", "Mine")
    theirs = await tell(f"orders-of:{other.id}", "Theirs")
    await tell(f"orders-of:{other.id}", "Theirs")
    heard: list[dict[str, Any]] = []

    listening = asyncio.create_task(_events(url, owner, theirs, heard, 0.3, count=2))
    await followed(f"orders-of:{owner.id}")
    await tell(f"orders-of:{other.id}", "Theirs")
    await tell(f"orders-of:{owner.id}", "Mine too")
    await listening

    assert [(each["resync"], each["event"]) for each in heard] == [(True, None), (False, "Mine too")]


@pytest.mark.parametrize("after", ["", "-1", "x", "1.5", "9" * 19])
async def test_refuses_an_argument_that_is_no_number(url: str, after: str) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        await client.start(token_of(new_id()))
        await client.subscribe(FROM, after=after)

        told = await client.hear()

    errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
    assert [error["extensions"]["code"] for error in errors] == ["INVALID_INPUT"]


async def test_says_after_how_long_to_come_back(url: str) -> None:
    hints = set()
    for _ in range(5):
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {token_of(new_id())}"}
        async with (
            httpx.AsyncClient(timeout=SOON) as http,
            http.stream("POST", url.replace("ws", "http", 1), json={"query": FROM}, headers=headers) as answer,
        ):
            first = await anext(answer.aiter_lines())
        hints.add(int(first.removeprefix("retry: ")))

    assert all(1_000 <= hint <= 5_000 for hint in hints)
    assert len(hints) > 1
