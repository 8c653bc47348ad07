"""The catalogue, as the API shows it."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

import resolvers.attributes as sayings
import resolvers.catalogue as answers
import resolvers.choices as choices
import resolvers.collections as gatherings
import resolvers.inventory as stocks
import resolvers.media as pictures
import resolvers.reviews as opinions
import resolvers.search as discoveries
import resolvers.sizing as sizes
import resolvers.vendors as houses
from domains.catalogue.choosing import Answer
from domains.catalogue.rows import CategoryRow, OptionValueRow, ProductRow, VariantRow
from domains.common.errors import InvalidInput
from domains.reviews.rows import ReviewSort
from resolvers.relations import Relation
from schema.attributes import ProductAttribute
from schema.base import Connection, Info, MoneyAmount, Node, derived, global_id, is_row, related
from schema.ids import decode_id
from schema.inventory import Stock
from schema.media import Media, media_url
from schema.reviews import FitSummary, Review, ReviewSummary
from schema.sizing import BodyMeasureInput, SizeAdvice, SizeGuide
from schema.vendors import Vendor
from schema.words import Kind, worded

if TYPE_CHECKING:
    from schema.collections import Collection


@strawberry.type(description="A node of the category tree.")
class Category(Node):
    """A `CategoryRow`."""

    is_type_of = is_row(CategoryRow)
    id: strawberry.ID = global_id("Category")
    name: str = worded(Kind.CATEGORY, "name", description="Name, such as Dresses.")
    path: str = strawberry.field(description="Slugs from the root, such as women/dresses.")
    depth: int = strawberry.field(description="0 for a root.")
    seo_title: str | None = worded(
        Kind.CATEGORY,
        "seo_title",
        written=lambda row: row.seo_title or None,
        description="Title for search engines; null where the name does.",
    )
    seo_description: str | None = worded(
        Kind.CATEGORY,
        "seo_description",
        written=lambda row: row.seo_description or None,
        description="Description for search engines; null where none was written.",
    )
    children: list["Category"] = related(answers.CHILDREN, description="The categories right below, in order.")
    ancestors: list["Category"] = related(answers.ANCESTORS, description="The way from the root, itself left out.")

    @strawberry.field(description="How many products are in it and below.")
    async def product_count(self, info: Info) -> int:
        """Zero where nothing was counted."""
        return await info.context.load(answers.PRODUCT_COUNT, self) or 0


@strawberry.type(description="One thing that can be chosen on an axis.")
class OptionValue:
    """An `OptionValueRow`."""

    code: str = strawberry.field(description="Stable, for filters and `variantFor`.")
    name: str = worded(Kind.VALUE, "name", target=lambda value: f"{value.axis}:{value.code}", description="As shown.")
    swatch: str | None = derived(lambda value: value.swatch or None, description="Colour as #rrggbb; null for others.")

    @strawberry.field(description="A small square picture of the cloth in that colour; null without one.")
    async def swatch_url(self, info: Info) -> str | None:
        """Its name says the colour to those who don't see it."""
        file = cast("OptionValueRow", self).swatch_file
        return media_url(await pictures.swatch_for(info.context, file=file)) if file else None


@strawberry.type(description="One kind of choice, such as size or colour.")
class OptionAxis:
    """An `AxisRow`."""

    code: str = strawberry.field(description="Stable, such as size.")
    name: str = worded(Kind.AXIS, "name", target=attrgetter("code"), description="As shown.")
    values: list[OptionValue] = strawberry.field(description="What can be chosen, in order.")


@strawberry.type(description="What was chosen on one axis, by code.")
class SelectedOption:
    """One pair of a variant's options."""

    axis: str = strawberry.field(description="Code of the axis.")
    value: str = strawberry.field(description="Code of the value.")


def _selected(options: Mapping[str, str]) -> list[SelectedOption]:
    return [SelectedOption(axis=axis, value=value) for axis, value in options.items()]


@strawberry.type(description="What a variant costs at this moment.")
class Price:
    """A `PriceRow`."""

    amount: MoneyAmount = strawberry.field(description="What the buyer pays.")
    compare_at: MoneyAmount | None = strawberry.field(description="The price before a reduction; null without one.")


@strawberry.type(description="What a variant cost for a while.")
class PriceStep:
    """A `PriceStep` of the domain."""

    amount: MoneyAmount = strawberry.field(description="What the buyer paid.")
    compare_at: MoneyAmount | None = strawberry.field(description="The price it was compared with; null without one.")
    valid_from: datetime = strawberry.field(description="Since when.")
    valid_until: datetime | None = strawberry.field(description="Until when; null for the present price.")


