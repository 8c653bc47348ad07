"""What is bought together follows the orders: placed, cancelled in part or in whole, told twice, and counted anew."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from itertools import permutations
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from config.audit.discovery import DISCOVERY
from config.audit.invariant import breaches
from domains.catalogue.models import Product, Variant
from domains.orders.models import Order, VendorOrder
from domains.orders.services.cancel_order import cancel_order, cancel_vendor_order
from domains.search.models import BoughtTogether, CountedOrder
from domains.search.services.count_pairs import count_pairs, mend_pairs, recount_orders
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import make_product, make_variant
from tests.factories.inventory import make_stock
from tests.factories.orders import make_order
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

type Goods = Mapping[str, Variant]


@pytest.fixture
def goods(database: None) -> Goods:
    """A product each of three houses, with stock for every test."""
    products = {
        title: make_product(title=title, vendor=make_vendor(name=f"House of {title}"))
        for title in ("gown", "boots", "clutch")
    }
    variants = {title: product.variants.get() for title, product in products.items()}
    for variant in variants.values():
        make_stock(variant=variant, on_hand=500)
    return variants


def place(goods: Goods, *titles: str) -> Order:
    return make_order(now=NOON, items={goods[title]: 1 for title in titles}, stock=None)


def part_with(order: Order, variant: Variant) -> UUID:
    return VendorOrder.objects.get(order=order, lines__variant_id=variant.id).id


def cancel_part(order: Order, variant: Variant) -> None:
    cancel_vendor_order(vendor_order_id=part_with(order, variant), actor="staff:1", reason="", now=NOON)


def pairs() -> dict[str, int]:
    """Each pair with how often, both directions checked to agree."""
    titles = dict(Product.objects.values_list("id", "title"))
    found = {
        (titles[product_id], titles[other_id]): times
        for product_id, other_id, times in BoughtTogether.objects.values_list("product_id", "other_id", "times")
    }
    assert found == {(other, one): times for (one, other), times in found.items()}
    return {f"{one}+{other}": times for (one, other), times in sorted(found.items()) if one < other}


def wrong() -> list[str]:
    """Rules that the audit finds broken once every event was handled."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_event SET dispatched_at = now()")
        return [breach.invariant.id for breach in breaches(cursor, invariants=DISCOVERY)]


def test_what_is_cancelled_counts_no_longer(goods: Goods) -> None:
    part, whole, kept = (place(goods, "gown", "boots", "clutch") for _ in range(3))
    count_pairs(order_ids=[part.id, whole.id, kept.id])
    seen = [pairs()]

    cancel_part(part, goods["clutch"])
    count_pairs(order_ids=[part.id])
    seen.append(pairs())
    cancel_order(order_id=whole.id, actor="staff:1", reason="", now=NOON)
    count_pairs(order_ids=[whole.id])
    seen.append(pairs())
    cancel_part(part, goods["gown"])
    count_pairs(order_ids=[part.id])
    seen.append(pairs())

    assert seen == [
        {"boots+clutch": 3, "boots+gown": 3, "clutch+gown": 3},
        {"boots+clutch": 2, "boots+gown": 3, "clutch+gown": 2},
        {"boots+clutch": 1, "boots+gown": 2, "clutch+gown": 1},
        {"boots+clutch": 1, "boots+gown": 1, "clutch+gown": 1},
    ]
    assert wrong() == []


def test_a_pair_that_nobody_kept_is_forgotten(goods: Goods) -> None:
    order = place(goods, "gown", "boots")
    count_pairs(order_ids=[order.id])
    cancel_order(order_id=order.id, actor="staff:1", reason="", now=NOON)

    count_pairs(order_ids=[order.id])

    assert pairs() == {}
    assert list(CountedOrder.objects.values_list("order_id", "product_ids")) == [(order.id, [])]


@pytest.mark.parametrize("turns", list(permutations(range(3))), ids=str)
def test_counts_the_same_whatever_comes_twice_or_late(goods: Goods, turns: tuple[int, ...]) -> None:
    order, other = place(goods, "gown", "boots", "clutch"), place(goods, "gown", "clutch")
    deeds: list[Callable[[], None]] = [
        lambda: count_pairs(order_ids=[order.id]),
        lambda: cancel_part(order, goods["boots"]),
        lambda: count_pairs(order_ids=[other.id, order.id]),
    ]

    for turn in turns:
        deeds[turn]()
    for _ in range(2):
        count_pairs(order_ids=[order.id])
        count_pairs(order_ids=[other.id])

    assert pairs() == {"clutch+gown": 2}


def test_two_sizes_of_one_product_are_no_pair(goods: Goods) -> None:
    gown = goods["gown"].product
    larger = make_variant(product=Product.objects.get(id=gown.id), options={"size": "xl"})
    make_stock(variant=larger)
    order = make_order(now=NOON, items={goods["gown"]: 1, larger: 2}, stock=None)

    count_pairs(order_ids=[order.id])

    assert (pairs(), CountedOrder.objects.count()) == ({}, 0)


