"""How products and what belongs to them are answered."""

from uuid import UUID

from domains.catalogue.categories import (
    ancestors_by_category_id,
    category_by_id,
    children_by_category_id,
    find_category,
    list_root_categories,
    product_count_by_category_id,
)
from domains.catalogue.choosing import COLOUR_AXIS, media_of_colour
from domains.catalogue.price_history import PriceStep, lowest_before_reduction
from domains.catalogue.price_history_queries import lowest_before_reduction_by_product_id, price_steps_by_variant_id
from domains.catalogue.queries import (
    axes_by_product_id,
    find_product,
    media_by_product_id,
    price_by_variant_id,
    price_range_by_product_id,
    product_by_id,
    variant_by_id,
    variants_by_product_id,
)
from domains.catalogue.rows import CategoryRow, MediaRow, ProductRow, VariantRow
from domains.common.errors import InvalidInput, NotFound
from domains.common.money import Money
from resolvers.context import Context
from resolvers.relations import Relation

_PRICED = (("currency", "currency"), ("at", "now"))

CATEGORY = Relation(batch=category_by_id, keys="category_ids", key="category_id")
CHILDREN = Relation(batch=children_by_category_id, keys="category_ids", many=True)
ANCESTORS = Relation(batch=ancestors_by_category_id, keys="category_ids", many=True)
PRODUCT_COUNT = Relation(batch=product_count_by_category_id, keys="category_ids", facts=(("at", "now"),))
PRODUCT = Relation(batch=product_by_id, keys="product_ids", key="product_id", facts=(("at", "now"),))
VARIANT = Relation(batch=variant_by_id, keys="variant_ids", key="variant_id", facts=(("at", "now"),))
VARIANTS = Relation(batch=variants_by_product_id, keys="product_ids", many=True)
MEDIA = Relation(batch=media_by_product_id, keys="product_ids", many=True)
AXES = Relation(batch=axes_by_product_id, keys="product_ids", many=True)
PRICE = Relation(batch=price_by_variant_id, keys="variant_ids", facts=_PRICED)
PRICE_RANGE = Relation(batch=price_range_by_product_id, keys="product_ids", facts=_PRICED)
PRICE_STEPS = Relation(batch=price_steps_by_variant_id, keys="variant_ids", facts=_PRICED, many=True)
RANGE_BEFORE_REDUCTION = Relation(
    batch=lowest_before_reduction_by_product_id, keys="product_ids", key="product_id", facts=_PRICED
)
MOST_STEPS = 50


async def product(context: Context, *, product_id: UUID | None = None, slug: str | None = None) -> ProductRow | None:
    """A published product, or None."""
    try:
        return await find_product(product_id=product_id, slug=slug, at=context.now)
    except NotFound:
        return None


async def variant(context: Context, *, variant_id: UUID) -> VariantRow | None:
    """An active variant of a published product, or None."""
    return (await variant_by_id(variant_ids=[variant_id], at=context.now)).get(variant_id)


async def price_history(context: Context, variant: VariantRow, *, first: int) -> list[PriceStep]:
    """What the variant has cost, the newest first. Raises InvalidInput."""
    if not 1 <= first <= MOST_STEPS:
        raise InvalidInput(f"Ask for 1 to {MOST_STEPS} prices.", path=("first",))
    steps: tuple[PriceStep, ...] = await context.load(PRICE_STEPS, variant)
    return list(reversed(steps))[:first]


async def before_reduction(context: Context, variant: VariantRow) -> Money | None:
    """The lowest price of the 30 days before the variant's present reduction began, or None."""
    return lowest_before_reduction(await context.load(PRICE_STEPS, variant))


async def category(context: Context, *, category_id: UUID | None = None, path: str | None = None) -> CategoryRow | None:
    """A category, or None."""
    try:
        return await find_category(category_id=category_id, path=path)
    except NotFound:
        return None


async def root_categories(context: Context) -> list[CategoryRow]:
    """The top of the category tree."""
    return await list_root_categories()


async def media(context: Context, product: ProductRow, *, colour: str | None) -> list[MediaRow]:
    """The product's pictures; with a colour, those of it and then those of all."""
    found: list[MediaRow] = await context.load(MEDIA, product)
    return found if colour is None else media_of_colour(found, colour)


async def variant_media(context: Context, variant: VariantRow) -> list[MediaRow]:
    """The pictures of the variant's colour, then those of all."""
    found: list[MediaRow] = await context.load_key(MEDIA, variant.product_id)
    return media_of_colour(found, variant.options.get(COLOUR_AXIS, ""))
