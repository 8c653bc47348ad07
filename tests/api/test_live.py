"""Subscriptions over a real WebSocket: who hears what, and how the protocol says no."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from config.asgi import application
from config.embedded.ports import free_port
from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.live_hub import hub
from domains.common.live_log import channel_of, publish, standing
from domains.identity.models import User
from domains.identity.tokens import issue_guest
from domains.notifications.feed import tell as put_into_feed
from domains.notifications.models import FeedItem
from schema.ids import encode_id
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user, an_access_token
from tests.factories.inventory import make_stock
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")

ORDERS = "subscription { orderUpdated { sequence event resync order { id } } }"
STOCK = """
subscription($id: ID!) {
  productAvailability(productId: $id) { sequence event product { variants { stock { availability } } } }
}
"""
# How long what comes may take on a machine that has other things to do.
SOON = 60.0


@pytest_asyncio.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    """The whole application behind a real server on this loop."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            application, host="127.0.0.1", port=port, log_config=None, lifespan="off", ws="websockets-sansio"
        )
    )
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield f"ws://127.0.0.1:{port}/graphql"
    server.should_exit = True
    await running


class Client:
    """One connection that speaks graphql-transport-ws."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, **message: Any) -> None:
        await self._connection.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(await asyncio.wait_for(self._connection.recv(), SOON))
        return told

    async def hears_nothing(self) -> bool:
        try:
            await asyncio.wait_for(self._connection.recv(), 0.3)
        except TimeoutError:
            return True
        return False

    async def start(self, token: str | None = None) -> None:
        await self.send(type="connection_init", payload={"authorization": f"Bearer {token}"} if token else {})
        assert (await self.hear())["type"] == "connection_ack"

    async def subscribe(self, document: str, key: str = "1", **variables: Any) -> None:
        await self.send(id=key, type="subscribe", payload={"query": document, "variables": variables})

    async def closed_with(self) -> int:
        with pytest.raises(ConnectionClosed) as closed:
            await self.hear()
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code


def opened(url: str) -> Any:
    return connect(url, subprotocols=[Subprotocol("graphql-transport-ws")])


async def tell(topic: str, name: str, payload: dict[str, Any] | None = None) -> str:
    """Tell a topic's listeners of an event; gives its number."""
    await publish(topic=topic, cause=str(new_id()), name=name, payload=payload or {})
    return str((await standing(topic, after=None)).last)


async def followed(topic: str, *, by: int = 1) -> None:
    """Wait until so many streams of a topic stand, and wait for what is told from now on."""

    def stand() -> bool:
        channel = hub()._channels.get(channel_of(topic))
        # Who waits for a listener's next event has read where the topic stands.
        queues: list[Any] = [each._heard for each in channel.listeners] if channel else []
        return sum(bool(queue._getters) for queue in queues) == by

    await until(stand)


async def left(topic: str) -> None:
    """Wait until nobody follows a topic."""
    await until(lambda: channel_of(topic) not in hub()._channels)


async def test_tells_the_owner_of_an_order_and_nobody_else(url: str) -> None:
    owner, stranger = new_id(), new_id()
    async with opened(url) as one, opened(url) as other:
        mine, theirs = Client(one), Client(other)
        await mine.start(issue_guest(guest_id=owner, now=utc_now()))
        await theirs.start(issue_guest(guest_id=stranger, now=utc_now()))
        await mine.subscribe(ORDERS)
        await theirs.subscribe(ORDERS)
        for viewer in (owner, stranger):
            await followed(f"orders-of:{viewer}")

        number = await tell(f"orders-of:{owner}", "PurchaseReleased")

        update = (await mine.hear())["payload"]["data"]["orderUpdated"]
        assert update == {"sequence": number, "event": "PurchaseReleased", "resync": False, "order": None}
        assert await theirs.hears_nothing()


async def test_tells_nobody_without_a_token(url: str) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(ORDERS)

        told = await client.hear()

        errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
        assert [error["extensions"]["code"] for error in errors] == ["LOGIN_REQUIRED"]


async def test_refuses_a_bad_token_before_anything_else(url: str) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        await client.send(type="connection_init", payload={"authorization": "Bearer nonsense"})

        assert await client.closed_with() == 4403


async def test_refuses_an_operation_before_the_connection_is_acknowledged(url: str) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        await client.subscribe(ORDERS)

        assert await client.closed_with() == 4401


async def test_refuses_a_second_operation_under_the_same_id(url: str) -> None:
    product = await in_transaction(make_product)
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(STOCK, id=encode_id("Product", product.id))
        assert (await client.hear())["type"] == "next"
        await client.subscribe(STOCK, id=encode_id("Product", product.id))

        assert await client.closed_with() == 4409


