"""What a search over plain HTTP asks for, and the filter of the domain that it means."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from ninja import Schema
from pydantic import Field

from domains.catalogue.attributes.rules import number_of
from domains.common.errors import InvalidInput
from domains.markets.languages import DEFAULT_LANGUAGE
from domains.search.attribute_filters import AttributeFilter
from domains.search.errors import BadAttributeFilter
from domains.search.filters import ProductFilter
from domains.search.mixing import Mode


class SearchIn(Schema):
    """What is looked for, what the results must have, and which page of them."""

    q: str = ""
    currency: str = Field(default_factory=lambda: settings.DEFAULT_CURRENCY)
    category: str | None = Field(None, description="A category's path, such as women/dresses; all below counts.")
    category_id: UUID | None = Field(None, description="The same by its id.")
    collection: UUID | None = Field(None, description="Id of a collection that is shown.")
    vendor: list[UUID] = Field(default_factory=list, description="Ids of vendors; repeat it for several, up to 50.")
    lowest: int | None = Field(None, description="Of the cheapest variant, in minor units.")
    highest: int | None = Field(None, description="Of the cheapest variant, in minor units.")
    option: list[str] = Field(
        default_factory=list,
        description="size:m; repeat it for any of several values, up to 50 of an axis, or for other axes, up to 5.",
    )
    size: list[str] = Field(default_factory=list, description="Short for option=size:….")
    colour: list[str] = Field(default_factory=list, description="Short for option=colour:….")
    attribute: list[str] = Field(
        default_factory=list,
        description="material:silk (repeat it for any of several choices), vegan:true, or heel-height:5..8.5.",
    )
    in_stock: bool = False
    on_sale: bool = False
    language: str = Field(
        DEFAULT_LANGUAGE, description="Such as fr or fr-CA: asked in it as well, and texts in it where translated."
    )
    mode: Mode = Field(Mode.TEXT, description="`hybrid` finds by meaning as well.")
    first: int | None = Field(None, description="1 to 50; 20 if not said.")
    after: str | None = Field(None, description="`end_cursor` of the page before.")
    count: bool = Field(False, description="Whether to count all results as well.")
    highlight: bool = Field(False, description="Whether to mark what answers, as HTML.")
    facets: bool = Field(False, description="Whether to count what else could be chosen.")

    @property
    def chosen(self) -> ProductFilter:
        """The filter as the domain takes it. Raises what that raises, InvalidInput and BadAttributeFilter."""
        pairs = [*self.option, *(f"size:{code}" for code in self.size), *(f"colour:{code}" for code in self.colour)]
        return ProductFilter(
            category_id=self.category_id,
            category_path=self.category,
            collection_id=self.collection,
            vendor_ids=tuple(self.vendor),
            lowest_minor=self.lowest,
            highest_minor=self.highest,
            options=_asked_options(pairs),
            attributes=_asked_attributes(self.attribute),
            in_stock=self.in_stock,
            on_sale=self.on_sale,
        )


def _asked_options(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        axis, colon, code = pair.partition(":")
        if not (axis and colon and code):
            raise InvalidInput("An option is an axis and a value, such as size:m.", path=("filter", "options"))
        wanted[axis] = (*wanted.get(axis, ()), code)
    return wanted


def _asked_attributes(pairs: Sequence[str]) -> tuple[AttributeFilter, ...]:
    wanted: dict[str, list[str]] = {}
    for pair in pairs:
        code, _, value = pair.partition(":")
        wanted.setdefault(code, []).append(value)
    return tuple(_asked_attribute(code, values) for code, values in wanted.items())


def _asked_attribute(code: str, values: Sequence[str]) -> AttributeFilter:
    if values in (["true"], ["false"]):
        return AttributeFilter(code=code, is_true=values == ["true"])
    lowest, is_range, highest = values[0].partition("..")
    if not is_range:
        return AttributeFilter(code=code, choices=tuple(value for value in values if value))
    ends = [number_of(end) for end in (lowest, highest)]
    if len(values) > 1 or any(end is None and text for end, text in zip(ends, (lowest, highest), strict=True)):
        raise BadAttributeFilter("A range is 5..8.5, or has one end.", attribute=code)
    low, high = (None if end is None else float(end) for end in ends)
    return AttributeFilter(code=code, lowest=low, highest=high)