@strawberry.type(description="What a product costs at this moment, over its variants.")
class PriceRange:
    """A `PriceRangeRow`."""

    lowest: MoneyAmount = strawberry.field(description="Price of the cheapest variant.")
    highest: MoneyAmount = strawberry.field(description="Price of the dearest variant.")
    compare_at: MoneyAmount | None = strawberry.field(description="The cheapest one's price before its reduction.")
    lowest_price_before_reduction: MoneyAmount | None = related(
        answers.RANGE_BEFORE_REDUCTION,
        description="Of the cheapest variant, what `Variant.lowestPriceBeforeReduction` says.",
    )
    is_reduced: bool = strawberry.field(description="Whether any variant is reduced.")


@strawberry.type(description="One buyable combination of options.")
class Variant(Node):
    """A `VariantRow`."""

    is_type_of = is_row(VariantRow)
    id: strawberry.ID = global_id("Variant")
    sku: str = strawberry.field(description="The vendor's own number of it.")
    weight_grams: int = strawberry.field(description="Weight when packed.")
    options: list[SelectedOption] = derived(
        lambda row: _selected(row.options),
        description="What is chosen on each axis.",
    )
    price: Price | None = related(answers.PRICE, description="Null where it has none in the currency.")
    stock: Stock = related(
        stocks.OFFERED_STOCK, description="Whether it can be bought now, in the currency: as a cart would have it."
    )
    product: "Product" = related(answers.PRODUCT, description="The product it is a variant of.")

    @strawberry.field(description="What it has cost in the currency, the newest first: `first` takes 1 to 50.")
    async def price_history(self, info: Info, first: int = 10) -> list[PriceStep]:
        """Starts with the present price; what is planned is not told."""
        steps = await answers.price_history(info.context, cast("VariantRow", self), first=first)
        return cast("list[PriceStep]", steps)

    @strawberry.field(
        description="The lowest price of the 30 days before the present reduction began (Directive 98/6/EC, Article "
        "6a); null where the price is not reduced, or was never asked before."
    )
    async def lowest_price_before_reduction(self, info: Info) -> MoneyAmount | None:
        """A reduction in steps began with the first of them."""
        return cast("MoneyAmount | None", await answers.before_reduction(info.context, cast("VariantRow", self)))

    @strawberry.field(description="Pictures of its colour, then those of all colours.")
    async def media(self, info: Info) -> list[Media]:
        """Read with the product's, in the same statement."""
        return cast("list[Media]", await answers.variant_media(info.context, cast("VariantRow", self)))


@strawberry.input(description="A choice on one axis.")
class OptionInput:
    """One pair of options."""

    axis: str = strawberry.field(description="Code of the axis, such as size.")
    value: str = strawberry.field(description="Code of the value, such as m.")


VariantAnswer = strawberry.enum(
    Answer,
    name="VariantAnswer",
    description="What became of a choice of options. Of UNAVAILABLE ones there may be some, but their house takes no "
    "orders at the moment, or they have no price in the currency: a cart takes none.",
)


@strawberry.type(description="A choice of options, and what there is of it.")
class VariantChoice:
    """A `Choice`."""

    options: list[SelectedOption] = derived(lambda choice: _selected(choice.options), description="What was chosen.")
    answer: VariantAnswer = strawberry.field(description="Whether a cart would take it, and why not.")  # type: ignore[valid-type]
    variant: Variant | None = strawberry.field(description="Null where there is none; sold-out ones are listed.")


