"""What writes need to know of variants they sell. Sync, inside the caller's transaction."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from domains.catalogue.pricing import EFFECTIVE_PRICE_SQL
from domains.catalogue.scopes import SELLABLE_SQL
from domains.common.money import Money

# The variants that can be bought at `%(at)s` in `%(currency)s`: the one definition of it, for carts and for pages.
BUYABLE_SQL = f"""
    FROM catalogue_variant AS variant
    JOIN catalogue_product AS product ON product.id = variant.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    CROSS JOIN {EFFECTIVE_PRICE_SQL}
    WHERE variant.id = ANY(%(variant_ids)s::uuid[]) AND variant.is_active AND {SELLABLE_SQL}
"""
SELLABLE_VARIANTS_SQL = f"""
    SELECT
        variant.id,
        product.id,
        vendor.id,
        vendor.name,
        product.title,
        variant.sku,
        (
            SELECT json_object_agg(axis.name, value.name ORDER BY axis.position, axis.id)::text
            FROM catalogue_option_axis AS axis
            JOIN catalogue_option_value AS value
                ON value.axis_id = axis.id AND value.code = variant.options ->> axis.code
            WHERE axis.product_id = product.id
        ),
        (
            -- The picture of the chosen colour, else one of no particular colour, else the first.
            SELECT media.file
            FROM catalogue_media AS media
            WHERE media.product_id = product.id
            ORDER BY
                media.colour = coalesce(variant.options ->> 'colour', '') DESC,
                media.colour = '' DESC,
                media.position,
                media.id
            LIMIT 1
        ),
        variant.weight_grams,
        price.amount_minor
    {BUYABLE_SQL}
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class SellableVariant:
    """A variant as it can be bought now. `options` maps axis names to value names, in the order of the axes."""

    variant_id: UUID
    product_id: UUID
    vendor_id: UUID
    vendor_name: str
    title: str
    sku: str
    options: Mapping[str, str]
    image: str
    weight_grams: int
    unit_price: Money


def sellable_variants(*, variant_ids: Collection[UUID], currency: str, now: datetime) -> Mapping[UUID, SellableVariant]:
    """What each variant is and costs now, in one statement.

    A variant that is missing from the answer can't be bought: it is inactive, its product is not published, its vendor
    does not sell at the moment, or it has no price in the currency.
    """
    params: dict[str, Any] = {"variant_ids": list(variant_ids), "currency": currency, "at": now}
    with connection.cursor() as cursor:
        cursor.execute(SELLABLE_VARIANTS_SQL, params)
        return {row[0]: sellable_from(row, currency) for row in cursor.fetchall()}


def sellable_from(row: tuple[Any, ...], currency: str) -> SellableVariant:
    """The variant of a row of SELLABLE_VARIANTS_SQL."""
    variant_id, product_id, vendor_id, vendor_name, title, sku, options, image, weight_grams, amount_minor = row
    return SellableVariant(
        variant_id=variant_id,
        product_id=product_id,
        vendor_id=vendor_id,
        vendor_name=vendor_name,
        title=title,
        sku=sku,
        options=json.loads(options) if options else {},
        image=image or "",
        weight_grams=weight_grams,
        unit_price=Money(amount_minor, currency),
    )
