"""Limits and the Redis clients, on a real Valkey in cluster mode."""

import asyncio
from datetime import timedelta

import pytest
from redis.exceptions import RedisError

from domains.common.errors import Unavailable
from domains.common.ids import new_id
from domains.common.limits import Limit, TooManyRequests, forgive, network_of, spend
from domains.common.redis import REDIS_FAILURES, async_redis, redis_client, redis_key
from tests.redis_away import redis_away

SLOW = Limit(name="slow", count=5, period=timedelta(hours=1))
QUICK = Limit(name="quick", count=2, period=timedelta(milliseconds=800))
STEP = QUICK.period.total_seconds() / QUICK.count


async def _tries(limit: Limit, subject: str, times: int) -> list[bool]:
    answers = await asyncio.gather(*(spend(limit=limit, subject=subject) for _ in range(times)), return_exceptions=True)
    assert all(answer is None or isinstance(answer, TooManyRequests) for answer in answers)
    return [answer is None for answer in answers]


async def test_allows_exactly_the_count_to_200_at_once() -> None:
    allowed = await _tries(SLOW, str(new_id()), 200)

    assert sum(allowed) == 5


async def test_keeps_subjects_and_limits_apart() -> None:
    busy = str(new_id())
    await _tries(SLOW, busy, 6)

    await spend(limit=SLOW, subject=str(new_id()))
    await spend(limit=QUICK, subject=busy)

    with pytest.raises(TooManyRequests) as refused:
        await spend(limit=SLOW, subject=busy)
    assert 0 < refused.value.retry_after <= 720


async def test_refills_evenly_and_refusals_cost_nothing() -> None:
    subject, clock = str(new_id()), asyncio.get_running_loop().time
    begun = clock()
    spent = sum(await _tries(QUICK, subject, 50))
    emptied = clock()

    await asyncio.sleep(1.1 * STEP)

    resumed = clock()
    allowed = sum(await _tries(QUICK, subject, 5))
    # One after each step of time, however many of them a busy machine lets pass.
    assert spent in range(QUICK.count, QUICK.count + 1 + int((emptied - begun) / STEP))
    assert min(int((resumed - emptied) / STEP), QUICK.count) <= allowed
    assert spent + allowed <= QUICK.count + int((clock() - begun) / STEP)


async def test_forgives() -> None:
    subject = str(new_id())
    await _tries(SLOW, subject, 6)

    await forgive(limit=SLOW, subject=subject)

    assert sum(await _tries(SLOW, subject, 6)) == 5


async def test_keeps_no_subject_readable_and_no_key_for_ever() -> None:
    await spend(limit=SLOW, subject="ada@example.com")

    keys = [key async for key in async_redis().scan_iter(redis_key("limit", "slow", "*"))]

    assert not any(b"@" in key for key in keys)
    assert all([0 < await async_redis().pttl(key) <= 3_600_000 for key in keys])


async def test_fails_closed_without_redis() -> None:
    async with redis_away():
        started = asyncio.get_running_loop().time()

        with pytest.raises(Unavailable):
            await spend(limit=SLOW, subject="anybody")

        assert asyncio.get_running_loop().time() - started < 20


async def test_many_commands_at_once_wait_for_their_turn() -> None:
    key = redis_key("count", str(new_id()))

    await asyncio.gather(*(async_redis().incr(key) for _ in range(1000)))

    assert await async_redis().get(key) == b"1000"


def test_the_sync_client_speaks_to_the_same_cluster() -> None:
    key = redis_key("sync", str(new_id()))

    redis_client().set(key, "here", ex=60)

    assert redis_client().get(key) == b"here"
    assert issubclass(RedisError, REDIS_FAILURES)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_names_the_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network
