"""Slots, on a real Valkey in cluster mode and without any."""

import asyncio
import hashlib
import os
import sys
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from typing import Any

from django.conf import settings

from domains.common.ids import new_id
from domains.common.redis import async_redis, redis_key
from domains.common.slots import Cap, NoSlotLeft, Slots
from tests.redis_away import redis_away
from tests.sandbox.running import until

FIVE = Cap("things", 5, NoSlotLeft)
SHORT = timedelta(seconds=4)

# Holds all five, says so, and is killed.
HOLDER = """
import asyncio, sys, django
from contextlib import AsyncExitStack
django.setup()
from domains.common.slots import Cap, NoSlotLeft, Slots
from datetime import timedelta
async def hold():
    slots, stack = Slots(lease=timedelta(seconds=4)), AsyncExitStack()
    for _ in range(5):
        await stack.enter_async_context(slots.holding(cap=Cap("things", 5, NoSlotLeft), subject=sys.argv[1]))
    print("held", flush=True)
    await asyncio.sleep(60)
asyncio.run(hold())
"""


async def take(stack: AsyncExitStack, slots: Slots, subject: str, times: int = 1) -> int:
    """How many of so many tries at once got a slot."""
    tries = (stack.enter_async_context(slots.holding(cap=FIVE, subject=subject)) for _ in range(times))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert all(answer is None or isinstance(answer, NoSlotLeft) for answer in answers)
    return sum(answer is None for answer in answers)


async def _ends(subject: str) -> list[int]:
    """When the leases of a subject end, in milliseconds."""
    key = redis_key("slots", FIVE.name, hashlib.sha256(subject.encode()).hexdigest())
    found: Any = await async_redis().zrange(key, 0, -1, withscores=True)
    return [int(end) for _, end in found]


async def _for_longer_than_a_lease(subject: str) -> None:
    """Wait until all leases of a subject were renewed after those of now had ended."""
    lapsed = max(await _ends(subject)) + SHORT // timedelta(milliseconds=1)

    async def renewed() -> bool:
        ends = await _ends(subject)
        return len(ends) == FIVE.count and min(ends) > lapsed

    await until(renewed)


async def test_gives_out_exactly_as_many_as_there_are_over_all_processes() -> None:
    subject, processes = str(new_id()), [Slots(), Slots(), Slots()]
    async with AsyncExitStack() as stack:
        taken = await asyncio.gather(*(take(stack, slots, subject, 20) for slots in processes))

        assert sum(taken) == 5
        assert sum(slots.held() for slots in processes) == 5
        assert await take(stack, processes[0], str(new_id())) == 1


async def test_gives_a_slot_back() -> None:
    subject, slots, other = str(new_id()), Slots(), Slots()
    async with AsyncExitStack() as stack:
        assert await take(stack, slots, subject, 6) == 5
    async with AsyncExitStack() as stack:
        assert await take(stack, other, subject, 6) == 5
    assert (slots.held(), other.held()) == (0, 0)


async def test_keeps_what_is_held_for_longer_than_a_lease() -> None:
    subject, slots = str(new_id()), Slots(lease=SHORT)
    async with AsyncExitStack() as stack:
        assert await take(stack, slots, subject, 5) == 5
        await _for_longer_than_a_lease(subject)

        assert await take(stack, Slots(), subject) == 0
    await slots.close()


async def test_frees_what_a_killed_process_held() -> None:
    subject = str(new_id())
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        subject,
        stdout=asyncio.subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    try:
        assert holder.stdout is not None
        assert await holder.stdout.readline() == b"held\n"
        async with AsyncExitStack() as stack:
            # It goes on holding them for as long as it lives.
            await _for_longer_than_a_lease(subject)
            assert await take(stack, Slots(), subject) == 0
            holder.kill()
            await holder.wait()
            taken = 0

            async def is_free() -> bool:
                nonlocal taken
                taken = taken or await take(stack, Slots(), subject, 6)
                return taken > 0

            await until(is_free)

            assert taken == 5
    finally:
        with suppress(ProcessLookupError):
            holder.kill()
        await holder.wait()


async def test_counts_per_process_while_redis_is_away_and_tells_it_when_it_is_back() -> None:
    subject, slots = str(new_id()), Slots(lease=SHORT)
    async with AsyncExitStack() as stack:
        async with redis_away():
            assert await take(stack, slots, subject, 6) == 5
        await until(lambda: _ends(subject))
        await _for_longer_than_a_lease(subject)

        assert await take(stack, Slots(), subject) == 0
        await slots.close()
