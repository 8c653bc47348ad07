"""Reads of size guides, native async: one statement per batch, whatever its size."""

from collections.abc import Collection, Mapping
from uuid import UUID

from domains.catalogue.sizing.rows import GuideRow, size_row
from domains.common.db import fetch_tuples

# A vendor's own before the platform's, and of each the nearest category first, everything last.
_GUIDE_BY_PRODUCT_ID = """
    SELECT
        product.id, guide.id, guide.title, guide.kind, guide.gender, guide.vendor_id IS NOT NULL,
        (
            SELECT json_agg(json_build_array(size.size, size.measures) ORDER BY size.position)
            FROM catalogue_size_guide_row AS size
            WHERE size.guide_id = guide.id
        )
    FROM catalogue_product AS product
    JOIN catalogue_category AS category ON category.id = product.category_id
    CROSS JOIN LATERAL (
        SELECT guide.*
        FROM catalogue_size_guide AS guide
        LEFT JOIN catalogue_category AS place ON place.id = guide.category_id
        WHERE guide.is_published
            AND (guide.vendor_id = product.vendor_id OR guide.vendor_id IS NULL)
            AND (place.id IS NULL OR place.id = category.id OR starts_with(category.path, place.path || '/'))
        ORDER BY guide.vendor_id NULLS LAST, place.depth DESC NULLS LAST
        LIMIT 1
    ) AS guide
    WHERE product.id = ANY(%s)
"""


async def guide_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, GuideRow]:
    """The nearest guide that is shown for each product; one without any is missing."""
    found = await fetch_tuples(_GUIDE_BY_PRODUCT_ID, [list(product_ids)])
    return {
        product_id: GuideRow(*[*guide, tuple(size_row(*each) for each in sizes)]) for product_id, *guide, sizes in found
    }
