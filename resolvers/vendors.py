"""How vendors are answered."""

from uuid import UUID

from domains.common.errors import NotFound
from domains.common.pagination import Page
from domains.vendors.queries import find_vendor, list_vendors, vendor_by_id
from domains.vendors.rows import VendorRow
from resolvers.context import Context
from resolvers.relations import Relation

VENDOR = Relation(batch=vendor_by_id, keys="vendor_ids", key="vendor_id")


async def vendor(context: Context, *, vendor_id: UUID | None = None, slug: str | None = None) -> VendorRow | None:
    """A vendor with a public page, or None."""
    try:
        return await find_vendor(vendor_id=vendor_id, slug=slug)
    except NotFound:
        return None


async def vendors(context: Context, *, first: int | None, after: str | None) -> Page[VendorRow]:
    """Vendors with a public page, by name."""
    return await list_vendors(first=first, after=after)
