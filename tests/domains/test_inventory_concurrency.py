"""Stock under many shoppers at once: real connections, released by one barrier."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from uuid import UUID

import pytest
from django.db.models import F, Sum

from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.inventory.errors import OutOfStock
from domains.inventory.models import Reservation, StockLevel, StockMovement
from domains.inventory.services.consume_holds import consume_holds
from domains.inventory.services.hold_stock import hold_stock
from domains.inventory.services.receive_stock import receive_stock
from domains.inventory.services.release_holds import release_expired_holds, release_holds
from domains.inventory.services.return_stock import return_stock
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import make_variant
from tests.factories.inventory import make_location, make_stock

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
IN_TEN_MINUTES = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _no_deadlock(database: None) -> Iterator[None]:
    before = deadlocks()
    with many_connections():
        yield
    assert deadlocks() - before == 0


def hold(wanted: Mapping[UUID, int]) -> UUID:
    purchase_id = new_id()
    hold_stock(purchase_id=purchase_id, wanted=wanted, expires_at=IN_TEN_MINUTES, now=NOW)
    return purchase_id


def kinds(answers: list[object]) -> Counter[type]:
    return Counter(type(answer) for answer in answers)


def counts(level: StockLevel) -> tuple[int, int]:
    level.refresh_from_db()
    return level.on_hand, level.reserved


def test_promises_the_last_unit_to_one_of_two_hundred() -> None:
    level = make_stock(variant=make_variant(), on_hand=1)

    answers = all_at_once([partial(hold, {level.variant_id: 1}) for _ in range(200)])

    assert kinds([*answers]) == {UUID: 1, OutOfStock: 199}
    assert counts(level) == (1, 1)
    assert Reservation.objects.count() == 1


def test_promises_ten_units_to_ten_of_forty_over_two_locations() -> None:
    variant = make_variant()
    levels = [
        make_stock(variant=variant, on_hand=5, location=make_location(vendor=variant.product.vendor, position=place))
        for place in (1, 2)
    ]

    answers = all_at_once([partial(hold, {variant.id: 1}) for _ in range(40)])

    assert kinds([*answers]) == {UUID: 10, OutOfStock: 30}
    assert [counts(level) for level in levels] == [(5, 5), (5, 5)]
    changes = OutboxEvent.objects.filter(name="StockLevelChanged").order_by("id")
    assert [event.payload["available"] for event in changes] == list(range(9, -1, -1))


def test_two_items_wanted_in_opposite_orders_do_not_deadlock() -> None:
    first, second = (make_stock(variant=make_variant(), on_hand=50) for _ in range(2))
    there = {first.variant_id: 1, second.variant_id: 1}
    back = dict(reversed(there.items()))

    answers = all_at_once([partial(hold, wanted) for wanted in islice(cycle([there, back]), 100)])

    assert kinds([*answers]) == {UUID: 50, OutOfStock: 50}
    assert (counts(first), counts(second)) == ((50, 50), (50, 50))


def test_a_purchase_is_sold_or_released_never_both() -> None:
    first, second = (make_stock(variant=make_variant(), on_hand=20) for _ in range(2))
    purchases = [hold({first.variant_id: 1, second.variant_id: 1}) for _ in range(15)]
    too_late = IN_TEN_MINUTES + timedelta(seconds=1)

    answers = all_at_once(
        [partial(consume_holds, purchase_id=purchase_id, now=too_late) for purchase_id in purchases]
        + [
            partial(release_holds, purchase_id=purchase_id, reason="declined", now=too_late)
            for purchase_id in purchases
        ]
        + [partial(release_expired_holds, now=too_late, limit=7) for _ in range(6)]
    )
    for purchase_id in purchases:  # what a sale in progress kept from being released
        release_holds(purchase_id=purchase_id, reason="expired", now=too_late)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    sold = sum(answer is True for answer in answers)
    for level in (first, second):
        assert counts(level) == (20 - sold, 0)
        assert -sum(level.movements.filter(reason="sold").values_list("delta", flat=True)) == sold
    states = {
        purchase_id: {*Reservation.objects.filter(purchase_id=purchase_id).values_list("state", flat=True)}
        for purchase_id in purchases
    }
    assert Counter(frozenset(own) for own in states.values()) == Counter(
        {frozenset({"consumed"}): sold, frozenset({"released"}): 15 - sold}
    )


def test_expires_each_hold_once_with_many_workers() -> None:
    level = make_stock(variant=make_variant(), on_hand=60)
    for _ in range(60):
        hold({level.variant_id: 1})

    answers = all_at_once([partial(release_expired_holds, now=IN_TEN_MINUTES, limit=5) for _ in range(20)])
    answers += [release_expired_holds(now=IN_TEN_MINUTES, limit=100)]

    assert sum(answer for answer in answers if isinstance(answer, int)) == 60
    assert counts(level) == (60, 0)


def test_a_cancelled_vendor_order_gives_its_units_back_once() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)
    purchase_id, vendor_order_id = hold({level.variant_id: 3}), new_id()
    consume_holds(purchase_id=purchase_id, now=NOW)

    answers = all_at_once(
        [
            partial(
                return_stock,
                purchase_id=purchase_id,
                vendor_order_id=vendor_order_id,
                units={level.variant_id: 3},
                reason=StockMovement.Reason.CANCELLED,
                actor="system",
                now=NOW,
            )
            for _ in range(20)
        ]
    )

    assert Counter(answers) == {True: 1, False: 19}
    assert counts(level) == (5, 0)


def test_deliveries_to_a_new_shelf_all_arrive() -> None:
    variant = make_variant()
    location = make_location(vendor=variant.product.vendor)

    answers = all_at_once(
        [
            partial(receive_stock, variant_id=variant.id, location_id=location.id, quantity=2, actor="staff:1", now=NOW)
            for _ in range(20)
        ]
    )

    assert kinds([*answers]) == {StockLevel: 20}
    level = StockLevel.objects.get()
    assert (level.on_hand, level.movements.aggregate(units=Sum("delta"))["units"]) == (40, 40)


def test_never_promises_more_than_on_hand_however_they_come() -> None:
    levels = [make_stock(variant=make_variant(), on_hand=8) for _ in range(3)]
    variants = [level.variant_id for level in levels]
    wishes = [{variants[i % 3]: 2, variants[(i + 1) % 3]: 1} for i in range(60)]

    answers = all_at_once([partial(hold, wanted) for wanted in wishes])

    held: Counter[UUID] = Counter()
    for wanted, answer in zip(wishes, answers, strict=True):
        if isinstance(answer, UUID):
            held.update(wanted)
    assert set(kinds([*answers])) == {UUID, OutOfStock}
    assert not StockLevel.objects.filter(reserved__gt=F("on_hand")).exists()
    for level in levels:
        assert counts(level) == (8, held[level.variant_id])