@pytest.mark.parametrize("document", ["{ ping }", "mutation { logout { errors { code } } }"])
async def test_carries_subscriptions_only(url: str, document: str) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(document)

        told = await client.hear()

        assert told["type"] == "error"
        assert told["payload"][0]["extensions"]["code"] == "SUBSCRIPTIONS_ONLY"


async def test_shows_a_products_stock_at_once_and_as_it_changes(url: str) -> None:
    product = await in_transaction(make_product)
    [variant] = await in_transaction(lambda: list(product.variants.all()))
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(STOCK, id=encode_id("Product", product.id))
        first = (await client.hear())["payload"]["data"]["productAvailability"]

        await in_transaction(make_stock, variant=variant, on_hand=9)
        number = await tell(f"product:{product.id}", "StockLevelChanged")
        second = (await client.hear())["payload"]["data"]["productAvailability"]

    assert first["product"]["variants"] == [{"stock": {"availability": "SOLD_OUT"}}]
    assert second["product"]["variants"] == [{"stock": {"availability": "IN_STOCK"}}]
    assert (second["sequence"], second["event"]) == (number, "StockLevelChanged")


async def test_hides_the_stock_of_a_draft(url: str) -> None:
    draft = await in_transaction(make_product, state=Product.State.DRAFT)
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(STOCK, id=encode_id("Product", draft.id))

        told = await client.hear()

    errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
    assert [error["extensions"]["code"] for error in errors] == ["NOT_FOUND"]


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """An event of a stream."""

    name: str
    id: str | None
    data: Any


async def events_of(answer: httpx.Response) -> AsyncIterator[ServerSentEvent]:
    """The events as a browser reads them: the number of the last one holds until there is another."""
    number: str | None = None
    name = ""
    async for line in answer.aiter_lines():
        field, _, value = line.partition(": ")
        if field == "id":
            number = value
        elif field == "event":
            name = value
        elif field == "data" and value:
            yield ServerSentEvent(name, number, json.loads(value))


@pytest.mark.parametrize("accepted", ["text/event-stream", "Text/Event-Stream"])
async def test_streams_the_same_over_server_sent_events(url: str, accepted: str) -> None:
    owner = new_id()
    headers = {
        "accept": accepted,
        "authorization": f"Bearer {issue_guest(guest_id=owner, now=utc_now())}",
    }
    async with (
        httpx.AsyncClient(timeout=SOON) as client,
        client.stream("POST", url.replace("ws", "http", 1), json={"query": ORDERS}, headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        await followed(f"orders-of:{owner}")
        number = await tell(f"orders-of:{owner}", "PurchaseReleased")

        event = await anext(events_of(answer))

    assert (event.name, event.id) == ("next", number)
    assert event.data["data"]["orderUpdated"]["sequence"] == number


@pytest.mark.parametrize("document", ["{ ping }", "mutation { logout { errors { code } } }"])
async def test_streams_nothing_but_subscriptions(url: str, document: str) -> None:
    async with httpx.AsyncClient(timeout=SOON) as client:
        answer = await client.post(
            url.replace("ws", "http", 1), json={"query": document}, headers={"accept": "text/event-stream"}
        )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "SUBSCRIPTIONS_ONLY"


async def test_tells_a_customer_of_the_feed_and_nobody_else(url: str) -> None:
    def customer() -> tuple[User, str]:
        user = a_user()
        return user, an_access_token(user)

    (user, token), (_, strangers_token) = await in_transaction(customer), await in_transaction(customer)
    document = "subscription { notificationAdded { sequence resync notification { kind facts } } }"
    async with opened(url) as one, opened(url) as other, opened(url) as third:
        mine, theirs, guests = Client(one), Client(other), Client(third)
        await mine.start(token)
        await theirs.start(strangers_token)
        await guests.start(issue_guest(guest_id=user.id, now=utc_now()))
        for client in (mine, theirs, guests):
            await client.subscribe(document)
        told = await guests.hear()
        errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
        assert [error["extensions"]["code"] for error in errors] == ["LOGIN_REQUIRED"]
        await followed(f"feed:{user.id}")

        item = await in_transaction(
            put_into_feed,
            user_id=user.id,
            kind=FeedItem.Kind.ORDER_SENT,
            facts={"number": "F-1"},
            cause="1",
            now=utc_now(),
        )
        assert item
        payload = {"user_id": str(user.id), "item_id": str(item.id), "kind": item.kind}
        number = await tell(f"feed:{user.id}", "FeedItemAdded", payload)

        update = (await mine.hear())["payload"]["data"]["notificationAdded"]
        assert update == {
            "sequence": number,
            "resync": False,
            "notification": {"kind": "ORDER_SENT", "facts": {"number": "F-1"}},
        }
        assert await theirs.hears_nothing()
