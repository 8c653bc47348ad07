"""Holding, selling and giving back stock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.inventory.errors import OutOfStock, QuantityOutOfRange, ReturnExceedsSale, ShortLine
from domains.inventory.models import Reservation, StockLevel, StockMovement
from domains.inventory.reads import available_units
from domains.inventory.services.consume_holds import consume_holds
from domains.inventory.services.hold_stock import hold_stock
from domains.inventory.services.release_holds import release_expired_holds, release_holds
from domains.inventory.services.return_stock import return_stock
from tests.factories.catalogue import make_product, make_variant
from tests.factories.inventory import make_location, make_stock
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
IN_TEN_MINUTES = NOW + timedelta(minutes=10)


def hold(wanted: Mapping[UUID, int], *, expires_at: datetime = IN_TEN_MINUTES) -> UUID:
    purchase_id = new_id()
    hold_stock(purchase_id=purchase_id, wanted=wanted, expires_at=expires_at, now=NOW)
    return purchase_id


def counts(level: StockLevel) -> tuple[int, int]:
    """On hand and reserved."""
    level.refresh_from_db()
    return level.on_hand, level.reserved


def events() -> list[tuple[str, int, int]]:
    rows = OutboxEvent.objects.filter(name="StockLevelChanged").order_by("id")
    return [(row.aggregate, row.payload["was_available"], row.payload["available"]) for row in rows]


def test_promises_units_without_taking_them_off_the_shelf() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)

    purchase_id = hold({level.variant_id: 2})

    held = Reservation.objects.get()
    assert counts(level) == (5, 2)
    assert (held.purchase_id, held.quantity, held.state, held.expires_at) == (purchase_id, 2, "open", IN_TEN_MINUTES)
    assert events() == [(f"variant:{level.variant_id}", 5, 3)]
    assert StockMovement.objects.exclude(reason="received").count() == 0


def test_splits_a_variant_over_locations_in_their_order() -> None:
    variant = make_variant()
    far = make_location(vendor=variant.product.vendor, position=2)
    near = make_location(vendor=variant.product.vendor, position=1)
    far_level = make_stock(variant=variant, on_hand=4, location=far)
    near_level = make_stock(variant=variant, on_hand=3, location=near)

    hold({variant.id: 5})

    assert (counts(near_level), counts(far_level)) == ((3, 3), (4, 2))
    assert events() == [(f"variant:{variant.id}", 7, 2)]


def test_holds_all_or_nothing_and_names_every_short_line() -> None:
    plenty = make_stock(variant=make_variant(), on_hand=10)
    last_pair = make_stock(variant=make_variant(), on_hand=1)
    never_stocked = make_variant()

    with pytest.raises(OutOfStock) as caught:
        hold({plenty.variant_id: 1, last_pair.variant_id: 2, never_stocked.id: 1})

    assert set(caught.value.lines) == {
        ShortLine(variant_id=last_pair.variant_id, wanted=2, available=1),
        ShortLine(variant_id=never_stocked.id, wanted=1, available=0),
    }
    assert (counts(plenty), counts(last_pair)) == ((10, 0), (1, 0))
    assert (Reservation.objects.count(), events()) == (0, [])


@pytest.mark.parametrize("quantity", [0, -1])
def test_refuses_to_hold_less_than_one_unit(quantity: int) -> None:
    level = make_stock(variant=make_variant(), on_hand=5)

    with pytest.raises(QuantityOutOfRange):
        hold({level.variant_id: quantity})
    with pytest.raises(QuantityOutOfRange):
        hold({})

    assert counts(level) == (5, 0)


def test_sells_what_was_held_once() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)
    purchase_id = hold({level.variant_id: 2})

    first = consume_holds(purchase_id=purchase_id, now=NOW)
    again = consume_holds(purchase_id=purchase_id, now=NOW)

    sale = StockMovement.objects.get(reason="sold")
    assert (first, again) == (True, True)
    assert counts(level) == (3, 0)
    assert (sale.delta, sale.reference) == (-2, str(purchase_id))
    assert Reservation.objects.get().state == "consumed"
    assert len(events()) == 1  # the hold; a sale leaves availability as it was


def test_sells_nothing_once_a_hold_was_released() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)
    purchase_id = hold({level.variant_id: 2})
    release_holds(purchase_id=purchase_id, reason="declined", now=NOW)

    sold = consume_holds(purchase_id=purchase_id, now=NOW)

    assert sold is False
    assert counts(level) == (5, 0)
    assert StockMovement.objects.filter(reason="sold").count() == 0


def test_sells_nothing_to_a_purchase_that_holds_nothing() -> None:
    assert consume_holds(purchase_id=new_id(), now=NOW) is False


def test_sells_a_hold_past_its_expiry_that_nobody_released() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)
    purchase_id = hold({level.variant_id: 2})

    assert consume_holds(purchase_id=purchase_id, now=IN_TEN_MINUTES + timedelta(hours=1)) is True
    assert counts(level) == (3, 0)


def test_releases_a_purchase_once() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)
    purchase_id = hold({level.variant_id: 2})

    first = release_holds(purchase_id=purchase_id, reason="declined", now=NOW)
    again = release_holds(purchase_id=purchase_id, reason="declined", now=NOW)

    assert (first, again) == (1, 0)
    assert counts(level) == (5, 0)
    assert Reservation.objects.get().state == "released"
    assert [change[1:] for change in events()] == [(5, 3), (3, 5)]


def test_does_not_release_what_was_sold() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)
    purchase_id = hold({level.variant_id: 2})
    consume_holds(purchase_id=purchase_id, now=NOW)

    assert release_holds(purchase_id=purchase_id, reason="declined", now=NOW) == 0
    assert counts(level) == (3, 0)


def test_releases_expired_holds_in_batches_and_leaves_the_others() -> None:
    level = make_stock(variant=make_variant(), on_hand=10)
    for minutes in (1, 2, 3):
        hold({level.variant_id: 1}, expires_at=NOW + timedelta(minutes=minutes))
    still_paying = hold({level.variant_id: 4}, expires_at=NOW + timedelta(minutes=30))

    batches = [release_expired_holds(now=NOW + timedelta(minutes=3), limit=2) for _ in range(3)]

    assert batches == [2, 1, 0]
    assert counts(level) == (10, 4)
    assert Reservation.objects.get(state="open").purchase_id == still_paying


def test_puts_cancelled_units_back_where_they_came_from_once() -> None:
    variant = make_variant()
    vendor = variant.product.vendor
    near_level = make_stock(variant=variant, on_hand=3, location=make_location(vendor=vendor, position=1))
    far_level = make_stock(variant=variant, on_hand=4, location=make_location(vendor=vendor, position=2))
    purchase_id, vendor_order_id = hold({variant.id: 5}), new_id()
    consume_holds(purchase_id=purchase_id, now=NOW)

    answers = [
        return_stock(
            purchase_id=purchase_id,
            vendor_order_id=vendor_order_id,
            units={variant.id: 5},
            reason=StockMovement.Reason.CANCELLED,
            actor="system",
            now=NOW,
        )
        for _ in range(2)
    ]

    back = StockMovement.objects.filter(reason="cancelled", reference=str(vendor_order_id))
    assert answers == [True, False]
    assert (counts(near_level), counts(far_level)) == ((3, 0), (4, 0))
    assert dict(back.values_list("level_id", "delta")) == {near_level.id: 3, far_level.id: 2}
    assert events()[-1][1:] == (2, 7)


def test_takes_back_no_more_than_was_sold() -> None:
    level = make_stock(variant=make_variant(), on_hand=5)
    purchase_id = hold({level.variant_id: 2})
    consume_holds(purchase_id=purchase_id, now=NOW)

    with pytest.raises(ReturnExceedsSale) as caught:
        return_stock(
            purchase_id=purchase_id,
            vendor_order_id=new_id(),
            units={level.variant_id: 3},
            reason=StockMovement.Reason.RETURNED,
            actor="system",
            now=NOW,
        )

    assert (caught.value.variant_id, caught.value.sold) == (level.variant_id, 2)
    assert counts(level) == (3, 0)


def test_reads_available_units_over_all_locations_in_one_statement() -> None:
    variant, never_stocked = make_variant(), make_variant()
    vendor = variant.product.vendor
    make_stock(variant=variant, on_hand=3, location=make_location(vendor=vendor))
    make_stock(variant=variant, on_hand=4, location=make_location(vendor=vendor))
    hold({variant.id: 2})

    with counted_statements() as statements:
        units = available_units(variant_ids=[variant.id, never_stocked.id])

    assert units == {variant.id: 5, never_stocked.id: 0}
    assert len(statements) == 1


def test_takes_the_same_number_of_statements_for_one_variant_and_for_fifty() -> None:
    one = [make_stock(variant=make_variant()).variant_id]
    sizes = [f"size {number}" for number in range(50)]
    fifty = [make_stock(variant=variant).variant_id for variant in make_product(sizes=sizes).variants.all()]

    statements = []
    for variant_ids in (one, fifty):
        with counted_statements() as sent:
            consume_holds(purchase_id=hold(dict.fromkeys(variant_ids, 1)), now=NOW)
        statements.append(len(sent))

    assert statements == [9, 9]
