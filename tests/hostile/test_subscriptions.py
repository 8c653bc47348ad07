"""Every argument of a subscription with every hostile value, over a real WebSocket that goes on working."""

import asyncio
from itertools import batched
from json import loads
from typing import Any

import orjson
import pytest

from tests.api.test_live import Client, opened, url
from tests.authorization.documents import documents
from tests.authorization.kept import Kept
from tests.authorization.sides import World
from tests.hostile.corpus import COMPATIBLE, TEXTS
from tests.hostile.judging import INSIDES, OUR_FAULTS
from tests.hostile.places import Place, asker, marked, places

__all__ = ["url"]

_AT_ONCE = 15
_SILENCE = 0.3
# A larger message ends the connection (tests/edge/test_websocket.py).
_NAMES = tuple(name for name in COMPATIBLE if len(TEXTS[name]) < 32_768)


@pytest.mark.parametrize("place", places("subscription"), ids=lambda place: place.name)
async def test_a_subscription_begins_or_refuses(url: str, world: World, kept: Kept, place: Place) -> None:
    [document, *_] = documents("subscription", place.field)
    side, given = asker(place, world), place.variables(world)
    wrong: list[str] = []
    for names in batched(_NAMES, _AT_ONCE):
        async with opened(url) as connection:
            client = Client(connection)
            await client.start(side.token)
            for name in names:
                await client.subscribe(document.text, name, **marked(given, loads(TEXTS[name])))
            heard = await _all_told(client)
            await client.send(type="ping")
            # On a busy machine some are told after the silence.
            while (told := await client.hear())["type"] in {"next", "error", "complete"}:
                heard.append(told)
            assert told["type"] == "pong", f"one of {names} ended the connection"
            for told in heard:
                codes = {error["extensions"]["code"] for error in _errors(told)}
                shown = INSIDES.findall(orjson.dumps(_errors(told)).decode())
                wrong += [f"{told['id']}: {codes} {shown}"] if codes & OUR_FAULTS or shown else []

    assert wrong == []
    assert kept.changed() == []


async def _all_told(client: Client) -> list[dict[str, Any]]:
    """What is told until there is silence; the subscriptions that began say nothing."""
    told = []
    while True:
        try:
            told.append(await asyncio.wait_for(client.hear(), _SILENCE))
        except TimeoutError:
            return told


def _errors(told: dict[str, Any]) -> list[Any]:
    if told["type"] == "error":
        return list(told["payload"])
    return list((told.get("payload") or {}).get("errors") or ())
