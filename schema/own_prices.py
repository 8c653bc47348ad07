"""Prices, as a vendor's people set and plan them."""

from datetime import datetime

import strawberry

from domains.catalogue.errors import PriceBegun
from domains.catalogue.services.set_prices import NewPrice
from domains.common.errors import InvalidInput
from domains.common.money import Money
from schema.base import MinorUnits, MoneyAmount, global_id
from schema.errors import UserError, shows
from schema.ids import decode_id, encode_id


@strawberry.type(description="A price that has not begun; shoppers don't see it.")
class PlannedPrice:
    """A `PlannedPriceRow`."""

    id: strawberry.ID = global_id("PlannedPrice")
    amount: MoneyAmount = strawberry.field(description="What the buyer will pay.")
    compare_at: MoneyAmount | None = strawberry.field(description="The price before the reduction; null without one.")
    valid_from: datetime = strawberry.field(description="From when on.")
    valid_until: datetime | None = strawberry.field(description="Until when; null for good.")


@strawberry.type(description="Some of the prices have begun. They stay, and none was withdrawn.")
class PriceBegunError(UserError):
    """A `PriceBegun`."""

    prices: list[strawberry.ID] = strawberry.field(description="Which.")


def _begun(error: PriceBegun) -> PriceBegunError:
    ids = [encode_id("PlannedPrice", price_id) for price_id in error.price_ids]
    return PriceBegunError(code=error.code, message=error.message, path=list(error.path), prices=ids)


shows(PriceBegun, as_type=_begun)


@strawberry.input(description="An amount in minor units.")
class MoneyInput:
    """Money."""

    minor: MinorUnits = strawberry.field(description="Minor units, such as kobo.")
    currency: str = strawberry.field(description="ISO 4217 code.")


def money_of(given: MoneyInput) -> Money:
    """The amount. Raises UnknownCurrency, AmountOutOfRange."""
    return Money(given.minor, given.currency)


def _moment(given: datetime | None) -> datetime | None:
    if given is not None and given.tzinfo is None:
        raise InvalidInput("Say which time zone, such as 2026-06-01T12:00:00Z.", path=("prices",))
    return given


@strawberry.input(description="A further price of a variant.")
class PriceInput:
    """From a moment on, or now."""

    variant: strawberry.ID = strawberry.field(description="The variant.")
    amount: MoneyInput = strawberry.field(description="What it costs.")
    compare_at: MoneyInput | None = strawberry.field(default=None, description="The price before a reduction.")
    valid_from: datetime | None = strawberry.field(default=None, description="Now, where nothing is said.")
    valid_until: datetime | None = strawberry.field(default=None, description="For good, where nothing is said.")

    def wanted(self) -> NewPrice:
        """The price. Raises NotFound, UnknownCurrency, AmountOutOfRange, InvalidInput."""
        return NewPrice(
            variant_id=decode_id(self.variant, expected="Variant", path=("prices",)),
            amount=money_of(self.amount),
            compare_at=money_of(self.compare_at) if self.compare_at else None,
            valid_from=_moment(self.valid_from),
            valid_until=_moment(self.valid_until),
        )
