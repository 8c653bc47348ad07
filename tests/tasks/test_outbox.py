"""Deliveries: made once, in order, fenced, repeated with back-off, and dead in the end."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from domains.common.deliveries import DeliveryNotDead, send_again
from domains.common.events import record
from domains.common.models import Delivery, OutboxEvent
from tasks.outbox.claim import Claim, begin, claim_deliveries
from tasks.outbox.dispatch import dispatch_events
from tasks.outbox.finish import LeaseLost, fenced, finish
from tasks.run_reaction import run_reaction
from tasks.table import Table, current_table
from tests.tasks.probes import Probed, handled, happen

LEASE = timedelta(seconds=30)
EXPIRED = timedelta(seconds=0)


def dispatch() -> int:
    return dispatch_events(table=current_table())


def claims(*, reaction: str = "count", lease: timedelta = LEASE) -> tuple[Claim, ...]:
    return claim_deliveries(reactions=[reaction], limit=100, lease=lease)


def run(claimed: Sequence[Claim]) -> list[str]:
    return [run_reaction.call(delivery_id=claim.delivery_id, token=claim.token) for claim in claimed]


def clock() -> datetime:
    """The database's time, which is the one that counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def make_due() -> None:
    Delivery.objects.filter(state="pending").update(due_at="2020-01-01T00:00Z")


def test_makes_one_delivery_per_reaction_with_many_relays_at_once() -> None:
    happen(*(Probed(probe=str(number % 7), number=number) for number in range(300)))

    def relay(_: int) -> int:
        try:
            done = 0
            while OutboxEvent.objects.filter(dispatched_at=None).exists():
                done += dispatch_events(table=current_table(), limit=20)
            return done
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as relays:
        dispatched = list(relays.map(relay, range(4)))

    assert sum(dispatched) == 300
    assert Delivery.objects.count() == 900


def test_hears_nothing_of_a_thousand_aborted_transactions() -> None:
    for number in range(1000):
        with transaction.atomic():
            record(Probed(probe="a", number=number))
            transaction.set_rollback(True)

    assert dispatch() == 0
    assert (OutboxEvent.objects.count(), Delivery.objects.count()) == (0, 0)


def test_keeps_the_order_of_an_aggregate_while_an_earlier_event_is_in_other_hands() -> None:
    happen(Probed(probe="a", number=1), Probed(probe="a", number=2), Probed(probe="b", number=3))
    first = OutboxEvent.objects.earliest("id")

    def elsewhere() -> int:
        try:
            return dispatch()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other_relay, transaction.atomic():
        OutboxEvent.objects.select_for_update().get(id=first.id)
        meanwhile = other_relay.submit(elsewhere).result()

    assert meanwhile == 1
    assert set(Delivery.objects.values_list("aggregate", flat=True)) == {"probe:b"}
    assert dispatch() == 2


def test_leaves_events_it_does_not_know_to_a_relay_that_does() -> None:
    happen(Probed(probe="a"))

    assert dispatch_events(table=Table({})) == 0
    assert dispatch() == 1


def test_runs_the_events_of_an_aggregate_one_after_the_other() -> None:
    happen(*(Probed(probe=probe, number=number) for number in range(3) for probe in ("a", "b")))
    dispatch()

    rounds = [run(claims()) for _ in range(4)]

    assert [len(done) for done in rounds] == [2, 2, 2, 0]
    assert [number for aggregate, number in handled("count") if aggregate == "probe:a"] == [0, 1, 2]


def test_closes_the_delivery_with_its_effect() -> None:
    happen(Probed(probe="a", number=7))
    dispatch()

    assert run(claims()) == ["done"]
    delivery = Delivery.objects.get(reaction="count")
    assert (delivery.state, delivery.attempts, delivery.leased_until, delivery.last_error) == ("done", 1, None, "")
    assert handled("count") == [("probe:a", 7)]


def test_awaits_an_async_reaction() -> None:
    happen(Probed(probe="a", number=7))
    dispatch()

    assert run(claims(reaction="ask")) == ["done"]
    assert handled("ask") == [("probe:a", 7)]


def test_repeats_a_failing_reaction_ever_later_and_gives_up_after_its_attempts() -> None:
    happen(Probed(probe="a", number=1, conduct="fail"))
    dispatch()

    pauses = []
    outcomes = []
    for _ in range(8):
        make_due()
        claimed, before = claims(), clock()
        outcomes += run(claimed)
        due = Delivery.objects.get(reaction="count").due_at
        # It failed at some moment between the two.
        pauses.append(((due - clock()).total_seconds(), (due - before).total_seconds()))

    assert outcomes == ["again"] * 7 + ["given up"]
    assert all(
        least <= 1.2 * 2**attempt and most >= 0.8 * 2**attempt for attempt, (least, most) in enumerate(pauses)
    ), pauses
    dead = Delivery.objects.get(reaction="count")
    assert (dead.state, dead.attempts, dead.last_error) == ("dead", 8, "ProbeFailure('as told')")
    assert handled("count") == []


def test_lets_later_events_past_a_dead_delivery_and_sends_it_again() -> None:
    happen(Probed(probe="a", number=1), Probed(probe="a", number=2))
    dispatch()
    Delivery.objects.filter(reaction="count", event=OutboxEvent.objects.earliest("id")).update(state="dead")

    assert run(claims()) == ["done"]

    revived = send_again(delivery_id=Delivery.objects.get(state="dead").id)
    assert (revived.state, revived.attempts) == ("pending", 0)
    assert run(claims()) == ["done"]
    assert handled("count") == [("probe:a", 2), ("probe:a", 1)]


def test_does_not_send_again_what_is_not_dead() -> None:
    happen(Probed(probe="a"))
    dispatch()

    with pytest.raises(DeliveryNotDead):
        send_again(delivery_id=Delivery.objects.get(reaction="count").id)


def test_gives_a_lapsed_lease_to_another_with_a_higher_token_and_refuses_the_first() -> None:
    happen(Probed(probe="a", number=1))
    dispatch()
    [lapsed] = claims(lease=EXPIRED)
    [taken] = claims()

    assert taken.token > lapsed.token
    assert run([lapsed]) == ["refused"]
    assert finish(held=[(lapsed.delivery_id, lapsed.token)]) == 0
    assert run([taken]) == ["done"]
    assert handled("count") == [("probe:a", 1)]


def test_keeps_nothing_of_a_worker_that_was_overtaken() -> None:
    happen(Probed(probe="a", number=1))
    dispatch()
    [claim] = claims()
    begun = begin(delivery_id=claim.delivery_id, token=claim.token, lease=EXPIRED)
    assert begun is not None
    assert run(claims()) == ["done"]

    with pytest.raises(LeaseLost), fenced(delivery_id=begun.delivery_id, token=begun.token, lease=LEASE):
        raise AssertionError("the block of a zombie is not entered")

    assert handled("count") == [("probe:a", 1)]


def test_begins_once_when_the_queue_hands_a_message_out_twice() -> None:
    happen(Probed(probe="a", number=1))
    dispatch()
    [claim] = claims()

    assert begin(delivery_id=claim.delivery_id, token=claim.token, lease=LEASE) is not None
    assert begin(delivery_id=claim.delivery_id, token=claim.token, lease=LEASE) is None


def test_gives_up_on_what_kills_its_workers() -> None:
    happen(Probed(probe="a", number=1))
    dispatch()
    Delivery.objects.filter(reaction="count").update(attempts=8)

    assert run(claims()) == ["given up"]
    assert Delivery.objects.get(reaction="count").last_error == "Workers died while running this."
    assert handled("count") == []
