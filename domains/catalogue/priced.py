"""What is asked for something, and what that is compared with."""

from domains.common.money import Money


class Priced:
    """The two prices of a row, as money. The row has the columns; amounts are in minor units of its currency."""

    __slots__ = ()

    currency: str
    amount_minor: int
    compare_at_minor: int | None

    @property
    def amount(self) -> Money:
        """What the buyer pays."""
        return Money(self.amount_minor, self.currency)

    @property
    def compare_at(self) -> Money | None:
        """What it is compared with, where it is announced as reduced."""
        return None if self.compare_at_minor is None else Money(self.compare_at_minor, self.currency)
