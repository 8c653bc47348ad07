"""The timetable: each due time once, whoever runs it; caught up once; fenced."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domains.common.bridge import in_transaction
from domains.common.models import Delivery, OutboxEvent, ScheduledRun
from tasks.scheduler import Scheduler, claim_due, enter, finish_run
from tasks.timetable import TIMETABLE, Entry
from tests.sandbox.running import until
from tests.tasks.probes import Probed, happen

EVERY = timedelta(hours=1)


async def _nothing(_now: datetime) -> None:
    return


def entry(name: str = "tidy", *, every: timedelta = EVERY, at_most: timedelta = timedelta(minutes=1)) -> Entry:
    return Entry(name, every, _nothing, at_most)


def make_due(*, since: timedelta) -> datetime:
    due = datetime.now(UTC) - since  # noqa: TID251 - the database's clock is the one that counts
    ScheduledRun.objects.update(due_at=due)
    return due


async def test_four_schedulers_run_each_due_time_once() -> None:
    ran: list[str] = []

    async def count(_now: datetime) -> None:
        ran.append("x")
        await asyncio.sleep(0)

    entries = [Entry("often", timedelta(seconds=0.5), count), Entry("seldom", EVERY, count)]
    begun = datetime.now(UTC)  # noqa: TID251 - the database's clock is the one that counts
    schedulers = [Scheduler(timetable=entries, look_seconds=0.02) for _ in range(4)]
    running = asyncio.gather(*(scheduler.run() for scheduler in schedulers))
    await until(lambda: len(ran) >= 5)
    for scheduler in schedulers:
        scheduler.stop.set()
    await running

    runs = {run.name: run.runs async for run in ScheduledRun.objects.all()}
    dues = (await ScheduledRun.objects.aget(name="often")).due_at - begun
    assert runs["seldom"] == 1
    # Of due times that a busy machine is late for, the last one counts for all.
    assert 4 <= runs["often"] <= dues / timedelta(seconds=0.5)
    assert len(ran) == sum(runs.values())


def test_catches_up_once_and_keeps_its_beat() -> None:
    enter(timetable=[entry()])
    due = make_due(since=timedelta(hours=5, minutes=10))

    assert claim_due(timetable=[entry()]) == [("tidy", 1)]
    assert claim_due(timetable=[entry()]) == []
    assert ScheduledRun.objects.get().due_at == due + timedelta(hours=6)


def test_does_not_begin_while_it_runs_and_begins_again_when_its_runner_died() -> None:
    enter(timetable=[entry()])
    assert claim_due(timetable=[entry()]) == [("tidy", 1)]
    make_due(since=timedelta(seconds=1))
    assert claim_due(timetable=[entry()]) == []

    ScheduledRun.objects.update(running_until=datetime(2020, 1, 1, tzinfo=UTC))
    assert claim_due(timetable=[entry()]) == [("tidy", 2)]

    finish_run(name="tidy", run=1, error="the late one")
    run = ScheduledRun.objects.get()
    assert (run.last_error, run.finished_at) == ("", None)


def test_a_shorter_period_takes_effect_at_once() -> None:
    enter(timetable=[entry()])
    claim_due(timetable=[entry()])
    soon = entry(every=timedelta(seconds=10))
    before = ScheduledRun.objects.get().due_at

    enter(timetable=[soon])

    assert ScheduledRun.objects.get().due_at < before - timedelta(minutes=50)


async def _all_ended() -> bool:
    runs = [run async for run in ScheduledRun.objects.all()]
    return [run.runs for run in runs] == [1, 1] and not any(run.running_until for run in runs)


async def test_notes_a_failure_and_goes_on() -> None:
    async def fail(_now: datetime) -> None:
        raise OSError("no network")

    scheduler = Scheduler(timetable=[Entry("fails", EVERY, fail), Entry("works", EVERY, _nothing)], look_seconds=0.02)
    running = asyncio.create_task(scheduler.run())
    await until(_all_ended)
    scheduler.stop.set()
    await running

    errors = {run.name: (run.last_error, run.running_until) async for run in ScheduledRun.objects.all()}
    assert errors == {"fails": ("OSError('no network')", None), "works": ("", None)}


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: entry.name)
async def test_every_entry_runs_on_an_empty_marketplace(entry: Entry) -> None:
    await entry.work(datetime(2026, 11, 22, tzinfo=UTC))


async def test_prunes_what_is_long_done_and_keeps_what_is_not() -> None:
    await in_transaction(_old_events)

    await next(entry for entry in TIMETABLE if entry.name == "prune").work(datetime(2026, 11, 22, tzinfo=UTC))

    assert await in_transaction(_kept) == ["dead", "fresh"]


def _old_events() -> None:
    old = datetime(2026, 1, 1, tzinfo=UTC)
    for name, state, at in (("done", "done", old), ("dead", "dead", old), ("fresh", "done", None)):
        happen(Probed(probe=name))
        event = OutboxEvent.objects.latest("id")
        moment = at or datetime(2026, 11, 21, tzinfo=UTC)
        OutboxEvent.objects.filter(id=event.id).update(recorded_at=moment, dispatched_at=moment)
        Delivery.objects.create(
            event=event, reaction="count", aggregate=event.aggregate, state=state, finished_at=moment
        )


def _kept() -> list[str]:
    return sorted(event.aggregate.removeprefix("probe:") for event in OutboxEvent.objects.all())
