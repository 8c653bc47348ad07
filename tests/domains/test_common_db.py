"""Read scopes, the bridge and the outbox's own rule, on a real database."""

import asyncio
import os
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from domains.common.bridge import in_transaction
from domains.common.db import ReadInsideWrite, fetch_tuples, reading
from domains.common.errors import InvalidInput
from domains.common.events import Event, EventOutsideTransaction, record
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.vendors.models import Vendor
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    aggregate_kind: ClassVar[str] = "lamp"
    aggregate_key: ClassVar[str] = "lamp_id"
    lamp_id: UUID


def _open_vendor(*, slug: str) -> Vendor:
    with transaction.atomic():
        return Vendor.objects.create(name=slug.title(), slug=slug, country="NG")


def _light_and_open(*, slug: str) -> None:
    with transaction.atomic():
        record(LampLit(lamp_id=new_id()))
        Vendor.objects.create(name="Second", slug=slug, country="NG")


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


async def test_reads_what_a_service_wrote() -> None:
    vendor = await in_transaction(_open_vendor, slug="atelier")

    async with reading():
        rows = [row async for row in Vendor.async_objects.all()]

    assert [row.id for row in rows] == [vendor.id]
    assert await fetch_tuples("SELECT slug FROM vendors_vendor WHERE id = %s", [vendor.id]) == [("atelier",)]


async def test_gathered_reads_run_on_connections_of_their_own_at_the_same_time() -> None:
    statement = "SELECT pg_backend_pid() FROM (SELECT pg_advisory_xact_lock_shared(77)) s"
    async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"]) as first:
        await first.execute("SELECT pg_advisory_xact_lock(77)")
        reads = asyncio.gather(*(fetch_tuples(statement) for _ in range(5)))

        async def all_wait() -> bool:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted"
            return await (await first.execute(waiting)).fetchone() == (5,)

        await until(all_wait)
        await first.rollback()
        pids = await reads

    assert len({pid for [(pid,)] in pids}) == 5


async def test_prepares_each_statement_once_per_connection() -> None:
    async with reading():
        for number in range(3):
            await fetch_tuples("SELECT %(number)s::int + 1", {"number": number})
        prepared = await fetch_tuples(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = 'SELECT $1::int + 1'"
        )

    assert prepared == [(3,)]


@pytest.mark.parametrize("text", ["nul \x00", "lone \ud800"])
async def test_text_that_no_database_stores_is_the_callers_mistake(text: str) -> None:
    with pytest.raises(InvalidInput):
        await fetch_tuples("SELECT %s::text", [text])

    assert await fetch_tuples("SELECT 1") == [(1,)]


async def test_a_read_that_takes_too_long_can_be_stopped() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await fetch_tuples("SELECT pg_sleep(600)")

    async def nobody_naps() -> bool:
        return await fetch_tuples(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep(600)%%'"
        ) == [(0,)]

    await until(nobody_naps)


async def test_nested_scopes_of_one_task_share_a_connection() -> None:
    async with reading():
        [(outer,)] = await fetch_tuples("SELECT pg_backend_pid()")
        async with reading():
            [(inner,)] = await fetch_tuples("SELECT pg_backend_pid()")

    assert outer == inner


async def test_gives_every_connection_back_after_a_wide_read() -> None:
    await asyncio.gather(*(fetch_tuples("SELECT 1") for _ in range(100)))

    stats = await asyncio.gather(*(fetch_tuples("SELECT 1") for _ in range(12)))

    assert stats == [[(1,)]] * 12


async def test_refuses_a_read_scope_inside_a_write() -> None:
    def read_within() -> None:
        asyncio.run(fetch_tuples("SELECT 1"))

    with pytest.raises(ReadInsideWrite):
        await in_transaction(read_within)


async def test_a_service_finishes_although_its_caller_is_gone() -> None:
    caller = asyncio.create_task(in_transaction(_open_vendor, slug="left-early"))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller

    await until(lambda: fetch_tuples("SELECT 1 FROM vendors_vendor WHERE slug = 'left-early'"))


async def test_gives_its_connection_back_after_each_service() -> None:
    pids = await asyncio.gather(*(in_transaction(_backend) for _ in range(60)))

    assert len(pids) == 60
    assert len(set(pids)) <= 12


def test_an_event_is_recorded_with_its_transaction() -> None:
    lamp = new_id()
    with transaction.atomic():
        record(LampLit(lamp_id=lamp))

    event = OutboxEvent.objects.get()

    assert (event.name, event.aggregate, event.payload) == ("LampLit", f"lamp:{lamp}", {"lamp_id": str(lamp)})


def test_no_event_without_its_commit() -> None:
    _open_vendor(slug="twin")

    with pytest.raises(IntegrityError):
        _light_and_open(slug="twin")

    assert OutboxEvent.objects.count() == 0
    assert Vendor.objects.count() == 1


def test_refuses_an_event_outside_a_transaction() -> None:
    with pytest.raises(EventOutsideTransaction):
        record(LampLit(lamp_id=new_id()))

    assert OutboxEvent.objects.count() == 0
