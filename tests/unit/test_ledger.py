"""What a movement of money writes in the ledger."""

import pytest

from domains.common.ids import new_id
from domains.common.money import Money
from domains.payments.errors import Unbalanced
from domains.payments.ledger import (
    Account,
    Entry,
    Share,
    entries_for_refund,
    entries_for_return,
    entries_for_sale,
    entries_for_suspense,
)

ATELIER, COBBLER = new_id(), new_id()


def ngn(minor: int) -> Money:
    return Money(minor, "NGN")


def share(vendor_id: object = ATELIER, total: int = 10_000, commission: int = 1_200) -> Share:
    return Share(vendor_id=vendor_id, total=ngn(total), commission=ngn(commission))  # type: ignore[arg-type]


def test_a_sale_owes_each_vendor_its_share_without_the_commission() -> None:
    entries = entries_for_sale(captured=ngn(15_000), shares=[share(), share(COBBLER, 5_000, 500)])

    assert entries == (
        Entry(account=Account.PROVIDER_CLEARING, amount=ngn(15_000)),
        Entry(account=Account.VENDOR_PAYABLE, amount=ngn(-8_800), vendor_id=ATELIER),
        Entry(account=Account.VENDOR_PAYABLE, amount=ngn(-4_500), vendor_id=COBBLER),
        Entry(account=Account.COMMISSION_INCOME, amount=ngn(-1_700)),
    )


def test_a_refund_is_the_sale_of_that_share_turned_round() -> None:
    entries = entries_for_refund(refunded=ngn(10_000), shares=[share()])

    assert entries == (
        Entry(account=Account.PROVIDER_CLEARING, amount=ngn(-10_000)),
        Entry(account=Account.VENDOR_PAYABLE, amount=ngn(8_800), vendor_id=ATELIER),
        Entry(account=Account.COMMISSION_INCOME, amount=ngn(1_200)),
    )


def test_money_without_an_order_waits_in_suspense_and_goes_back() -> None:
    assert entries_for_suspense(captured=ngn(700)) == (
        Entry(account=Account.PROVIDER_CLEARING, amount=ngn(700)),
        Entry(account=Account.SHOPPER_SUSPENSE, amount=ngn(-700)),
    )
    assert entries_for_return(refunded=ngn(700)) == (
        Entry(account=Account.PROVIDER_CLEARING, amount=ngn(-700)),
        Entry(account=Account.SHOPPER_SUSPENSE, amount=ngn(700)),
    )


def test_leaves_out_a_commission_of_nothing() -> None:
    entries = entries_for_sale(captured=ngn(10_000), shares=[share(commission=0)])

    assert [entry.account for entry in entries] == [Account.PROVIDER_CLEARING, Account.VENDOR_PAYABLE]


@pytest.mark.parametrize("captured", [9_999, 10_001, 0])
def test_refuses_shares_that_are_not_what_was_captured(captured: int) -> None:
    with pytest.raises(Unbalanced):
        entries_for_sale(captured=ngn(captured), shares=[share()])


def test_refuses_a_sale_to_nobody() -> None:
    with pytest.raises(Unbalanced):
        entries_for_sale(captured=ngn(100), shares=[])
