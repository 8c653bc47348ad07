"""The platform's share of a sale, to the minor unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.common.money import Money
from domains.vendors.commission import commission_on
from domains.vendors.errors import CommissionOutOfRange, VendorStepRefused
from domains.vendors.transitions import Step, after


@pytest.mark.parametrize(
    ("minor", "rate_bp", "share"),
    [
        (10_000, 1_200, 1_200),
        (25, 1_000, 2),  # 2.5 goes to the even 2
        (35, 1_000, 4),  # 3.5 goes to the even 4
        (-25, 1_000, -2),
        (-35, 1_000, -4),
        (26, 1_000, 3),
        (99, 0, 0),
        (99, 10_000, 99),
        (0, 1_200, 0),
    ],
)
def test_rounds_half_to_even(minor: int, rate_bp: int, share: int) -> None:
    assert commission_on(Money(minor, "NGN"), rate_bp) == Money(share, "NGN")


@given(minor=st.integers(0, 10**12), rate_bp=st.integers(0, 10_000))
def test_a_refund_gives_back_exactly_what_the_sale_took(minor: int, rate_bp: int) -> None:
    sale, refund = Money(minor, "EUR"), Money(-minor, "EUR")

    assert commission_on(refund, rate_bp) == -commission_on(sale, rate_bp)
    assert 0 <= commission_on(sale, rate_bp).minor <= minor


@pytest.mark.parametrize("rate_bp", [-1, 10_001])
def test_refuses_rates_beyond_the_whole(rate_bp: int) -> None:
    with pytest.raises(CommissionOutOfRange):
        commission_on(Money(100, "NGN"), rate_bp)


@pytest.mark.parametrize("step", Step)
def test_a_closed_vendor_stays_closed(step: Step) -> None:
    with pytest.raises(VendorStepRefused):
        after("closed", step)


def test_an_applicant_cannot_go_on_holiday() -> None:
    with pytest.raises(VendorStepRefused) as refused:
        after("applied", Step.START_HOLIDAY)

    assert (refused.value.status, refused.value.step) == ("applied", "start_holiday")
