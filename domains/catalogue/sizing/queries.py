"""Reads of size guides, native async: one statement per batch, whatever its size."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from domains.catalogue.sizing.rows import GuideRow, OwnGuideRow, size_row
from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound

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
# Of vendors the user works for, and of no others.
_OWN_GUIDES = """
    SELECT
        guide.id, guide.vendor_id, guide.category_id, guide.title, guide.kind, guide.gender, guide.is_published,
        (
            SELECT json_agg(json_build_array(size.size, size.measures) ORDER BY size.position)
            FROM catalogue_size_guide_row AS size
            WHERE size.guide_id = guide.id
        )
    FROM catalogue_size_guide AS guide
    JOIN vendors_member AS member ON member.vendor_id = guide.vendor_id AND member.user_id = %(user_id)s
    WHERE {which}
    ORDER BY guide.title, guide.id
"""
_OF_VENDOR = _OWN_GUIDES.format(which="guide.vendor_id = %(vendor_id)s")
_BY_ID = _OWN_GUIDES.format(which="guide.id = %(guide_id)s")


async def guide_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, GuideRow]:
    """The nearest guide that is shown for each product; one without any is missing."""
    found = await fetch_tuples(_GUIDE_BY_PRODUCT_ID, [list(product_ids)])
    return {
        product_id: GuideRow(*[*guide, tuple(size_row(*each) for each in sizes)]) for product_id, *guide, sizes in found
    }


async def own_guides(*, user_id: UUID, vendor_id: UUID) -> list[OwnGuideRow]:
    """All guides of a vendor by title; none where the user does not work for it."""
    return await fetch_all(_OF_VENDOR, {"user_id": user_id, "vendor_id": vendor_id}, row=_own)


async def own_guide(*, user_id: UUID, guide_id: UUID) -> OwnGuideRow:
    """A guide of a vendor the user works for. Raises NotFound, for others' as for none."""
    rows = await fetch_all(_BY_ID, {"user_id": user_id, "guide_id": guide_id}, row=_own)
    if not rows:
        raise NotFound("There is no such size guide.")
    return rows[0]


def _own(*facts: Any) -> OwnGuideRow:
    *guide, sizes = facts
    return OwnGuideRow(*[*guide, tuple(size_row(*each) for each in sizes)])
