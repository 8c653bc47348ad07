"""Receiving and correcting stock, and what shoppers are told about it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domains.common.bridge import in_transaction
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.inventory.availability import NO_STOCK, Availability, Stock
from domains.inventory.errors import NotAtThisLocation, QuantityOutOfRange, StockPromised
from domains.inventory.models import StockLevel, StockMovement
from domains.inventory.queries import stock_by_variant_id
from domains.inventory.services.hold_stock import hold_stock
from domains.inventory.services.receive_stock import correct_stock, receive_stock
from tests.factories.catalogue import make_product, make_variant
from tests.factories.inventory import make_location, make_stock
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_receives_first_units_on_a_new_shelf() -> None:
    variant = make_variant()
    location = make_location(vendor=variant.product.vendor)

    level = receive_stock(
        variant_id=variant.id, location_id=location.id, quantity=7, actor="staff:1", now=NOW, reference="delivery 12"
    )

    movement = StockMovement.objects.get()
    assert (level.on_hand, StockLevel.objects.get().on_hand) == (7, 7)
    assert (movement.delta, movement.reason, movement.actor, movement.reference, movement.moved_at) == (
        7,
        "received",
        "staff:1",
        "delivery 12",
        NOW,
    )
    assert [(event.name, event.payload) for event in OutboxEvent.objects.order_by("id")] == [
        ("StockLevelChanged", {"variant_id": str(variant.id), "available": 7, "was_available": 0}),
        ("VariantRestocked", {"variant_id": str(variant.id), "available": 7}),
    ]


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_receives_from_one_unit_to_a_million(quantity: int) -> None:
    level = make_stock(variant=make_variant(), on_hand=1)

    with pytest.raises(QuantityOutOfRange):
        receive_stock(
            variant_id=level.variant_id, location_id=level.location_id, quantity=quantity, actor="staff:1", now=NOW
        )
    with pytest.raises(QuantityOutOfRange):
        receive_stock(
            variant_id=level.variant_id, location_id=level.location_id, quantity=1_000_000, actor="staff:1", now=NOW
        )

    level.refresh_from_db()
    assert level.on_hand == 1


def test_receives_nothing_at_another_vendor_s_location() -> None:
    variant, stranger = make_variant(), make_variant()
    elsewhere = make_location(vendor=stranger.product.vendor)

    for location_id in (elsewhere.id, new_id()):
        with pytest.raises(NotAtThisLocation):
            receive_stock(variant_id=variant.id, location_id=location_id, quantity=1, actor="staff:1", now=NOW)

    assert StockLevel.objects.count() == 0


@pytest.mark.parametrize(("counted", "delta"), [(2, -8), (12, 2)])
def test_corrects_to_what_was_counted(counted: int, delta: int) -> None:
    level = make_stock(variant=make_variant(), on_hand=10)

    correct_stock(variant_id=level.variant_id, location_id=level.location_id, on_hand=counted, actor="staff:1", now=NOW)

    level.refresh_from_db()
    assert (level.on_hand, StockMovement.objects.get(reason="corrected").delta) == (counted, delta)


def test_an_equal_count_moves_nothing() -> None:
    level = make_stock(variant=make_variant(), on_hand=10)

    correct_stock(variant_id=level.variant_id, location_id=level.location_id, on_hand=10, actor="staff:1", now=NOW)

    assert StockMovement.objects.filter(reason="corrected").count() == 0
    assert OutboxEvent.objects.count() == 0


def test_does_not_count_away_what_is_promised() -> None:
    level = make_stock(variant=make_variant(), on_hand=10)
    hold_stock(purchase_id=new_id(), wanted={level.variant_id: 4}, expires_at=NOW + timedelta(minutes=10), now=NOW)

    with pytest.raises(StockPromised) as caught:
        correct_stock(variant_id=level.variant_id, location_id=level.location_id, on_hand=3, actor="staff:1", now=NOW)

    level.refresh_from_db()
    assert (caught.value.reserved, level.on_hand, level.reserved) == (4, 10, 4)


@pytest.mark.parametrize(
    ("units", "availability", "shown"),
    [
        (0, Availability.SOLD_OUT, 0),
        (1, Availability.LOW_STOCK, 1),
        (3, Availability.LOW_STOCK, 3),
        (4, Availability.IN_STOCK, None),
    ],
)
def test_tells_shoppers_exact_numbers_only_of_the_last_few(
    units: int, availability: Availability, shown: int | None
) -> None:
    stock = Stock(available=units, low_stock_at=3)

    assert (stock.availability, stock.shown_units) == (availability, shown)


def _fifty_variants() -> list[UUID]:
    variants = make_product(sizes=[f"size {number}" for number in range(50)]).variants.all()
    return [make_stock(variant=variant, on_hand=5).variant_id for variant in variants]


async def test_reads_the_stock_of_many_variants_in_one_statement() -> None:
    variant_ids = await in_transaction(_fifty_variants)
    unknown = new_id()

    with counted_statements() as statements:
        stock = await stock_by_variant_id([*variant_ids, unknown])

    assert len(statements) == 1
    assert stock == {**dict.fromkeys(variant_ids, Stock(available=5, low_stock_at=3)), unknown: NO_STOCK}
