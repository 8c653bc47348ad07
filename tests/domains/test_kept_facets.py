"""Facets are counted once for all who ask at the same time, and kept for a few seconds only."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domains.search import kept_facets as keeping
from domains.search.errors import SearchTooSlow
from domains.search.facets import Facets
from domains.search.kept_facets import kept_facets


def facets(in_stock: int) -> Facets:
    return Facets(currency="NGN", categories=(), vendors=(), options=(), prices=(), on_sale=0, in_stock=in_stock)


class Counter:
    """Counts how often it was asked; holds its answer back until told."""

    def __init__(self) -> None:
        self.times = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self) -> Facets:
        self.times += 1
        answer = facets(self.times)
        await self.may_answer.wait()
        return answer


@pytest.fixture(autouse=True)
def _kept_for_a_while(settings: Any) -> None:
    settings.FACETS_KEPT = timedelta(seconds=30)


async def test_counts_once_for_a_hundred_at_the_same_time() -> None:
    count = Counter()
    count.may_answer.clear()
    asking = [asyncio.create_task(kept_facets(count, "a hundred")) for _ in range(100)]
    await asyncio.sleep(0)
    count.may_answer.set()

    answers = await asyncio.gather(*asking)

    assert answers == [facets(1)] * 100
    assert count.times == 1


async def test_goes_on_when_the_first_who_asked_goes_away() -> None:
    count = Counter()
    count.may_answer.clear()
    first, second = (asyncio.create_task(kept_facets(count, "goes away")) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()
    await asyncio.sleep(0)
    count.may_answer.set()

    assert await second == facets(1)
    assert first.cancelled()
    assert count.times == 1


async def test_counts_apart_what_differs_in_anything() -> None:
    count = Counter()

    answers = [
        await kept_facets(count, currency, {"vendors": vendors})
        for currency in ("NGN", "EUR")
        for vendors in ([], ["zuri"])
    ]

    assert [answer.in_stock for answer in answers] == [1, 2, 3, 4]
    assert (await kept_facets(count, "EUR", {"vendors": ["zuri"]})).in_stock == 4


class Clock:
    """The seconds that a test says have passed."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(keeping, "monotonic", clock)
    return clock


async def test_gives_the_last_count_while_it_counts_anew(clock: Clock) -> None:
    count = Counter()
    await kept_facets(count, "anew")
    clock.now += 29.9
    assert (await kept_facets(count, "anew"), count.times) == (facets(1), 1)

    clock.now += 0.2
    count.may_answer.clear()
    assert [await kept_facets(count, "anew") for _ in range(3)] == [facets(1)] * 3
    await asyncio.sleep(0)
    assert count.times == 2

    count.may_answer.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (await kept_facets(count, "anew"), count.times) == (facets(2), 2)


async def test_waits_for_the_count_where_the_last_one_is_too_old(clock: Clock) -> None:
    count = Counter()
    await kept_facets(count, "old")
    clock.now += 60

    assert await kept_facets(count, "old") == facets(2)


async def test_a_count_under_way_for_too_long_is_waited_for(clock: Clock) -> None:
    count = Counter()
    await kept_facets(count, "slow")
    clock.now += 30
    count.may_answer.clear()
    assert await kept_facets(count, "slow") == facets(1)
    clock.now += 30
    waiting = asyncio.create_task(kept_facets(count, "slow"))
    await asyncio.sleep(0)
    assert not waiting.done()

    count.may_answer.set()

    assert await waiting == facets(2)
    assert count.times == 2


async def test_a_failed_recount_is_tried_again_and_the_last_count_given_meanwhile(clock: Clock) -> None:
    count = Counter()

    async def fail() -> Facets:
        raise SearchTooSlow

    await kept_facets(count, "again")
    clock.now += 31
    assert await kept_facets(fail, "again") == facets(1)
    await asyncio.sleep(0)

    assert await kept_facets(count, "again") == facets(1)
    await asyncio.sleep(0)
    assert await kept_facets(count, "again") == facets(2)


async def test_keeps_no_failure() -> None:
    async def fail() -> Facets:
        raise SearchTooSlow

    with pytest.raises(SearchTooSlow):
        await kept_facets(fail, "failure")

    assert await kept_facets(Counter(), "failure") == facets(1)
