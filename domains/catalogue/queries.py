"""Reads of products and what belongs to them, native async: one prepared statement per batch, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from domains.catalogue.pricing import EFFECTIVE_PRICE_SQL
from domains.catalogue.rows import (
    AxisRow,
    MediaRow,
    OptionValueRow,
    PriceRangeRow,
    PriceRow,
    ProductRow,
    VariantRow,
)
from domains.catalogue.scopes import PUBLISHED_SQL
from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound

PRODUCT_COLUMNS = """
    product.id, product.vendor_id, product.category_id, product.title, product.slug,
    product.description, product.attributes::json, product.publish_at,
    product.seo_title, product.seo_description
"""
_VARIANT_COLUMNS = """
    variant.id, variant.product_id, variant.sku, variant.options::json, variant.position, variant.weight_grams
"""
_PUBLISHED_PRODUCTS = f"""
    FROM catalogue_product AS product
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE {PUBLISHED_SQL}
"""

_PRODUCT_BY_ID = f"SELECT {PRODUCT_COLUMNS} {_PUBLISHED_PRODUCTS} AND product.id = ANY(%(ids)s)"
_PRODUCT_BY_SLUG = f"SELECT {PRODUCT_COLUMNS} {_PUBLISHED_PRODUCTS} AND product.slug = %(slug)s"
_PRODUCT_BY_OLD_SLUG = f"""
    SELECT {PRODUCT_COLUMNS} {_PUBLISHED_PRODUCTS}
    AND product.id = (SELECT target_id FROM retired_slug WHERE kind = 'product' AND slug = %(slug)s)
"""  # noqa: S608
_VARIANT_BY_ID = f"""
    SELECT {_VARIANT_COLUMNS}
    FROM catalogue_variant AS variant
    JOIN catalogue_product AS product ON product.id = variant.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE variant.id = ANY(%(ids)s) AND variant.is_active AND {PUBLISHED_SQL}
"""  # noqa: S608
_VARIANTS_BY_PRODUCT_ID = f"""
    SELECT {_VARIANT_COLUMNS}
    FROM catalogue_variant AS variant
    WHERE variant.product_id = ANY(%s) AND variant.is_active
    ORDER BY variant.product_id, variant.position, variant.id
"""  # noqa: S608
_MEDIA_BY_PRODUCT_ID = """
    SELECT id, product_id, colour, file, alt, width, height
    FROM catalogue_media
    WHERE product_id = ANY(%s)
    ORDER BY product_id, position, id
"""
_AXES_BY_PRODUCT_ID = """
    SELECT axis.product_id, axis.id, axis.code, axis.name,
        value.id, value.code, value.name, value.swatch, value.swatch_file
    FROM catalogue_option_axis AS axis
    LEFT JOIN catalogue_option_value AS value ON value.axis_id = axis.id
    WHERE axis.product_id = ANY(%s)
    ORDER BY axis.product_id, axis.position, axis.id, value.position, value.id
"""
_PRICE_BY_VARIANT_ID = f"""
    SELECT variant.id, price.currency, price.amount_minor, price.compare_at_minor
    FROM unnest(%(ids)s::uuid[]) AS variant (id)
    CROSS JOIN {EFFECTIVE_PRICE_SQL}
"""  # noqa: S608
_PRICE_RANGE_BY_PRODUCT_ID = """
    SELECT product_id, currency, lowest_minor, highest_minor, compare_at_minor, is_reduced
    FROM catalogue_price_range
    WHERE product_id = ANY(%(ids)s)
        AND currency = %(currency)s
        AND valid_from <= %(at)s
        AND (valid_until IS NULL OR valid_until > %(at)s)
"""


async def find_product(*, product_id: UUID | None = None, slug: str | None = None, at: datetime) -> ProductRow:
    """The published product of that id, or else slug. Raises NotFound, also for a hidden one.

    A slug it had before leads to it too, unless another product has that one now: compare its `slug` with the asked.
    """
    if product_id is not None:
        rows = await fetch_all(_PRODUCT_BY_ID, {"ids": [product_id], "at": at}, row=ProductRow)
    else:
        params = {"slug": slug, "at": at}
        rows = await fetch_all(_PRODUCT_BY_SLUG, params, row=ProductRow)
        rows = rows or await fetch_all(_PRODUCT_BY_OLD_SLUG, params, row=ProductRow)
    if not rows:
        raise NotFound("There is no such product.")
    return rows[0]


async def product_by_id(*, product_ids: Collection[UUID], at: datetime) -> Mapping[UUID, ProductRow]:
    """Published products; a hidden one is missing."""
    rows = await fetch_all(_PRODUCT_BY_ID, {"ids": list(product_ids), "at": at}, row=ProductRow)
    return {row.id: row for row in rows}


async def variant_by_id(*, variant_ids: Collection[UUID], at: datetime) -> Mapping[UUID, VariantRow]:
    """Active variants of published products; others are missing."""
    rows = await fetch_all(_VARIANT_BY_ID, {"ids": list(variant_ids), "at": at}, row=VariantRow)
    return {row.id: row for row in rows}


async def variants_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, list[VariantRow]]:
    """Active variants in order, sold out or not."""
    rows = await fetch_all(_VARIANTS_BY_PRODUCT_ID, [list(product_ids)], row=VariantRow)
    grouped: defaultdict[UUID, list[VariantRow]] = defaultdict(list)
    for row in rows:
        grouped[row.product_id].append(row)
    return grouped


async def media_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, list[MediaRow]]:
    """Pictures in order."""
    rows = await fetch_all(_MEDIA_BY_PRODUCT_ID, [list(product_ids)], row=MediaRow)
    grouped: defaultdict[UUID, list[MediaRow]] = defaultdict(list)
    for row in rows:
        grouped[row.product_id].append(row)
    return grouped


async def axes_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, list[AxisRow]]:
    """Option axes in order, each with its values in order."""
    values: dict[tuple[UUID, UUID, str, str], list[OptionValueRow]] = {}
    for product_id, axis_id, code, name, *value in await fetch_tuples(_AXES_BY_PRODUCT_ID, [list(product_ids)]):
        of_axis = values.setdefault((product_id, axis_id, code, name), [])
        # An axis without values comes as one record of nothing.
        if value[0] is not None:
            of_axis.append(OptionValueRow(*[*value, code]))
    grouped: defaultdict[UUID, list[AxisRow]] = defaultdict(list)
    for (product_id, axis_id, code, name), of_axis in values.items():
        grouped[product_id].append(AxisRow(axis_id, code, name, tuple(of_axis)))
    return grouped


async def price_by_variant_id(*, variant_ids: Collection[UUID], currency: str, at: datetime) -> Mapping[UUID, PriceRow]:
    """The effective price of each variant; a variant without one in the currency is missing."""
    params = {"ids": list(variant_ids), "currency": currency, "at": at}
    return {row.variant_id: row for row in await fetch_all(_PRICE_BY_VARIANT_ID, params, row=PriceRow)}


async def price_range_by_product_id(
    *, product_ids: Collection[UUID], currency: str, at: datetime
) -> Mapping[UUID, PriceRangeRow]:
    """The span of the effective prices of each product's active variants; a product without any is missing."""
    params = {"ids": list(product_ids), "currency": currency, "at": at}
    return {row.product_id: row for row in await fetch_all(_PRICE_RANGE_BY_PRODUCT_ID, params, row=PriceRangeRow)}
