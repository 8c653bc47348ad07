"""What a shopper is told about stock: enough, few left, none, or not for sale. Never how much a vendor has."""

from dataclasses import dataclass
from enum import StrEnum


class Availability(StrEnum):
    """Whether a variant can be bought now."""

    IN_STOCK = "in_stock"
    LOW_STOCK = "low_stock"
    SOLD_OUT = "sold_out"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Stock:
    """Units of a variant that are left, over all locations, and the number from which on they are few.

    `is_offered` is False where none of them can be bought: its house takes no orders, or it has no price.
    """

    available: int
    low_stock_at: int
    is_offered: bool = True

    @property
    def availability(self) -> Availability:
        """Enough, few left, none, or none for sale, which a cart looks at first as well."""
        if not self.is_offered:
            return Availability.UNAVAILABLE
        if self.available <= 0:
            return Availability.SOLD_OUT
        return Availability.LOW_STOCK if self.available <= self.low_stock_at else Availability.IN_STOCK

    @property
    def shown_units(self) -> int | None:
        """The exact number where few or none are left; None where there are enough, or none for sale."""
        if self.availability in {Availability.IN_STOCK, Availability.UNAVAILABLE}:
            return None
        return max(self.available, 0)


NO_STOCK = Stock(available=0, low_stock_at=0)
