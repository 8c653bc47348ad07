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


class HighlightOut(Schema):
    """Texts as HTML: escaped, with <mark> around the words that answer; no excerpt without a description."""

    title: str
    excerpt: str | None


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
    highlight: HighlightOut | None


class CategoryCountOut(Schema):
    """A category that could be chosen, by its path."""

    id: UUID
    name: str
    path: str
    count: int
    is_chosen: bool


class VendorCountOut(Schema):
    """A vendor that could be chosen."""

    id: UUID
    name: str
    slug: str
    count: int
    is_chosen: bool


class ValueCountOut(Schema):
    """A value that could be chosen on an axis."""

    code: str
    name: str
    swatch: str
    count: int
    is_chosen: bool


class AxisCountsOut(Schema):
    """An axis and its values, the most common first."""

    code: str
    name: str
    values: list[ValueCountOut]


class SaidCountOut(Schema):
    """A choice of an attribute; of yes and no the codes are true and false."""

    code: str
    name: str
    count: int
    is_chosen: bool


class AttributeCountsOut(Schema):
    """An attribute to filter by: its choices in order, yes and no, or the numbers there are."""

    code: str
    name: str
    kind: str
    unit: str
    values: list[SaidCountOut]
    count: int | None
    lowest: float | None
    highest: float | None


class PriceBucketOut(Schema):
    """Prices from this up to, not including, that, in minor units; the last bucket has no end."""

    from_minor: int
    until_minor: int | None
    count: int


class FacetsOut(Schema):
    """What else could be chosen; each facet counts as if nothing was chosen in it itself."""

    currency: str
    categories: list[CategoryCountOut]
    vendors: list[VendorCountOut]
    options: list[AxisCountsOut]
    attributes: list[AttributeCountsOut]
    prices: list[PriceBucketOut]
    on_sale: int
    in_stock: int


class ResultsOut(Schema):
    """A page of results; `end_cursor` leads to the next one."""

    items: list[ProductOut]
    total_count: int | None
    facets: FacetsOut | None
    has_next: bool
    end_cursor: str | None


class SimilarOut(Schema):
    """Products beside a product, the best first."""

    items: list[ProductOut]


class SuggestionOut(Schema):
    """Something the shopper may mean; a category's slug is its path."""

    kind: str
    id: UUID
    name: str
    slug: str


class SuggestionsOut(Schema):
    """Suggestions: categories, vendors, products, each kind's best first."""

    items: list[SuggestionOut]
