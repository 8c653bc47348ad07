"""Collections that ask for stock follow it, unit by unit; others are not touched by it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest

from domains.catalogue.collections.models import CollectionMember
from domains.catalogue.collections.previewing import preview_rule
from domains.catalogue.collections.services.fill_collections import follow_stock, rebuild_chunk
from domains.catalogue.collections.services.keep_collections import update_collection
from domains.catalogue.models import Product
from domains.common.ids import new_id
from domains.inventory.models import StockLevel
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import make_product, make_variant
from tests.factories.collections import make_collection, rule, strays
from tests.factories.inventory import make_stock

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
IN_STOCK = {"kind": "in_stock"}
LINEN = {"kind": "title", "words": ["linen"]}
SOLD_OUT = {"kind": "in_stock", "not": True}


def titles(collection_id: UUID) -> list[str]:
    members = CollectionMember.objects.filter(collection=collection_id).select_related("product")
    return sorted(member.product.title for member in members)


def change(level: StockLevel, *, on_hand: int, reserved: int = 0) -> None:
    StockLevel.objects.filter(id=level.id).update(on_hand=on_hand, reserved=reserved)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (rule(IN_STOCK), ["Sizes"]),
        (rule(SOLD_OUT), ["Linen Held", "Never Stocked", "Retired"]),
        (rule(IN_STOCK, LINEN, match="any"), ["Linen Held", "Sizes"]),
        (rule(IN_STOCK, LINEN), []),
    ],
    ids=["in stock", "sold out", "either", "both"],
)
def test_finds_what_has_an_active_variant_with_free_units(given: object, found: list[str]) -> None:
    held, retired, sizes = (make_product(title=title) for title in ("Linen Held", "Retired", "Sizes"))
    make_product(title="Never Stocked")
    change(make_stock(variant=held.variants.get(), on_hand=2), on_hand=2, reserved=2)
    make_stock(variant=retired.variants.get(), on_hand=5)
    retired.variants.update(is_active=False)
    make_stock(variant=sizes.variants.get(), on_hand=0)
    make_stock(variant=make_variant(product=sizes, options={"size": "xl"}), on_hand=1)

    made = make_collection(rule=given, now=NOON)

    assert titles(made.id) == found
    previewed = preview_rule(rule=given, at=NOON)
    assert sorted(product.title for product in previewed.products) == found


def test_follows_the_last_unit_and_touches_nothing_else() -> None:
    product = make_product(title="Linen Gown")
    level = make_stock(variant=product.variants.get(), on_hand=1)
    asks = make_collection(rule=rule(IN_STOCK, LINEN), now=NOON)
    never = make_collection(rule=rule(SOLD_OUT), now=NOON)
    other = make_collection(rule=rule(LINEN), now=NOON)
    CollectionMember.objects.filter(collection=other).delete()
    seen = []

    for on_hand, reserved in ((1, 1), (2, 1), (0, 0), (4, 0)):
        change(level, on_hand=on_hand, reserved=reserved)
        follow_stock(variant_id=level.variant_id, now=NOON)
        seen.append([titles(each.id) for each in (asks, never, other)])

    gone: list[list[str]] = [[], ["Linen Gown"], []]
    there: list[list[str]] = [["Linen Gown"], [], []]
    assert seen == [gone, there, gone, there]


def test_a_variant_that_is_gone_moves_nothing() -> None:
    make_collection(rule=rule(IN_STOCK), now=NOON)

    follow_stock(variant_id=new_id(), now=NOON)

    assert CollectionMember.objects.count() == 0


def test_members_meet_the_last_stock_when_stock_and_rule_race() -> None:
    before = deadlocks()
    levels = [make_stock(variant=make_product(title=f"Gown {number}").variants.get()) for number in range(6)]
    collection = make_collection(rule=rule(IN_STOCK), now=NOON)

    def sell(level: StockLevel, on_hand: int) -> None:
        change(level, on_hand=on_hand)
        follow_stock(variant_id=level.variant_id, now=NOON)

    def renew(_turn: int) -> None:
        version = update_collection(collection_id=collection.id, rule=rule(IN_STOCK), now=NOON).version
        while rebuild_chunk(collection_id=collection.id, version=version, now=NOON):
            pass

    with many_connections():
        deeds: list[Callable[[], None]] = [
            partial(sell, level, on_hand) for level in levels for on_hand in (0, 3, 0, 5)
        ]
        deeds += [partial(renew, number) for number in range(3)]
        assert all_at_once(deeds) == [None] * len(deeds)

    assert strays() == []
    left = Product.objects.filter(variants__stock_levels__on_hand__gt=0).values_list("title", flat=True)
    assert titles(collection.id) == sorted(left)
    assert deadlocks() == before
