"""Money: exact sums, no silent mixing, no lost minor unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.common.money import AmountOutOfRange, CurrencyMismatch, Money, UnknownCurrency, share_out, total


def test_adds_amounts_of_one_currency() -> None:
    assert total([Money(1_50, "EUR"), Money(2_25, "EUR")], currency="EUR") == Money(3_75, "EUR")


def test_refuses_to_add_two_currencies() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") + Money(1, "USD")


@pytest.mark.parametrize("minor", [10**15 + 1, -(10**15) - 1, True, 1.5])
def test_refuses_what_is_no_amount(minor: int) -> None:
    with pytest.raises(AmountOutOfRange):
        Money(minor, "EUR")


def test_refuses_a_currency_nobody_trades_in() -> None:
    with pytest.raises(UnknownCurrency):
        Money(1, "XXX")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(1_234_50, "NGN"), "1,234.50 NGN"),
        (Money(1_500, "JPY"), "1,500 JPY"),
        (Money(1_234, "KWD"), "1.234 KWD"),
        (Money(-5, "EUR"), "-0.05 EUR"),
    ],
)
def test_writes_amounts_with_the_currencys_exponent(money: Money, text: str) -> None:
    assert str(money) == text


def test_gives_leftover_cents_to_the_largest_remainder() -> None:
    shares = share_out(Money(10_00, "EUR"), weights=[1, 1, 1])

    assert [share.minor for share in shares] == [3_34, 3_33, 3_33]


@given(
    minor=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=30),
)
def test_shares_add_up_to_the_whole(minor: int, weights: list[int]) -> None:
    shares = share_out(Money(minor, "NGN"), weights=weights)

    assert sum(share.minor for share in shares) == minor
    assert len(shares) == len(weights)
