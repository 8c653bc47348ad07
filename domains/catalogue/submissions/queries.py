"""Reads of a vendor's own products, native async. Each names the user, and joins the membership: no way around it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.submissions.rows import OwnProductRow, OwnVariantRow, PlannedPriceRow, SubmissionRow
from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size

_OWN = """
    FROM catalogue_product AS product
    JOIN vendors_member AS member ON member.vendor_id = product.vendor_id AND member.user_id = %(user_id)s
"""
_COLUMNS = """
    product.id, product.vendor_id, product.category_id, product.title, product.slug, product.description,
    product.attributes::json, product.state, product.publish_at, product.unpublish_at, product.updated_at
"""
_FITS = "product.vendor_id = %(vendor_id)s AND (%(state)s::text IS NULL OR product.state = %(state)s)"
_PAGE = f"""
    SELECT {_COLUMNS} {_OWN} WHERE {_FITS} AND {{goes_on}}
    ORDER BY product.updated_at DESC, product.id DESC LIMIT %(rows)s
"""
_GOES_ON = "(product.updated_at, product.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)"
_COUNT = f"SELECT count(*) {_OWN} WHERE {_FITS}"
_BY_ID = f"SELECT {_COLUMNS} {_OWN} WHERE product.id = %(product_id)s"
_VARIANTS = """
    SELECT id, product_id, sku, options::json, weight_grams, is_active
    FROM catalogue_variant
    WHERE product_id = ANY(%s)
    ORDER BY product_id, position, id
"""
_SUBMISSIONS = """
    SELECT id, product_id, changes::json, state, reason, submitted_at, decided_at
    FROM (
        SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY submitted_at DESC, id DESC) AS place
        FROM catalogue_submission
        WHERE product_id = ANY(%(ids)s)
    ) AS placed
    WHERE place <= 20
    ORDER BY product_id, place
"""
MOST_PLANNED = 50
_PLANNED = f"""
    SELECT id, variant_id, currency, amount_minor, compare_at_minor, valid_from, valid_until
    FROM (
        SELECT *, row_number() OVER (PARTITION BY variant_id ORDER BY valid_from, currency) AS place
        FROM catalogue_price
        WHERE variant_id = ANY(%(ids)s) AND valid_from > %(at)s
    ) AS planned
    WHERE place <= {MOST_PLANNED}
    ORDER BY variant_id, place
"""  # noqa: S608 - constants only


async def own_products(
    *, user_id: UUID, vendor_id: UUID, state: str | None = None, first: int | None = None, after: str | None = None
) -> Page[OwnProductRow]:
    """A vendor's products in any state, or in one, the last changed first; none of others' vendors."""
    size = page_size(first)
    cursors = Cursors("own products", user=user_id, vendor=vendor_id, state=state)
    params: dict[str, Any] = {"user_id": user_id, "vendor_id": vendor_id, "state": state, "rows": size + 1}
    if after is not None:
        params["after_at"], params["after_id"] = cursors.read(after)
    sql = _PAGE.format(goes_on="true" if after is None else _GOES_ON)
    rows = await fetch_all(sql, params, row=OwnProductRow)

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT, params)
        return int(counted)

    return page_of(
        rows, size=size, after=after, position=lambda row: (row.updated_at, row.id), cursors=cursors, count=count
    )


async def own_product(*, user_id: UUID, product_id: UUID) -> OwnProductRow:
    """A product of a vendor the user works for. Raises NotFound, for others' as for none."""
    rows = await fetch_all(_BY_ID, {"user_id": user_id, "product_id": product_id}, row=OwnProductRow)
    if not rows:
        raise NotFound("There is no such product.")
    return rows[0]


async def own_variants_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, list[OwnVariantRow]]:
    """All variants of products in order, those that are not offered too."""
    grouped: defaultdict[UUID, list[OwnVariantRow]] = defaultdict(list)
    for row in await fetch_all(_VARIANTS, [list(product_ids)], row=OwnVariantRow):
        grouped[row.product_id].append(row)
    return grouped


async def planned_prices_by_variant_id(
    *, variant_ids: Collection[UUID], at: datetime
) -> Mapping[UUID, list[PlannedPriceRow]]:
    """The next prices of each variant that have not begun, in whatever currency, the first to begin first."""
    grouped: defaultdict[UUID, list[PlannedPriceRow]] = defaultdict(list)
    for row in await fetch_all(_PLANNED, {"ids": list(variant_ids), "at": at}, row=PlannedPriceRow):
        grouped[row.variant_id].append(row)
    return grouped


async def submissions_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, list[SubmissionRow]]:
    """The last 20 submissions of each product, the newest first."""
    grouped: defaultdict[UUID, list[SubmissionRow]] = defaultdict(list)
    for row in await fetch_all(_SUBMISSIONS, {"ids": list(product_ids)}, row=SubmissionRow):
        grouped[row.product_id].append(row)
    return grouped
