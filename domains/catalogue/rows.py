"""Light rows of the catalogue, for readers: only the columns they show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.priced import Priced
from domains.common.money import Money


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A node of the category tree."""

    id: UUID
    parent_id: UUID | None
    name: str
    slug: str
    path: str
    depth: int
    position: int
    seo_title: str
    seo_description: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A published product."""

    id: UUID
    vendor_id: UUID
    category_id: UUID
    title: str
    slug: str
    description: str
    attributes: Mapping[str, Any]
    publish_at: datetime
    seo_title: str
    seo_description: str


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One buyable combination; `options` maps axis codes to value codes."""

    id: UUID
    product_id: UUID
    sku: str
    options: Mapping[str, str]
    position: int
    weight_grams: int


@dataclass(frozen=True, slots=True)
class OptionValueRow:
    """One thing that can be chosen on an axis; `swatch` is empty or `#rrggbb`, `swatch_file` a path or empty."""

    id: UUID
    code: str
    name: str
    swatch: str
    swatch_file: str
    axis: str


@dataclass(frozen=True, slots=True)
class AxisRow:
    """One kind of choice, with what can be chosen in order."""

    id: UUID
    code: str
    name: str
    values: tuple[OptionValueRow, ...]


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A picture of a product; `file` is a path within the media storage, `colour` a value's code or empty."""

    id: UUID
    product_id: UUID
    colour: str
    file: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PriceRow(Priced):
    """What a variant costs at the moment asked for."""

    variant_id: UUID
    currency: str
    amount_minor: int
    compare_at_minor: int | None


@dataclass(frozen=True, slots=True)
class PriceRangeRow:
    """What a product costs at the moment asked for, over all its active variants."""

    product_id: UUID
    currency: str
    lowest_minor: int
    highest_minor: int
    compare_at_minor: int | None
    is_reduced: bool

    @property
    def lowest(self) -> Money:
        """The price of the cheapest variant."""
        return Money(self.lowest_minor, self.currency)

    @property
    def highest(self) -> Money:
        """The price of the dearest variant."""
        return Money(self.highest_minor, self.currency)

    @property
    def compare_at(self) -> Money | None:
        """What the cheapest variant cost before its reduction, where there is one."""
        return None if self.compare_at_minor is None else Money(self.compare_at_minor, self.currency)