@strawberry.type(description="A design of one vendor.")
class Product(Node):
    """A `ProductRow`."""

    is_type_of = is_row(ProductRow)
    id: strawberry.ID = global_id("Product")
    title: str = worded(Kind.PRODUCT, "title", description="Title.")
    slug: str = strawberry.field(description="Its part of an address.")
    description: str = worded(Kind.PRODUCT, "description", description="Plain text; may be empty.")
    seo_title: str | None = worded(
        Kind.PRODUCT,
        "seo_title",
        written=lambda row: row.seo_title or None,
        description="Title for search engines; null where the title does.",
    )
    seo_description: str | None = worded(
        Kind.PRODUCT,
        "seo_description",
        written=lambda row: row.seo_description or None,
        description="Description for search engines; null where none was written.",
    )
    attributes: list[ProductAttribute] = related(
        sayings.OF_PRODUCT, description="What it says of itself: by the shop's attributes, then in its vendor's words."
    )
    published_at: datetime = derived(lambda row: row.publish_at, description="Since when it is shown.")
    vendor: Vendor = related(houses.VENDOR, description="Who makes and sends it.")
    category: Category = related(answers.CATEGORY, description="Where it stands in the tree.")
    collections: list[Annotated["Collection", strawberry.lazy("schema.collections")]] = related(
        gatherings.OF_PRODUCT, description="The collections it is in now."
    )
    axes: list[OptionAxis] = related(answers.AXES, description="What can be chosen.")
    variants: list[Variant] = related(answers.VARIANTS, description="What can be bought, sold out or not.")
    price_range: PriceRange | None = related(answers.PRICE_RANGE, description="Null without a price in the currency.")
    review_summary: ReviewSummary = related(opinions.SUMMARY, description="Stars and fit in numbers.")

    @strawberry.field(description="How the size comes out, by those who bought it.")
    async def fit_summary(self, info: Info) -> FitSummary:
        """From the same row as the summary of reviews."""
        return cast("FitSummary", (await info.context.load(opinions.SUMMARY, self)).fit)

    size_guide: SizeGuide | None = related(
        sizes.GUIDE, description="The vendor's nearest for its category, else the platform's; null without any."
    )

    @strawberry.field(
        description="The size for somebody of these measures, by its size guide and by how it comes out. "
        "Measures the guide does not go by say nothing."
    )
    async def size_advice(self, info: Info, measures: list[BodyMeasureInput]) -> SizeAdvice:
        """Each measure once, at least one."""
        given = [(measure.name, measure.mm) for measure in measures]
        return cast("SizeAdvice", await sizes.advice(info.context, cast("ProductRow", self), measures=given))

    viewer_review: Review | None = related(
        opinions.VIEWERS_REVIEW, description="What the viewer wrote about it, published or not."
    )

    @strawberry.field(description="Pictures, in order; with the code of a colour, those of it and then those of all.")
    async def media(self, info: Info, colour: str | None = None) -> list[Media]:
        """A colour it does not come in has the pictures of all."""
        found = await answers.media(info.context, cast("ProductRow", self), colour=colour)
        return cast("list[Media]", found)

    @strawberry.field(description="Published reviews, the newest or the most helpful first.")
    async def reviews(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        sort: ReviewSort = ReviewSort.NEWEST,
    ) -> Connection[Review]:
        """Pages of 1 to 50, 20 if not said."""
        product_id = cast("ProductRow", self).id
        page = await opinions.reviews(info.context, product_id=product_id, first=first, after=after, sort=sort)
        return cast("Connection[Review]", page)

    @strawberry.field(description="Products like it, the likest first: `first` takes 1 to 12.")
    async def similar(self, info: Info, first: int = 6) -> list["Product"]:
        """Never empty where its category has others."""
        return await _beside(info, discoveries.SIMILAR, self, first)

    @strawberry.field(description="Products of other categories that go with it: `first` takes 1 to 12.")
    async def complete_the_look(self, info: Info, first: int = 6) -> list["Product"]:
        """One of each category that is worn with it, of its occasion and near to it in meaning."""
        return await _beside(info, discoveries.LOOK, self, first)

    @strawberry.field(description="What others bought together with it: `first` takes 1 to 12.")
    async def bought_together(self, info: Info, first: int = 6) -> list["Product"]:
        """The most often first, then what is like it."""
        return await _beside(info, discoveries.TOGETHER, self, first)

    @strawberry.field(
        description="The variant of exactly these options: available, sold out, not for sale, or no such combination."
    )
    async def variant_for(self, info: Info, options: list[OptionInput]) -> VariantChoice:
        """A choice that leaves an axis open, or names what is not offered, does not exist."""
        chosen = [(option.axis, option.value) for option in options]
        found = await choices.choice(info.context, cast("ProductRow", self), options=chosen)
        return cast("VariantChoice", found)

    @strawberry.field(
        description="Every combination of its options, the first axis turning slowest. "
        "Where there would be more than 500, only those that exist."
    )
    async def matrix(self, info: Info) -> list[VariantChoice]:
        """A product without options has one cell."""
        return cast("list[VariantChoice]", await choices.matrix(info.context, cast("ProductRow", self)))


async def _beside(info: Info, relation: Relation, product: object, first: int) -> list[Product]:
    found = await discoveries.beside(info.context, relation, product_id=cast("ProductRow", product).id, first=first)
    return cast("list[Product]", found)


@strawberry.type
class CatalogueQuery:
    """Reads of the catalogue; lists of products are in `schema.search`."""

    @strawberry.field(
        description="A published product by id or by slug; null where there is none to be seen. A slug it had before "
        "finds it too: where `slug` differs from the asked one, send the visitor there."
    )
    async def product(self, info: Info, id: strawberry.ID | None = None, slug: str | None = None) -> Product | None:  # noqa: A002
        """Raises InvalidInput unless exactly one of the two is given."""
        if (id is None) == (slug is None):
            raise InvalidInput("Give either an id or a slug.")
        key = decode_id(id, expected="Product") if id else None
        return await answers.product(info.context, product_id=key, slug=slug)  # type: ignore[return-value]

    @strawberry.field(description="The top of the category tree, in order.")
    async def categories(self, info: Info) -> list[Category]:
        """Follow `children` for the rest."""
        return await answers.root_categories(info.context)  # type: ignore[return-value]

    @strawberry.field(description="A category by its path, such as women/dresses, or one it had before.")
    async def category(self, info: Info, path: str) -> Category | None:
        """Null where there is none."""
        return await answers.category(info.context, path=path)  # type: ignore[return-value]
