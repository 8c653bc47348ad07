"""Reads of vendors, native async."""

from collections.abc import Collection, Mapping
from uuid import UUID

from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.vendors.rows import VendorRow

_COLUMNS = "id, name, slug, status, tagline, story, city, country, logo, created_at"
_VISIBLE = "status IN ('approved', 'on_holiday')"

_BY_ID = f"SELECT {_COLUMNS} FROM vendors_vendor WHERE id = ANY(%s)"  # noqa: S608 - constants only
_VISIBLE_BY_ID = f"SELECT {_COLUMNS} FROM vendors_vendor WHERE id = %s AND {_VISIBLE}"  # noqa: S608
_VISIBLE_BY_SLUG = f"SELECT {_COLUMNS} FROM vendors_vendor WHERE slug = %s AND {_VISIBLE}"  # noqa: S608
_VISIBLE_BY_OLD_SLUG = f"""
    SELECT {_COLUMNS} FROM vendors_vendor
    WHERE {_VISIBLE} AND id = (SELECT target_id FROM retired_slug WHERE kind = 'vendor' AND slug = %s)
"""  # noqa: S608
_FIRST_PAGE = f"SELECT {_COLUMNS} FROM vendors_vendor WHERE {_VISIBLE} ORDER BY name, id LIMIT %s"  # noqa: S608
_NEXT_PAGE = f"""
    SELECT {_COLUMNS} FROM vendors_vendor
    WHERE {_VISIBLE} AND (name, id) > (%s, %s::uuid)
    ORDER BY name, id
    LIMIT %s
"""  # noqa: S608 - constants only
_COUNT = f"SELECT count(*) FROM vendors_vendor WHERE {_VISIBLE}"  # noqa: S608 - constants only


async def vendor_by_id(*, vendor_ids: Collection[UUID]) -> Mapping[UUID, VendorRow]:
    """Vendors of any status: an old order still names a vendor that has closed since."""
    rows = await fetch_all(_BY_ID, [list(vendor_ids)], row=VendorRow)
    return {row.id: row for row in rows}


async def find_vendor(*, vendor_id: UUID | None = None, slug: str | None = None) -> VendorRow:
    """The vendor with a public page of that id, or else slug. Raises NotFound.

    A slug it had before leads to it too, unless another vendor has that one now.
    """
    if vendor_id is not None:
        rows = await fetch_all(_VISIBLE_BY_ID, [vendor_id], row=VendorRow)
    else:
        rows = await fetch_all(_VISIBLE_BY_SLUG, [slug], row=VendorRow)
        rows = rows or await fetch_all(_VISIBLE_BY_OLD_SLUG, [slug], row=VendorRow)
    if not rows:
        raise NotFound("There is no such vendor.")
    return rows[0]


async def list_vendors(*, first: int | None = None, after: str | None = None) -> Page[VendorRow]:
    """Vendors with a public page, by name."""
    size = page_size(first)
    cursors = Cursors("vendors")
    if after is None:
        rows = await fetch_all(_FIRST_PAGE, [size + 1], row=VendorRow)
    else:
        rows = await fetch_all(_NEXT_PAGE, [*cursors.read(after), size + 1], row=VendorRow)
    return page_of(
        rows, size=size, after=after, position=lambda row: (row.name, row.id), cursors=cursors, count=_count_vendors
    )


async def _count_vendors() -> int:
    [(counted,)] = await fetch_tuples(_COUNT)
    return int(counted)
