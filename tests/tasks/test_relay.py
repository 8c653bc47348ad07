"""Relays and workers as processes: what is killed or frozen loses nothing and does nothing twice."""

import asyncio
import itertools
from collections import Counter
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM
from subprocess import Popen
from time import monotonic

import pytest
from django.db import connection

from domains.common.bridge import in_transaction
from domains.common.models import Delivery
from tasks.outbox.relay import Relay
from tasks.table import Table
from tests.tasks.conftest import LEASE_SECONDS, SHORT_LEASE, Start, wait_until
from tests.tasks.probes import TELL, Probed, handled, handlers, happen

# Processes start slowly on a machine busy with other tests.
READY_SECONDS = 120
# Well below the 180 seconds after which Redis would hand the message out again: it is the lease that does it.
TAKEN_OVER_SECONDS = LEASE_SECONDS + 60


def all_done() -> bool:
    states = Counter(Delivery.objects.values_list("state", flat=True))
    connection.close()
    return bool(states) and set(states) == {"done"}


def told_in_a_thread() -> list[tuple[str, int]]:
    try:
        return handled("tell")
    finally:
        connection.close()


def attempts_of(reaction: str, *, aggregate: str) -> int:
    return Delivery.objects.get(reaction=reaction, aggregate=aggregate).attempts


def all_serve(workers: list[Popen[bytes]], reaction: str) -> None:
    """Wait until each of them has handled something: how long a process takes to start is not what is tested."""
    numbers = itertools.count()

    def all_did() -> bool:
        happen(Probed(probe=f"warm {next(numbers)}"))
        wait_until(all_done, seconds=READY_SECONDS)
        return handlers(reaction) == {worker.pid for worker in workers}

    wait_until(all_did, seconds=READY_SECONDS)


async def test_runs_pushes_within_a_tenth_of_a_second() -> None:
    relay = Relay(table=Table({"Probed": (TELL,)}))
    running = asyncio.create_task(relay.run())
    try:
        took: list[float] = []
        # By polling alone each would take as long as the pause between two looks; a busy machine delays most of them.
        while len(took) < 20 or (min(took) >= 0.1 and len(took) < 500):
            number = len(took)
            await in_transaction(happen, Probed(probe="a", number=number))
            began = monotonic()
            while len(await in_transaction(handled, "tell")) <= number:
                assert monotonic() - began < READY_SECONDS
                await asyncio.sleep(0.005)
            took.append(monotonic() - began)
    finally:
        relay.stop.set()
        await running

    assert await in_transaction(handled, "tell") == [("probe:a", number) for number in range(len(took))]
    assert min(took) < 0.1, took


async def test_a_failing_push_holds_up_only_its_own_aggregate() -> None:
    relay = Relay(table=Table({"Probed": (TELL,)}))
    running = asyncio.create_task(relay.run())
    try:
        await in_transaction(happen, Probed(probe="a", number=1, conduct="fail"), Probed(probe="a", number=2))
        await in_transaction(happen, Probed(probe="b", number=3))
        await asyncio.to_thread(wait_until, lambda: told_in_a_thread() != [])
    finally:
        relay.stop.set()
        await running

    assert await in_transaction(handled, "tell") == [("probe:b", 3)]


def test_two_relays_and_two_workers_handle_everything_once_and_in_order(start: Start) -> None:
    expected = [(f"probe:{number % 10}", number) for number in range(200)]
    for command in ("run_relay", "run_relay", "run_worker", "run_worker"):
        start(command)

    happen(*(Probed(probe=str(number % 10), number=number) for number in range(200)))
    wait_until(lambda: all_done() and Delivery.objects.count() == 600, seconds=READY_SECONDS + 20)

    for reaction in ("count", "ask", "tell"):
        done = handled(reaction)
        assert sorted(done, key=lambda pair: pair[1]) == expected
        for probe in range(10):
            numbers = [number for aggregate, number in done if aggregate == f"probe:{probe}"]
            assert numbers == sorted(numbers)


@pytest.mark.parametrize("reaction", ["count", "ask"])
def test_a_killed_worker_is_replaced_within_the_lease(start: Start, tmp_path: Path, reaction: str) -> None:
    start("run_relay", **SHORT_LEASE)
    workers = [start("run_worker", "--queues=critical,default", "--threads=1", **SHORT_LEASE) for _ in range(2)]
    all_serve(workers, reaction)

    happen(Probed(probe="a", number=1, conduct=f"hang {reaction}"))
    hangs = tmp_path / f"{reaction} hangs"
    wait_until(hangs.exists, seconds=READY_SECONDS)
    [doomed] = [worker for worker in workers if worker.pid == int(hangs.read_text())]
    doomed.send_signal(SIGKILL)

    wait_until(all_done, seconds=TAKEN_OVER_SECONDS)
    assert handled(reaction).count(("probe:a", 1)) == 1
    assert attempts_of(reaction, aggregate="probe:a") == 2


def test_a_frozen_worker_is_overtaken_and_fenced(start: Start, tmp_path: Path) -> None:
    start("run_relay", **SHORT_LEASE)
    frozen = start("run_worker", "--queues=critical", "--threads=1", **SHORT_LEASE)
    happen(Probed(probe="a", number=1, conduct="hang"))
    wait_until(lambda: (tmp_path / "count hangs").exists(), seconds=READY_SECONDS)
    frozen.send_signal(SIGSTOP)

    start("run_worker", **SHORT_LEASE)
    wait_until(all_done, seconds=READY_SECONDS)
    (tmp_path / "go on").touch()
    frozen.send_signal(SIGCONT)
    frozen.send_signal(SIGTERM)

    assert frozen.wait(timeout=60) == 0
    assert handled("count") == [("probe:a", 1)]
    assert Delivery.objects.get(reaction="count").state == "done"


def test_a_killed_relay_loses_nothing_and_a_worker_asked_to_stop_ends_well(start: Start) -> None:
    relay = start("run_relay")
    worker = start("run_worker")
    happen(Probed(probe="a", number=0))
    wait_until(all_done, seconds=READY_SECONDS)

    relay.send_signal(SIGKILL)
    happen(*(Probed(probe=str(number % 5), number=number) for number in range(1, 50)))
    start("run_relay")
    wait_until(lambda: len(handled("count")) == 50 and all_done(), seconds=READY_SECONDS)

    for reaction in ("count", "ask", "tell"):
        assert sorted(number for _, number in handled(reaction)) == list(range(50))

    worker.send_signal(SIGTERM)
    assert worker.wait(timeout=60) == 0