def test_the_command_counts_what_was_there_before_and_mends_what_is_wrong(
    goods: Goods, capsys: pytest.CaptureFixture[str]
) -> None:
    for titles in (("gown", "boots"), ("gown", "boots", "clutch"), ("gown", "clutch")):
        order = place(goods, *titles)
    cancel_order(order_id=order.id, actor="staff:1", reason="", now=NOON)
    place(goods, "gown")

    call_command("recount_pairs", "--batch=3")
    first = (capsys.readouterr().out.splitlines(), pairs())
    BoughtTogether.objects.filter(other_id=goods["clutch"].product_id).update(times=9)
    BoughtTogether.objects.filter(product_id=goods["clutch"].product_id, other_id=goods["gown"].product_id).delete()
    CountedOrder.objects.filter(order=order).update(product_ids=[goods["gown"].product_id, goods["boots"].product_id])
    call_command("recount_pairs", "--batch=3")
    second = (capsys.readouterr().out.splitlines()[-1], pairs())
    call_command("recount_pairs")

    counted = {"boots+clutch": 1, "boots+gown": 2, "clutch+gown": 1}
    assert first == (
        ["3 of 4 orders", "4 of 4 orders", "3 of 3 products", "4 orders counted, 0 pairs mended."],
        counted,
    )
    # Three that were tampered with, and two that the tampered order took with it.
    assert second == ("4 orders counted, 5 pairs mended.", counted)
    assert capsys.readouterr().out.splitlines()[-1] == "4 orders counted, 0 pairs mended."
    assert wrong() == []


def test_the_migration_counts_the_orders_of_before_as_the_events_do(goods: Goods) -> None:
    orders = [place(goods, *titles) for titles in (("gown", "boots", "clutch"), ("gown", "boots"), ("gown",))]
    cancel_part(orders[0], goods["gown"])
    cancel_order(order_id=orders[1].id, actor="staff:1", reason="", now=NOON)
    count_pairs(order_ids=[order.id for order in orders])
    counted = (pairs(), dict(CountedOrder.objects.values_list("order_id", "product_ids")))
    CountedOrder.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(import_module("domains.search.migrations.0012_count_orders").FORWARD)

    assert (pairs(), dict(CountedOrder.objects.values_list("order_id", "product_ids"))) == counted
    assert counted[0] == {"boots+clutch": 1}


def test_takes_as_many_statements_for_many_orders_as_for_one(goods: Goods) -> None:
    orders = [place(goods, "gown", "boots") for _ in range(12)]

    counts = []
    for some in (orders[:1], orders[1:]):
        with counted_statements() as statements:
            count_pairs(order_ids=[order.id for order in some])
        counts.append(len(statements))

    assert (counts, pairs()) == ([3, 3], {"boots+gown": 12})


class TestRace:
    """Orders come in and are cancelled while everything is counted anew."""

    @pytest.fixture(autouse=True)
    def _no_deadlock(self, database: None) -> Iterator[None]:
        before = deadlocks()
        with many_connections():
            yield
        assert deadlocks() - before == 0

    def test_one_order_counted_by_twenty_counts_once(self, goods: Goods) -> None:
        order = place(goods, "gown", "boots", "clutch")

        answers = all_at_once([partial(count_pairs, order_ids=[order.id])] * 20)

        assert answers == [None] * 20
        assert pairs() == {"boots+clutch": 1, "boots+gown": 1, "clutch+gown": 1}

    def test_a_recount_is_exact_while_orders_come_and_go(self, goods: Goods) -> None:
        baskets = (("gown", "boots", "clutch"), ("boots", "gown"), ("clutch", "gown"))
        before = [place(goods, *baskets[turn % 3]) for turn in range(12)]
        counted = before[:6]
        count_pairs(order_ids=[order.id for order in counted])

        def come(turn: int) -> None:
            order = place(goods, *baskets[turn % 3])
            count_pairs(order_ids=[order.id])
            if turn % 2:
                cancel_part(order, goods["gown"])
                count_pairs(order_ids=[order.id])

        def go(order: Order) -> None:
            cancel_order(order_id=order.id, actor="staff:1", reason="", now=NOON)
            count_pairs(order_ids=[order.id])

        def recount() -> None:
            last = None
            while ids := recount_orders(after=last, limit=5):
                last = ids[-1]
            last = None
            while ids := mend_pairs(after=last, limit=2)[0]:
                last = ids[-1]

        deeds: list[Callable[[], None]] = [partial(come, turn) for turn in range(12)]
        deeds += [partial(go, order) for order in before[::2]]
        deeds += [recount] * 3
        assert all_at_once(deeds) == [None] * len(deeds)

        # Of those from before, the odd ones are left; of the new ones the even ones whole, the odd ones without gown.
        # Kept whole: 1, 3, 5, 7, 9, 11 and 0, 2, 4, 6, 8, 10: four of each basket. Odd new ones of the first basket
        # (3 and 9) still have boots with the clutch.
        assert pairs() == {"boots+clutch": 4 + 2, "boots+gown": 4 + 4, "clutch+gown": 4 + 4}
        assert wrong() == []
