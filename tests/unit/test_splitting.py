"""How a purchase divides into vendors' parts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.checkout.quote import Quote, QuotedGroup, QuotedLine
from domains.common.ids import new_id
from domains.common.money import Money, total
from domains.orders.errors import SplitDoesNotAddUp
from domains.orders.splitting import commission_on, split_by_vendor


def quoted_group(*, prices: list[tuple[int, int]], delivery: int, currency: str = "NGN") -> QuotedGroup:
    vendor_id = new_id()
    lines = tuple(
        QuotedLine(
            variant_id=new_id(),
            product_id=new_id(),
            vendor_id=vendor_id,
            title="Dress",
            sku="D-1",
            options={},
            image="",
            quantity=quantity,
            unit_price=Money(price, currency),
            total=Money(price * quantity, currency),
        )
        for price, quantity in prices
    )
    subtotal = total((line.total for line in lines), currency=currency)
    return QuotedGroup(
        vendor_id=vendor_id,
        vendor_name="Atelier",
        lines=lines,
        subtotal=subtotal,
        method_id=new_id(),
        method_name="Standard",
        delivery=Money(delivery, currency),
        total=subtotal + Money(delivery, currency),
    )


def quote_of(*groups: QuotedGroup, currency: str = "NGN") -> Quote:
    return Quote(
        currency=currency,
        email="ada@example.com",
        address={},
        groups=groups,
        subtotal=total((group.subtotal for group in groups), currency=currency),
        delivery=total((group.delivery for group in groups), currency=currency),
        total=total((group.total for group in groups), currency=currency),
    )


def test_gives_each_vendor_its_lines_delivery_and_commission() -> None:
    atelier = quoted_group(prices=[(1_000, 3), (505, 1)], delivery=200)
    cobbler = quoted_group(prices=[(999, 1)], delivery=0)

    shares = split_by_vendor(
        quote=quote_of(atelier, cobbler), commission_rates_bp={atelier.vendor_id: 1_250, cobbler.vendor_id: 1_000}
    )

    assert [(share.vendor_id, share.subtotal.minor, share.delivery.minor, share.total.minor) for share in shares] == [
        (atelier.vendor_id, 3_505, 200, 3_705),
        (cobbler.vendor_id, 999, 0, 999),
    ]
    # 12.5 % of 35.05 is 4.381, of 9.99 at 10 % it is 0.999: rounded half up, and shared out to the minor unit.
    assert [share.commission.minor for share in shares] == [438, 100]
    assert [line.commission.minor for line in shares[0].lines] == [375, 63]


def test_takes_no_commission_from_a_vendor_without_a_rate() -> None:
    [share] = split_by_vendor(quote=quote_of(quoted_group(prices=[(1_000, 1)], delivery=0)), commission_rates_bp={})

    assert (share.commission_rate_bp, share.commission.minor) == (0, 0)


def test_rounds_half_a_minor_unit_up() -> None:
    assert [commission_on(Money(minor, "NGN"), rate_bp=5_000).minor for minor in (1, 2, 3)] == [1, 1, 2]
    assert commission_on(Money(7, "XOF"), rate_bp=10_000).minor == 7


def test_refuses_a_quote_that_does_not_add_up() -> None:
    group = quoted_group(prices=[(1_000, 1)], delivery=100)
    quote = quote_of(group)
    penny = Money(1, "NGN")

    for wrong in (
        replace(quote, total=quote.total + penny),
        replace(quote, delivery=quote.delivery - penny),
        quote_of(replace(group, subtotal=group.subtotal + penny, total=group.total + penny)),
        quote_of(replace(group, lines=(replace(group.lines[0], quantity=2),))),
        quote_of(group, group),
    ):
        with pytest.raises(SplitDoesNotAddUp):
            split_by_vendor(quote=wrong, commission_rates_bp={})


@settings(max_examples=300, deadline=None)
@given(
    groups=st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 99)), min_size=1, max_size=6),
            st.integers(0, 10**6),
            st.integers(0, 10_000),
        ),
        min_size=1,
        max_size=5,
    ),
    currency=st.sampled_from(["NGN", "JPY", "KWD"]),
)
def test_loses_no_minor_unit(groups: list[tuple[list[tuple[int, int]], int, int]], currency: str) -> None:
    quoted = [quoted_group(prices=prices, delivery=delivery, currency=currency) for prices, delivery, _ in groups]
    quote = quote_of(*quoted, currency=currency)
    rates = {group.vendor_id: rate for group, (_, _, rate) in zip(quoted, groups, strict=True)}

    shares = split_by_vendor(quote=quote, commission_rates_bp=rates)

    assert [line.line for share in shares for line in share.lines] == list(quote.lines)
    assert sum(share.total.minor for share in shares) == quote.total.minor
    for share in shares:
        assert share.subtotal + share.delivery == share.total
        assert sum(line.commission.minor for line in share.lines) == share.commission.minor <= share.subtotal.minor
        assert all(0 <= line.commission.minor <= line.line.total.minor for line in share.lines)
