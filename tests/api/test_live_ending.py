"""How a stream ends: with its token, its session or its user, and with a client that does not read."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
import uvicorn
from django.conf import settings
from django.test import override_settings
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from config.asgi import application
from config.embedded.ports import free_port
from config.graphql import bearer
from config.http.server import ReadingDeadlineProtocol
from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.models import Session, User
from domains.identity.session_states import forget_session
from domains.identity.tokens import LEEWAY, issue_access, issue_guest
from schema.ids import encode_id
from tests.api.live_server import server_side
from tests.api.test_live import ORDERS, SOON, STOCK, Client, events_of, followed, opened, tell
from tests.api.test_trusted_documents import document
from tests.factories.catalogue import make_product
from tests.factories.identity import a_session, a_user
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")


class QuickProtocol(ReadingDeadlineProtocol):
    """Waits a second instead of eight."""

    stalled_seconds = 1.0


@pytest_asyncio.fixture(scope="module")
async def server() -> AsyncIterator[uvicorn.Server]:
    """The whole application behind a real server on this loop."""
    config = uvicorn.Config(
        application, host="127.0.0.1", port=free_port(), log_config=None, lifespan="off", ws=QuickProtocol
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield server
    server.should_exit = True
    await running


@pytest.fixture
def url(server: uvicorn.Server) -> str:
    return f"ws://127.0.0.1:{server.config.port}/graphql"


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "RECHECK", 0.2)


async def _customer() -> tuple[Session, str]:
    session = await in_transaction(lambda: a_session(a_user()))
    return session, issue_access(user_id=session.user_id, session_id=session.id, now=utc_now())


async def _revoke(session: Session) -> None:
    await in_transaction(Session.objects.filter(id=session.id).update, revoked_at=utc_now())


async def _disable(session: Session) -> None:
    await in_transaction(User.objects.filter(id=session.user_id).update, is_active=False)


async def _demote(session: Session) -> None:
    await in_transaction(User.objects.filter(id=session.user_id).update, is_staff=True, staff_role="support")


@pytest.mark.parametrize("change", [_revoke, _disable, _demote])
async def test_ends_when_the_viewer_is_no_longer_who_opened_it(url: str, change: Any) -> None:
    session, token = await _customer()
    async with opened(url) as connection:
        client = Client(connection)
        await client.start(token)
        await client.subscribe(ORDERS)
        await followed(f"orders-of:{session.user_id}")

        await change(session)
        # Other processes remember a session for fifteen seconds; this one is told.
        forget_session(session.id)

        assert await client.closed_with() == 4403


async def test_ends_with_its_token(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session, token = await _customer()
    async with opened(url) as connection:
        client = Client(connection)
        await client.start(token)
        await client.subscribe(ORDERS)
        await followed(f"orders-of:{session.user_id}")

        # Tokens know whole seconds.
        over = utc_now() + settings.ACCESS_TOKEN_LIFETIME + LEEWAY + timedelta(seconds=1)
        monkeypatch.setattr(bearer, "utc_now", lambda: over)

        assert await client.closed_with() == 4403


async def test_lives_on_with_a_good_token_and_with_none(url: str) -> None:
    _, token = await _customer()
    for given in (token, None, issue_guest(guest_id=new_id(), now=utc_now())):
        async with opened(url) as connection:
            client = Client(connection)
            await client.start(given)
            await asyncio.sleep(0.5)
            await client.send(type="ping")

            assert (await client.hear())["type"] == "pong"


async def test_ends_a_stream_of_server_sent_events_as_well(url: str) -> None:
    session, token = await _customer()
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {token}"}
    topic = f"orders-of:{session.user_id}"
    async with (
        httpx.AsyncClient(timeout=SOON) as client,
        client.stream("POST", url.replace("ws", "http", 1), json={"query": ORDERS}, headers=headers) as answer,
    ):
        events = events_of(answer)
        await followed(topic)
        number = await tell(topic, "PurchaseReleased")
        heard = [(await anext(events)).data]
        await _revoke(session)
        forget_session(session.id)
        # The next one is told after another look at who listens.
        await asyncio.sleep(bearer.RECHECK)
        await tell(topic, "PurchaseReleased")
        heard += [event.data async for event in events]

    assert [each["data"]["orderUpdated"]["sequence"] for each in heard] == [number]


async def test_cuts_a_client_that_never_reads_and_harms_no_other(server: uvicorn.Server, url: str) -> None:
    stalled, reader = new_id(), new_id()
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    small.setblocking(False)
    address = urlsplit(url)
    await asyncio.get_running_loop().sock_connect(small, (str(address.hostname), int(address.port or 0)))
    async with (
        connect(url, sock=small, subprotocols=[Subprotocol("graphql-transport-ws")], compression=None) as one,
        opened(url) as other,
    ):
        deaf, listening = Client(one), Client(other)
        await deaf.start(issue_guest(guest_id=stalled, now=utc_now()))
        await listening.start(issue_guest(guest_id=reader, now=utc_now()))
        await deaf.subscribe(ORDERS)
        await listening.subscribe(ORDERS)
        for viewer in (stalled, reader):
            await followed(f"orders-of:{viewer}")
        one.transport.pause_reading()
        own = server_side(server, small.getsockname())

        for _ in range(200):
            await tell(f"orders-of:{stalled}", "x" * 50_000)
        number = await tell(f"orders-of:{reader}", "PurchaseReleased")
        update = (await listening.hear())["payload"]["data"]["orderUpdated"]
        await until(lambda: own not in server.server_state.connections)

        assert update["sequence"] == number
        await listening.send(type="ping")
        assert (await listening.hear())["type"] == "pong"
        one.transport.abort()


async def test_runs_a_trusted_subscription_by_its_hash(url: str) -> None:
    product: Product = await in_transaction(make_product)
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        digest = document("ProductAvailability").hash
        variables = {"productId": encode_id("Product", product.id)}
        await client.send(id="1", type="subscribe", payload={"documentId": f"sha256:{digest}", "variables": variables})

        assert (await client.hear())["payload"]["data"]["productAvailability"]["resync"] is False


@override_settings(TRUSTED_DOCUMENTS_ONLY=True, DEVELOPER_TOOLS=False)
async def test_lets_the_public_subscribe_to_trusted_documents_only(url: str) -> None:
    async with opened(url) as connection:
        client = Client(connection)
        await client.start()
        await client.subscribe(STOCK, id="x")

        told = await client.hear()

        assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "TRUSTED_DOCUMENT_REQUIRED")
