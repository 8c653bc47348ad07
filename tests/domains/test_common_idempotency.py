"""One answer per idempotency key, also with many requests at the same instant."""

import asyncio
from datetime import timedelta

import pytest

from domains.common.clock import utc_now
from domains.common.db import fetch_tuples
from domains.common.idempotency import (
    Fresh,
    InFlight,
    Mismatch,
    Replay,
    abandon,
    begin,
    finish,
    prune_answers,
    request_hash,
)
from domains.common.models import IdempotencyRecord

pytestmark = pytest.mark.usefixtures("database")

KEY = {"principal": "customer:ada", "operation": "checkoutComplete", "key": "k-1"}
ASKED = request_hash({"total": 1200})


async def _expire_lease() -> None:
    await fetch_tuples("UPDATE idempotency_record SET leased_until = now() - interval '1 second' RETURNING id")


async def test_gives_the_key_to_exactly_one_of_many() -> None:
    begun = await asyncio.gather(*(begin(**KEY, request_hash=ASKED) for _ in range(60)))

    assert [b for b in begun if isinstance(b, Fresh)] == [Fresh(token=1)]
    assert sum(isinstance(b, InFlight) for b in begun) == 59


async def test_replays_the_very_bytes_to_everybody() -> None:
    body = b'{"data": {"z":1,  "a":"\xc3\xa9"}}'
    await begin(**KEY, request_hash=ASKED)
    assert await finish(**KEY, token=1, status=200, response=body) is True

    begun = await asyncio.gather(*(begin(**KEY, request_hash=ASKED) for _ in range(20)))

    assert begun == [Replay(status=200, response=body)] * 20


async def test_refuses_the_key_for_a_different_request() -> None:
    await begin(**KEY, request_hash=ASKED)

    assert await begin(**KEY, request_hash=request_hash({"total": 1})) == Mismatch()

    await finish(**KEY, token=1, status=200, response=b"{}")

    assert await begin(**KEY, request_hash=request_hash({"total": 1})) == Mismatch()


async def test_never_shows_a_key_of_somebody_else_or_of_another_operation() -> None:
    await begin(**KEY, request_hash=ASKED)
    await finish(**KEY, token=1, status=200, response=b"mine")

    assert await begin(**KEY | {"principal": "customer:bayo"}, request_hash=ASKED) == Fresh(token=1)
    assert await begin(**KEY | {"operation": "orderCancel"}, request_hash=ASKED) == Fresh(token=1)


async def test_fences_off_a_request_that_lost_its_lease() -> None:
    await begin(**KEY, request_hash=ASKED)
    await _expire_lease()

    assert await begin(**KEY, request_hash=ASKED) == Fresh(token=2)
    assert await finish(**KEY, token=1, status=200, response=b"late") is False
    assert await abandon(**KEY, token=1) is False
    assert await finish(**KEY, token=2, status=200, response=b"right") is True
    assert await begin(**KEY, request_hash=ASKED) == Replay(status=200, response=b"right")


async def test_frees_an_abandoned_key_at_once() -> None:
    await begin(**KEY, request_hash=ASKED)
    await abandon(**KEY, token=1)

    assert await begin(**KEY, request_hash=request_hash({"other": True})) == Fresh(token=1)


async def test_a_finished_answer_stays() -> None:
    await begin(**KEY, request_hash=ASKED)
    await finish(**KEY, token=1, status=200, response=b"first")

    assert await finish(**KEY, token=1, status=500, response=b"second") is False
    assert await abandon(**KEY, token=1) is False
    assert await begin(**KEY, request_hash=ASKED) == Replay(status=200, response=b"first")


def test_forgets_old_answers_only() -> None:
    now = utc_now()
    for key, age in (("old", 25), ("young", 23)):
        IdempotencyRecord.objects.create(
            principal="p", operation="o", key=key, request_hash="h", leased_until=now, status=200, response=b""
        )
        IdempotencyRecord.objects.filter(key=key).update(created_at=now - timedelta(hours=age))

    assert prune_answers(before=now - timedelta(hours=24)) == 1
    assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["young"]


def test_the_fingerprint_ignores_the_order_of_fields() -> None:
    assert request_hash({"a": 1, "b": [1, 2]}) == request_hash({"b": [1, 2], "a": 1})
    assert request_hash({"a": 1}) != request_hash({"a": "1"})
