"""What the search endpoints answer with."""

from decimal import Decimal
from typing import Self
from uuid import UUID

from ninja import Schema

from domains.common.money import Money


class MoneyOut(Schema):
    """An amount in minor units, and the same for people to read."""

    minor: int
    currency: str
    decimal: Decimal

    @classmethod
    def of(cls, money: Money) -> Self:
        """The amount as the endpoints show it."""
        return cls(minor=money.minor, currency=money.currency, decimal=money.decimal)


class VendorOut(Schema):
    """Who sells it."""

    id: UUID
    name: str
    slug: str


class ImageOut(Schema):
    """The first picture; the colour it shows is a value's code, or empty for all."""

    url: str
    alt: str
    width: int
    height: int


class ProductOut(Schema):
    """A product on a page of results."""

    id: UUID
    title: str
    slug: str
    vendor: VendorOut
    category_path: str
    lowest_price: MoneyOut
    highest_price: MoneyOut
    compare_at: MoneyOut | None
    image: ImageOut | None


class ResultsOut(Schema):
    """A page of results; `end_cursor` leads to the next one."""

    items: list[ProductOut]
    total_count: int | None
    has_next: bool
    end_cursor: str | None


class SuggestionOut(Schema):
    """Something the shopper may mean; a category's slug is its path."""

    kind: str
    id: UUID
    name: str
    slug: str


class SuggestionsOut(Schema):
    """Suggestions: categories, vendors, products, each kind's best first."""

    items: list[SuggestionOut]
