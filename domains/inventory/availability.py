"""What a shopper is told about stock: enough, few left, or none. Never how much a vendor has."""

from dataclasses import dataclass
from enum import StrEnum


class Availability(StrEnum):
    """Whether a variant can be bought now."""

    IN_STOCK = "in_stock"
    LOW_STOCK = "low_stock"
    SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True)
class Stock:
    """Units of a variant that can be bought, over all locations, and the number from which on they are few."""

    available: int
    low_stock_at: int

    @property
    def availability(self) -> Availability:
        """Enough, few left, or none."""
        if self.available <= 0:
            return Availability.SOLD_OUT
        return Availability.LOW_STOCK if self.available <= self.low_stock_at else Availability.IN_STOCK

    @property
    def shown_units(self) -> int | None:
        """The exact number where few or none are left; None where there are enough."""
        return None if self.availability is Availability.IN_STOCK else max(self.available, 0)


NO_STOCK = Stock(available=0, low_stock_at=0)
