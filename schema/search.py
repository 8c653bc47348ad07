"""Lists of products, searches and suggestions, as the API offers them."""

from typing import cast

import strawberry

import resolvers.search as answers
from domains.common.errors import InvalidInput
from domains.search import rows
from domains.search.attribute_filters import AttributeFilter
from domains.search.filters import EVERYTHING, ProductFilter
from domains.search.listing import Sort
from domains.search.mixing import Mode
from schema.base import Info, MinorUnits, derived
from schema.catalogue import Product
from schema.facets import ProductResults
from schema.ids import decode_id, encode_id

strawberry.enum(Sort, name="ProductSort", description="The order of a product list; equal ones go by age.")
strawberry.enum(Mode, name="SearchMode", description="Find by words alone, or by words and meaning.")
strawberry.enum(rows.SuggestionKind, description="What a suggestion leads to.")


@strawberry.input(description="Choices on one option axis; a product needs a variant with one of them.")
class OptionFilterInput:
    """An axis and value codes."""

    axis: str = strawberry.field(description="Code of the axis, such as size.")
    values: list[str] = strawberry.field(description="Codes of the values, such as m; up to 50.")


@strawberry.input(description="Numbers; ends included.")
class NumberRangeInput:
    """A range with one end or both."""

    lowest: float | None = strawberry.field(default=None, description="No smaller number.")
    highest: float | None = strawberry.field(default=None, description="No larger number.")


@strawberry.input(description="What products say by an attribute: exactly one of choices, boolean and number.")
class AttributeFilterInput:
    """An attribute and what is wanted of it."""

    code: str = strawberry.field(description="Code of an attribute to filter by, such as material.")
    choices: list[str] | None = strawberry.field(default=None, description="Codes; any of these, up to 50.")
    boolean: bool | None = strawberry.field(default=None, description="Yes or no.")
    number: NumberRangeInput | None = strawberry.field(default=None, description="Between two ends.")

    def as_filter(self) -> AttributeFilter:
        """The filter as the domain takes it."""
        number = self.number or NumberRangeInput()
        return AttributeFilter(
            code=self.code,
            choices=tuple(self.choices or ()),
            is_true=self.boolean,
            lowest=number.lowest,
            highest=number.highest,
        )


@strawberry.input(
    description="Prices of the cheapest variant, in minor units of the request's currency; ends included."
)
class PriceFilterInput:
    """A range with up to two ends."""

    lowest: MinorUnits | None = strawberry.field(default=None, description="Nothing cheaper.")
    highest: MinorUnits | None = strawberry.field(default=None, description="Nothing dearer.")


@strawberry.input(description="What products must have; everything that is said holds at once.")
class ProductFilterInput:
    """`ProductFilter` by global ids."""

    category: strawberry.ID | None = strawberry.field(default=None, description="A category, with all below it.")
    category_path: str | None = strawberry.field(default=None, description="The same by path: women/dresses.")
    collection: strawberry.ID | None = strawberry.field(default=None, description="A collection that is shown.")
    vendors: list[strawberry.ID] = strawberry.field(default_factory=list, description="Any of these; up to 50.")
    price: PriceFilterInput | None = strawberry.field(default=None, description="What they cost now.")
    options: list[OptionFilterInput] = strawberry.field(
        default_factory=list, description="One and the same variant has all of it; up to 5 axes, each once."
    )
    attributes: list[AttributeFilterInput] = strawberry.field(
        default_factory=list, description="All of these, each attribute once; up to 10."
    )
    in_stock: bool = strawberry.field(
        default=False, description="There is some of that variant, and its house takes orders."
    )
    on_sale: bool = strawberry.field(default=False, description="Some variant is reduced now.")

    def as_filter(self) -> ProductFilter:
        """The filter as the domain takes it."""
        price = self.price or PriceFilterInput()
        path, within = ("filter", "category"), ("filter", "collection")
        return ProductFilter(
            category_id=decode_id(self.category, expected="Category", path=path) if self.category else None,
            category_path=self.category_path,
            collection_id=decode_id(self.collection, expected="Collection", path=within) if self.collection else None,
            vendor_ids=tuple(decode_id(key, expected="Vendor", path=("filter", "vendors")) for key in self.vendors),
            lowest_minor=price.lowest,
            highest_minor=price.highest,
            options=self._options(),
            attributes=tuple(each.as_filter() for each in self.attributes),
            in_stock=self.in_stock,
            on_sale=self.on_sale,
        )

    def _options(self) -> dict[str, tuple[str, ...]]:
        wanted = {option.axis: tuple(option.values) for option in self.options}
        if len(wanted) < len(self.options):
            raise InvalidInput("Name each axis once, with all of its values.", path=("filter", "options"))
        return wanted


_TYPES = {
    rows.SuggestionKind.PRODUCT: "Product",
    rows.SuggestionKind.CATEGORY: "Category",
    rows.SuggestionKind.VENDOR: "Vendor",
}


@strawberry.type(description="Something the shopper may be about to type.")
class Suggestion:
    """A `Suggestion` of the domain."""

    kind: rows.SuggestionKind = strawberry.field(description="What it leads to.")
    id: strawberry.ID = derived(lambda row: encode_id(_TYPES[row.kind], row.id), description="Global id of that.")
    name: str = strawberry.field(description="Its name, in the language of the operation.")
    slug: str = strawberry.field(description="Its part of an address; of a category the path.")


@strawberry.type
class SearchQuery:
    """Lists, searches and suggestions."""

    @strawberry.field(description="Products with a price in the request's currency, filtered and sorted.")
    async def products(
        self,
        info: Info,
        filter: ProductFilterInput | None = None,  # noqa: A002
        sort: Sort = Sort.FEATURED,
        first: int | None = None,
        after: str | None = None,
    ) -> ProductResults:
        """Pages of 1 to 50, 20 if not said."""
        page = await answers.products(info.context, chosen=chosen_filter(filter), sort=sort, first=first, after=after)
        return cast("ProductResults", page)

    @strawberry.field(description="Products that answer a question, best first; typos are forgiven.")
    async def search(
        self,
        info: Info,
        text: str,
        filter: ProductFilterInput | None = None,  # noqa: A002
        first: int | None = None,
        after: str | None = None,
        mode: Mode = Mode.TEXT,
    ) -> ProductResults:
        """Up to 200 characters and 16 words; "a phrase", -without and `or` are understood."""
        chosen = chosen_filter(filter)
        page = await answers.search(info.context, text=text, chosen=chosen, first=first, after=after, mode=mode)
        return cast("ProductResults", page)

    @strawberry.field(description="Products like one, the likest first (1 to 12); null for one that can't be seen.")
    async def similar_products(self, info: Info, id: strawberry.ID, first: int = 6) -> list[Product] | None:  # noqa: A002
        """Never empty where anything else is for sale."""
        product_id = decode_id(id, expected="Product", path=("id",))
        found = await answers.similar_to(info.context, product_id=product_id, first=first)
        return cast("list[Product] | None", found)

    @strawberry.field(description="Categories, vendors and products while typing, up to `limit` (1 to 20) of each.")
    async def suggest(self, info: Info, text: str, limit: int = 8) -> list[Suggestion]:
        """Beginnings of names and words first; what looks alike only where nothing begins so."""
        return cast("list[Suggestion]", await answers.suggest(info.context, text=text, limit=limit))


def chosen_filter(given: ProductFilterInput | None) -> ProductFilter:
    """The filter that was given, or none."""
    return given.as_filter() if given else EVERYTHING
