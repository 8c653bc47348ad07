"""Facets: what else could be chosen, with how many products each choice would show."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category below the chosen one, or beside it where nothing is below."""

    id: UUID
    name: str
    path: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class VendorCount:
    """A vendor."""

    id: UUID
    name: str
    slug: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value of the option axis of that code. `swatch` is empty for what is no colour."""

    code: str
    name: str
    swatch: str
    count: int
    is_chosen: bool
    axis: str


@dataclass(frozen=True, slots=True)
class AxisCounts:
    """An option axis and its values."""

    code: str
    name: str
    values: tuple[ValueCount, ...]


@dataclass(frozen=True, slots=True)
class SaidCount:
    """A choice of the attribute of that code, or yes or no: `name` is empty then."""

    code: str
    name: str
    count: int
    is_chosen: bool
    attribute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCounts:
    """An attribute to filter by: its choices in order, yes and no, or the numbers there are."""

    code: str
    name: str
    kind: str
    unit: str
    values: tuple[SaidCount, ...] = ()
    count: int | None = None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class PriceBucket:
    """Products whose cheapest variant costs `from_minor` or more and less than `until_minor`; None has no end."""

    from_minor: int
    until_minor: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """All facets of a list. Each counts what fits everything that was chosen except in this facet itself."""

    currency: str
    categories: tuple[CategoryCount, ...]
    vendors: tuple[VendorCount, ...]
    options: tuple[AxisCounts, ...]
    prices: tuple[PriceBucket, ...]
    on_sale: int
    in_stock: int
    attributes: tuple[AttributeCounts, ...] = ()
