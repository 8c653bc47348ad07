"""The platform's share of a sale."""

from domains.common.money import Money
from domains.vendors.errors import CommissionOutOfRange

WHOLE_BP = 10_000


def commission_on(amount: Money, rate_bp: int) -> Money:
    """The share of an amount at a rate in basis points, rounded half to even to a whole minor unit.

    Half to even favours neither side over many sales, and a refund's share is exactly the negative of the sale's.
    """
    if not 0 <= rate_bp <= WHOLE_BP:
        raise CommissionOutOfRange
    whole, rest = divmod(amount.minor * rate_bp, WHOLE_BP)
    above_half = rest * 2 > WHOLE_BP or (rest * 2 == WHOLE_BP and whole % 2 == 1)
    return Money(whole + above_half, amount.currency)
