"""Why a cart line can't be bought as it stands."""

from dataclasses import dataclass

from domains.common.money import Money


@dataclass(frozen=True, slots=True)
class PriceChanged:
    """The unit price is no longer the one the shopper was shown when they last touched the line."""

    old: Money
    new: Money


@dataclass(frozen=True, slots=True)
class StockReduced:
    """There are some, but fewer than wanted."""

    available: int


@dataclass(frozen=True, slots=True)
class SoldOut:
    """There are none left."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The vendor does not sell it any more, or not in the cart's currency."""


@dataclass(frozen=True, slots=True)
class NotShippable:
    """The vendor does not ship this group to the address."""

    country: str


type LineProblem = PriceChanged | StockReduced | SoldOut | Unavailable | NotShippable
