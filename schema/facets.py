"""Facets of product lists and searches, as the API shows them."""

from operator import attrgetter
from typing import Any, cast

import strawberry

import resolvers.attributes as sayings
from domains.catalogue.attributes.models import Attribute
from domains.search import facets
from schema.base import Connection, Info, MinorUnits, derived
from schema.catalogue import Product
from schema.highlights import Highlight
from schema.ids import encode_id
from schema.words import Kind, worded


@strawberry.type(description="A category that could be chosen, and what it would show.")
class CategoryCount:
    """A `CategoryCount` of the domain."""

    id: strawberry.ID = derived(lambda row: encode_id("Category", row.id), description="Global id of the category.")
    name: str = worded(Kind.CATEGORY, "name", description="Name.")
    path: str = strawberry.field(description="Slugs from the root.")
    count: int = strawberry.field(description="Products in it and below.")
    is_chosen: bool = strawberry.field(description="Whether the filter names it.")


@strawberry.type(description="A vendor that could be chosen, and what they would show.")
class VendorCount:
    """A `VendorCount` of the domain."""

    id: strawberry.ID = derived(lambda row: encode_id("Vendor", row.id), description="Global id of the vendor.")
    name: str = strawberry.field(description="Name.")
    slug: str = strawberry.field(description="Their part of an address.")
    count: int = strawberry.field(description="Products of theirs.")
    is_chosen: bool = strawberry.field(description="Whether the filter names them.")


@strawberry.type(description="A value that could be chosen on an axis, and what it would show.")
class ValueCount:
    """A `ValueCount` of the domain."""

    code: str = strawberry.field(description="For the filter.")
    name: str = worded(Kind.VALUE, "name", target=lambda value: f"{value.axis}:{value.code}", description="As shown.")
    swatch: str | None = derived(lambda row: row.swatch or None, description="Colour as #rrggbb; null for others.")
    count: int = strawberry.field(description="Products with a variant that has it.")
    is_chosen: bool = strawberry.field(description="Whether the filter names it.")


@strawberry.type(description="An option axis and what could be chosen on it.")
class AxisCounts:
    """An `AxisCounts` of the domain."""

    code: str = strawberry.field(description="For the filter, such as size.")
    name: str = worded(Kind.AXIS, "name", target=attrgetter("code"), description="As shown.")
    values: list[ValueCount] = strawberry.field(description="The most common first, up to 50.")


@strawberry.type(description="What products could say by an attribute, and what it would show.")
class AttributeValueCount:
    """A `SaidCount` of the domain."""

    code: str = strawberry.field(description="For the filter: the code of a choice, or true or false.")
    count: int = strawberry.field(description="Products that say it.")
    is_chosen: bool = strawberry.field(description="Whether the filter names it.")

    @strawberry.field(description="As shown, in the language of the operation.")
    async def name(self, info: Info) -> str:
        """One statement for the names of all choices, and none in the catalogue's own language."""
        return await sayings.value_name(info.context, cast("facets.SaidCount", self))


@strawberry.type(description="An attribute to filter by, and what products say by it.")
class AttributeCounts:
    """An `AttributeCounts` of the domain."""

    code: str = strawberry.field(description="For the filter, such as material.")
    name: str = worded(Kind.ATTRIBUTE, "name", target=attrgetter("code"), description="As shown.")
    kind: Attribute.Kind = strawberry.field(description="What its values are.")
    values: list[AttributeValueCount] = strawberry.field(
        description="Choices in the attribute's order, or yes and no; empty for numbers."
    )
    unit: str | None = derived(lambda row: row.unit or None, description="Of numbers what is counted, such as cm.")
    count: int | None = strawberry.field(description="Products that say a number; null for others.")
    lowest: float | None = strawberry.field(description="The least number there is; null for others.")
    highest: float | None = strawberry.field(description="The largest number there is; null for others.")


@strawberry.type(description="A part of the price histogram.")
class PriceBucket:
    """A `PriceBucket` of the domain."""

    from_minor: MinorUnits = strawberry.field(description="The lowest price in it, in minor units.")
    until_minor: MinorUnits | None = strawberry.field(description="The next bucket's lowest; null for the last one.")
    count: int = strawberry.field(description="Products whose cheapest variant costs that.")


@strawberry.type(description="What else could be chosen; each facet counts as if nothing was chosen in it itself.")
class Facets:
    """A `Facets` of the domain."""

    categories: list[CategoryCount] = strawberry.field(
        description="Right below the chosen category; where nothing is below, beside it."
    )
    vendors: list[VendorCount] = strawberry.field(description="Those with the most first, up to 50.")
    options: list[AxisCounts] = strawberry.field(description="Sizes, colours and what else there is.")
    attributes: list[AttributeCounts] = strawberry.field(description="Those to filter by, in their order.")
    prices: list[PriceBucket] = strawberry.field(description="Ten equal steps; none where nothing is found.")
    on_sale: int = strawberry.field(description="How many are reduced.")
    in_stock: int = strawberry.field(
        description="How many have some of a fitting variant, of a house that takes orders."
    )


@strawberry.type(description="A page of products, in a stable order.")
class ProductResults(Connection[Product]):
    """A connection over a `ProductPage`."""

    @strawberry.field(description="What else could be chosen, counted over all pages; only when asked for.")
    async def facets(self: Any) -> Facets:
        """One statement for all of them."""
        counted: facets.Facets = await self.facets()
        return cast("Facets", counted)

    @strawberry.field(description="What in the page's products answers the question: one each, in their order.")
    async def highlights(self: Any) -> list[Highlight]:
        """One statement for the page; words that typos and synonyms stood for are marked as well."""
        return cast("list[Highlight]", await self.highlights())
