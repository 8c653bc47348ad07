"""Connections of reads go back to their pool, whatever becomes of who asked for them."""

import asyncio
import os

import psycopg
import pytest
from django.conf import settings
from django_async_backend.db import async_connections

from domains.common.bridge import in_transaction
from domains.common.db import fetch_tuples, reading
from tests.api.client import graphql
from tests.factories.identity import a_user, an_access_token
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")

# Giving a connection back takes less than as many turns of the loop.
_TURNS = 12


async def _read(asked: asyncio.Event) -> None:
    async with reading():
        await fetch_tuples("SELECT 1")
        asked.set()


async def _left_after(turns: int) -> None:
    """Who reads is told to stop so many turns of the loop after the answer has come."""
    asked = asyncio.Event()
    reader = asyncio.create_task(_read(asked))
    await asked.wait()
    for _ in range(turns):
        await asyncio.sleep(0)
    reader.cancel()
    await asyncio.wait({reader})


async def _all_are_back() -> bool:
    counts = async_connections["default"].pool.get_stats()
    return bool(counts["pool_size"] == counts["pool_available"])


async def _none_is_left() -> bool:
    counts = async_connections["default"].pool.get_stats()
    return bool(counts["pool_size"] == settings.POOL_SIZE and counts["pool_available"] == 0)


@pytest.mark.parametrize("turns", range(_TURNS))
async def test_who_stops_while_giving_a_connection_back_takes_none_away(turns: int) -> None:
    for _ in range(settings.POOL_SIZE + 1):
        await asyncio.gather(*(_left_after(turns) for _ in range(3)))

    await until(_all_are_back)
    async with asyncio.timeout(30):
        assert (
            await asyncio.gather(*(fetch_tuples("SELECT 1") for _ in range(settings.POOL_SIZE)))
            == [[(1,)]] * settings.POOL_SIZE
        )


async def test_f07_who_gets_no_connection_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    token = await in_transaction(lambda: an_access_token(a_user()))
    async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"]) as first:
        await first.execute("SELECT pg_advisory_xact_lock(78)")
        statement = "SELECT 1 FROM (SELECT pg_advisory_xact_lock_shared(78)) s"
        readers = asyncio.gather(*(fetch_tuples(statement) for _ in range(settings.POOL_SIZE)))
        await until(_none_is_left)
        with monkeypatch.context() as hurried:
            hurried.setattr(async_connections["default"].pool, "timeout", 0.2)
            refused, told = await graphql("{ viewer { id } }", token=token), await graphql("{ markets { code } }")
        await first.rollback()
        await readers

    assert (refused.status, refused.error_codes, "retry-after" in refused.headers) == (503, ["UNAVAILABLE"], True)
    assert (told.status, told.error_codes) == (200, ["UNAVAILABLE"])
    assert (await graphql("{ viewer { id } }", token=token)).status == 200
