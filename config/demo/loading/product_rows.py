"""The rows of the category tree and of products."""

from collections.abc import Iterable, Iterator

from django.utils.text import slugify
from psycopg.types.json import Jsonb

from config.demo.dice import identify
from config.demo.loading.targets import (
    AXES,
    CATEGORIES,
    LEVELS,
    MEDIA,
    MOVEMENTS,
    PRICES,
    PRODUCTS,
    SUBMISSIONS,
    VALUES,
    VARIANTS,
    Row,
    Target,
)
from config.demo.pictures.drawing import HEIGHT, WIDTH
from config.demo.tables.colours import COLOUR_BY_NAME
from config.demo.values import DemoCategory, DemoProduct, DemoVariant, Publication

_STATES = {
    Publication.PUBLISHED: "published",
    Publication.SCHEDULED: "published",
    Publication.UNPUBLISHED: "published",
    Publication.REVIEW: "review",
    Publication.DRAFT: "draft",
    Publication.ARCHIVED: "archived",
}
_LOW_STOCK = 3


def category_rows(categories: Iterable[DemoCategory]) -> Iterator[tuple[Target, Row]]:
    """The tree; parents come first."""
    paths: dict[object, str] = {}
    for category in categories:
        above = paths.get(category.parent_id)
        path = paths[category.id] = f"{above}/{category.slug}" if above else category.slug
        row = (category.id, category.parent_id, category.name, category.slug, path, category.level, category.position)
        yield CATEGORIES, row


def product_rows(*, seed: int, product: DemoProduct) -> Iterator[tuple[Target, Row]]:
    """A product with its axes, variants, pictures, prices and stock."""
    yield (
        PRODUCTS,
        (
            product.id,
            product.vendor_id,
            product.category_id,
            product.title,
            product.slug,
            product.description,
            Jsonb(dict(product.attributes)),
            _STATES[product.publication],
            product.published_at,
            product.unpublished_at,
            product.created_at,
            product.created_at,
        ),
    )
    if product.publication is Publication.REVIEW:
        submission_id = identify(seed, "submission", product.id)
        yield SUBMISSIONS, (submission_id, product.id, Jsonb({}), "waiting", "", "demo", product.created_at, "")
    yield from _axis_rows(seed, product)
    for picture in product.pictures:
        colour = COLOUR_BY_NAME[picture.colour].key if picture.colour else ""
        row = (picture.id, product.id, colour, picture.path, picture.alt, WIDTH, HEIGHT, picture.position)
        yield MEDIA, row
    for variant in product.variants:
        yield from _variant_rows(seed, product, variant)


def _axis_rows(seed: int, product: DemoProduct) -> Iterator[tuple[Target, Row]]:
    colours = [(COLOUR_BY_NAME[name].key, name, COLOUR_BY_NAME[name].swatch.lower()) for name in product.colours]
    sizes = [(slugify(label), label, "") for label in product.sizes]
    axes = [("colour", "Colour", colours), ("size", "Size", sizes)]
    for position, (code, name, values) in enumerate(axis for axis in axes if axis[2]):
        axis_id = identify(seed, "axis", product.number, code)
        yield AXES, (axis_id, product.id, code, name, position)
        for index, (value, label, swatch) in enumerate(values):
            yield VALUES, (identify(seed, "value", axis_id, value), axis_id, value, label, swatch, index)


def _variant_rows(seed: int, product: DemoProduct, variant: DemoVariant) -> Iterator[tuple[Target, Row]]:
    options = {}
    if variant.colour:
        options["colour"] = COLOUR_BY_NAME[variant.colour].key
    if variant.size:
        options["size"] = slugify(variant.size)
    row = (variant.id, product.id, variant.sku, Jsonb(options), variant.position, variant.grams, True)
    yield VARIANTS, row
    for index, price in enumerate(variant.prices):
        amounts = (price.currency, price.amount_minor, price.compare_at_minor, price.starts_at, price.ends_at)
        yield PRICES, (identify(seed, "price", variant.id, index), variant.id, *amounts)
    for location_id, units in variant.stock:
        level_id = identify(seed, "level", variant.id, location_id)
        yield LEVELS, (level_id, variant.id, location_id, units, 0, _LOW_STOCK)
        # A movement moves something: what never arrived has no movement, and its sum of none is the zero on hand.
        if units:
            moved = (level_id, units, "received", "opening stock", "demo", product.created_at)
            yield MOVEMENTS, (identify(seed, "movement", level_id), *moved)
