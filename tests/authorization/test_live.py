"""Every cell of the matrix that subscribes: over a real WebSocket, to what is somebody else's."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import orjson
import pytest

from domains.common.ids import new_id
from domains.common.live_log import publish
from tests.api.test_live import Client, followed, opened, url
from tests.authorization.asking import CELLS, foreign, own
from tests.authorization.documents import documents
from tests.authorization.rows.queries import SUBSCRIPTIONS
from tests.authorization.sides import Side, World

pytestmark = pytest.mark.usefixtures("kept")

__all__ = ["url"]

_HEARD_ALONE = sorted(name for name, row in SUBSCRIPTIONS.items() if row.happens)


@asynccontextmanager
async def subscribed(url: str, name: str, given: Mapping[str, Any], *, viewer: Side) -> AsyncIterator[Client]:
    """A viewer who listens."""
    async with opened(url) as connection:
        client = Client(connection)
        await client.start(viewer.token)
        [document, *_] = documents("subscription", name)
        await client.subscribe(document.text, **given)
        yield client


def _without_ids(told: Mapping[str, Any]) -> bytes:
    """What was told, without the id of the request."""
    for error in told["payload"] if told["type"] == "error" else told["payload"].get("errors", ()):
        error["extensions"].pop("requestId", None)
    return orjson.dumps(told)


def _codes(told: Mapping[str, Any]) -> list[str]:
    errors = told["payload"] if told["type"] == "error" else told["payload"].get("errors", ())
    return [error["extensions"]["code"] for error in errors]


@pytest.mark.parametrize("name", sorted(name for name, row in SUBSCRIPTIONS.items() if row.own))
async def test_a_stranger_hears_of_anothers_what_they_hear_of_nothing(url: str, world: World, name: str) -> None:
    row = SUBSCRIPTIONS[name]
    for target in world.targets(row.who):
        for viewer in world.sides.values():
            if viewer is target:
                continue
            CELLS["subscribe"] += 1
            async with subscribed(url, name, row.given(world, target), viewer=viewer) as client:
                found = await client.hear()
            async with subscribed(url, name, row.given(world, target.with_missing()), viewer=viewer) as client:
                missing = await client.hear()
            assert _codes(found), viewer.name
            assert _without_ids(found) == _without_ids(missing), viewer.name


@pytest.mark.parametrize("name", _HEARD_ALONE)
async def test_each_hears_what_is_theirs_and_nobody_what_is_anothers(url: str, world: World, name: str) -> None:
    row = SUBSCRIPTIONS[name]
    assert row.happens is not None
    async with AsyncExitStack() as stack:
        clients = {
            name_of: await stack.enter_async_context(subscribed(url, name, {}, viewer=viewer))
            for name_of, viewer in world.sides.items()
            if viewer.kind in row.who
        }
        owners = [viewer for viewer in clients if world.sides[viewer].ids]
        for viewer, client in clients.items() if row.begins else ():
            assert foreign(orjson.dumps(await client.hear()).decode(), viewer=viewer, world=world) == [], viewer
        events = [row.happens(world.sides[owner]) for owner in owners]
        for event in events:
            await followed(event.topic)
        for event in events:
            await publish(topic=event.topic, cause=str(new_id()), name=event.name, payload=dict(event.payload))
        for owner in owners:
            told = orjson.dumps(await clients[owner].hear()).decode()
            assert own(told, owner=owner, world=world), told
            assert foreign(told, viewer=owner, world=world) == [], owner
        for viewer, client in clients.items():
            CELLS["subscribe"] += 1
            assert await client.hears_nothing(), f"{viewer} hears of somebody else"


@pytest.mark.parametrize("name", sorted(SUBSCRIPTIONS))
async def test_a_subscription_is_for_those_it_is_for(url: str, world: World, name: str) -> None:
    row = SUBSCRIPTIONS[name]
    for viewer in world.sides.values():
        if row.own or (row.happens and viewer.kind in row.who):
            continue
        CELLS["subscribe"] += 1
        async with subscribed(url, name, row.given(world, world.public), viewer=viewer) as client:
            told = await client.hear()
        assert _codes(told) == ([] if viewer.kind in row.who else ["LOGIN_REQUIRED"]), viewer.name
        assert foreign(orjson.dumps(told).decode(), viewer=viewer.name, world=world) == [], viewer.name
