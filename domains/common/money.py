"""Money as integer minor units of an ISO 4217 currency.

Decimals are kept out on purpose: `Decimal("NaN")` passes a database check `>= 0`, an integer cannot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from domains.common.errors import DomainError, Kind

# ISO 4217 minor-unit exponents of the currencies the marketplace can price in.
EXPONENTS = {
    "NGN": 2,
    "USD": 2,
    "EUR": 2,
    "GBP": 2,
    "GHS": 2,
    "KES": 2,
    "ZAR": 2,
    "MAD": 2,
    "XOF": 0,
    "JPY": 0,
    "KWD": 3,
}
MAX_MINOR = 10**15


class CurrencyMismatch(DomainError):
    """Two amounts of different currencies met in one sum."""

    kind = Kind.INVALID
    code = "CURRENCY_MISMATCH"


class UnknownCurrency(DomainError):
    """A currency the marketplace does not trade in."""

    kind = Kind.INVALID
    code = "UNKNOWN_CURRENCY"


class AmountOutOfRange(DomainError):
    """An amount beyond what the ledger stores, or a fraction of a minor unit."""

    kind = Kind.INVALID
    code = "AMOUNT_OUT_OF_RANGE"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (kobo, cent) of one currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise UnknownCurrency("We do not trade in that currency.")
        # bool is an int in Python; `True` kobo is a bug of the caller.
        if type(self.minor) is not int or abs(self.minor) > MAX_MINOR:
            raise AmountOutOfRange("That amount is out of range.")

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in that currency."""
        return cls(0, currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other).minor

    @property
    def exponent(self) -> int:
        """How many decimal digits the currency has."""
        return EXPONENTS[self.currency]

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, for people and documents only."""
        return Decimal(self.minor).scaleb(-self.exponent)

    def __str__(self) -> str:
        return f"{self.decimal:,.{self.exponent}f} {self.currency}"

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch("Amounts of two currencies cannot be added.")
        return other


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """The sum of amounts of one currency; zero of that currency when there are none."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result


def share_out(amount: Money, *, weights: Sequence[int]) -> tuple[Money, ...]:
    """Divide an amount by weights so that the parts add up to it exactly.

    Largest remainder (Hamilton's method): every part gets its rounded-down share, leftover minor units go to the
    largest remainders, ties to the earlier part. All-zero weights share equally. Negative weights are refused.
    """
    if not weights or min(weights) < 0:
        raise AmountOutOfRange("An amount is shared out by weights of zero or more.")
    effective = list(weights) if sum(weights) else [1] * len(weights)
    whole, sign = abs(amount.minor), -1 if amount.minor < 0 else 1
    base = sum(effective)
    parts = [whole * weight // base for weight in effective]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(whole * effective[i] % base), i))
    for index in by_remainder[: whole - sum(parts)]:
        parts[index] += 1
    return tuple(Money(sign * part, amount.currency) for part in parts)
