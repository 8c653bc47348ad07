"""Budgets, on a real Valkey in cluster mode and without any."""

import asyncio

import pytest

from domains.common import budgets
from domains.common.budgets import Budget, OverBudget, Purse
from domains.common.ids import new_id
from domains.common.redis import async_redis, redis_key
from tests.redis_away import redis_away

SLOW = Budget("slow", limit=1_000, restore=1)
# Of this one not even a busy machine sees the price of one more restored.
STEADY = Budget("steady", limit=100_000, restore=1)
QUICK = Budget("quick", limit=100, restore=1_000)


async def _accepted(purse: Purse, budget: Budget, subject: str, times: int, points: int) -> int:
    tries = (purse.spend(budget=budget, subject=subject, points=points) for _ in range(times))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert all(isinstance(answer, OverBudget) for answer in refused)
    return times - len(refused)


async def test_gives_out_exactly_the_budget_to_200_at_once() -> None:
    purse, subject = Purse(), str(new_id())

    assert await _accepted(purse, STEADY, subject, 200, 1_000) == 100
    assert await _accepted(purse, STEADY, str(new_id()), 1, 100_000) == 1


async def test_says_what_is_left_and_how_long_to_wait() -> None:
    purse, subject, clock = Purse(), str(new_id()), asyncio.get_running_loop().time
    begun = clock()

    first = await purse.spend(budget=SLOW, subject=subject, points=900)
    with pytest.raises(OverBudget) as refused:
        await purse.spend(budget=SLOW, subject=subject, points=200)
    last = await purse.spend(budget=SLOW, subject=subject, points=50)

    # None, where no second has passed.
    restored = range(int(clock() - begun) + 1)
    assert first.remaining == 100
    assert refused.value.balance.remaining - 100 in restored
    assert 100 - refused.value.retry_after in restored
    assert last.remaining - 50 in restored


async def test_restores_steadily() -> None:
    purse, subject = Purse(), str(new_id())
    await purse.spend(budget=QUICK, subject=subject, points=100)

    await asyncio.sleep(0.06)

    assert 60 <= (await purse.spend(budget=QUICK, subject=subject, points=0)).remaining <= 100


async def test_counts_a_budget_too_large_to_spend_in_redis_as_well() -> None:
    purse, vast = Purse(), Budget("vast", limit=10**12, restore=5 * 10**10)

    balance = await purse.spend(budget=vast, subject=str(new_id()), points=1)

    assert balance.remaining == 10**12
    assert not purse._full_at


async def test_keeps_no_key_for_ever() -> None:
    await Purse().spend(budget=SLOW, subject="ada@example.com", points=10)

    keys = [key async for key in async_redis().scan_iter(redis_key("budget", "slow", "*"))]

    assert not any(b"@" in key for key in keys)
    assert all([0 < await async_redis().pttl(key) <= 1_000_000 for key in keys])


async def test_counts_per_process_while_redis_is_away(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "_PAUSE_SECONDS", 3_600.0)
    async with redis_away():
        purse, subject = Purse(), str(new_id())

        assert await _accepted(purse, STEADY, subject, 200, 1_000) == 100
        caplog.clear()
        # Who comes later does not ask Redis again.
        assert await _accepted(purse, STEADY, str(new_id()), 200, 1_000) == 100
        assert (await purse.spend(budget=STEADY, subject=str(new_id()), points=40_000)).remaining == 60_000
        assert "budgets are counted per process" not in caplog.messages

    assert await _accepted(Purse(), STEADY, subject, 1, 100_000) == 1
