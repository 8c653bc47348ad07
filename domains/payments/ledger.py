"""Which entries a movement of money makes: debits positive, credits negative, zero in all.

A sale moves money from the provider to the vendors and to the platform's commission; a refund is a sale turned round,
share by share. Money taken for a purchase that did not become an order waits in suspense until it is given back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domains.common.money import Money
from domains.payments.errors import Unbalanced
from domains.payments.models import LedgerEntry

Account = LedgerEntry.Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A vendor's part of what was paid (goods and delivery), and the platform's commission within it."""

    vendor_id: UUID
    total: Money
    commission: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A signed amount on an account."""

    account: Account
    amount: Money
    vendor_id: UUID | None = None


def entries_for_sale(*, captured: Money, shares: Sequence[Share]) -> tuple[Entry, ...]:
    """The provider owes us what was captured; we owe each vendor its share without the commission.

    Raises Unbalanced when the shares do not add up to what was captured.
    """
    commission = Money.zero(captured.currency)
    for share in shares:
        commission = commission + share.commission
    return _balanced(
        (
            Entry(account=Account.PROVIDER_CLEARING, amount=captured),
            *(
                Entry(
                    account=Account.VENDOR_PAYABLE,
                    amount=-(share.total - share.commission),
                    vendor_id=share.vendor_id,
                )
                for share in shares
            ),
            Entry(account=Account.COMMISSION_INCOME, amount=-commission),
        )
    )


def entries_for_refund(*, refunded: Money, shares: Sequence[Share]) -> tuple[Entry, ...]:
    """Take back from each vendor and from the commission what the sale of these shares gave them."""
    return _turned_round(entries_for_sale(captured=refunded, shares=shares))


def entries_for_suspense(*, captured: Money) -> tuple[Entry, ...]:
    """Money that came in for a purchase that is no order: it belongs to the shopper."""
    return _balanced(
        (
            Entry(account=Account.PROVIDER_CLEARING, amount=captured),
            Entry(account=Account.SHOPPER_SUSPENSE, amount=-captured),
        )
    )


def entries_for_return(*, refunded: Money) -> tuple[Entry, ...]:
    """Money in suspense goes back to the shopper."""
    return _turned_round(entries_for_suspense(captured=refunded))


def _turned_round(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(Entry(account=entry.account, amount=-entry.amount, vendor_id=entry.vendor_id) for entry in entries)


def _balanced(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    if len({entry.amount.currency for entry in entries}) != 1 or sum(entry.amount.minor for entry in entries) != 0:
        raise Unbalanced("The entries of a transaction must sum to zero.")
    # A commission of nothing moves nothing, and the table takes no empty entries.
    return tuple(entry for entry in entries if entry.amount.minor != 0)
