"""What a way of shipping costs."""

import pytest

from domains.common.ids import new_id
from domains.common.money import Money
from domains.shipping.errors import NoRate
from domains.shipping.rates import MethodOffer, Rate, RateRow, charge, offers_from, takes


def ngn(minor: int) -> Money:
    return Money(minor, "NGN")


def offer(*rates: Rate) -> MethodOffer:
    return MethodOffer(
        method_id=new_id(), vendor_id=new_id(), code="standard", name="Standard", min_days=2, max_days=5, rates=rates
    )


@pytest.mark.parametrize(
    ("subtotal", "expected"), [(0, 2_500), (9_999, 2_500), (10_000, 1_000), (49_999, 1_000), (50_000, 0), (10**12, 0)]
)
def test_charges_by_the_highest_bound_reached(subtotal: int, expected: int) -> None:
    # In no particular order: the bound decides, not the row's place.
    by_subtotal = offer(Rate(50_000, ngn(0)), Rate(0, ngn(2_500)), Rate(10_000, ngn(1_000)))

    assert charge(by_subtotal, ngn(subtotal)) == ngn(expected)


def test_is_not_offered_below_its_lowest_bound() -> None:
    for_large_orders = offer(Rate(10_000, ngn(500)))

    assert takes(for_large_orders, ngn(10_000))
    assert not takes(for_large_orders, ngn(9_999))
    with pytest.raises(NoRate):
        charge(for_large_orders, ngn(9_999))


def test_gathers_rows_into_offers_and_leaves_out_nobody() -> None:
    ships, does_not, method_id = new_id(), new_id(), new_id()
    rows = [
        RateRow(ships, method_id, "express", "Express", 1, 2, bound, amount) for bound, amount in ((0, 900), (5_000, 0))
    ]

    offers = offers_from(rows, vendor_ids=[ships, does_not], currency="NGN")

    assert offers == {
        ships: (
            MethodOffer(
                method_id=method_id,
                vendor_id=ships,
                code="express",
                name="Express",
                min_days=1,
                max_days=2,
                rates=(Rate(0, ngn(900)), Rate(5_000, ngn(0))),
            ),
        ),
        does_not: (),
    }
