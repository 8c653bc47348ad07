"""Who follows which vendor."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.db import fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.identity.errors import AccountInService
from domains.identity.viewer import Viewer, ViewerKind
from domains.vendors.models import Vendor, VendorFollow, VendorMember
from domains.vendors.rows import VendorRow

_VENDOR = """
    vendor.id, vendor.name, vendor.slug, vendor.status, vendor.tagline, vendor.story, vendor.city, vendor.country,
    vendor.logo, vendor.created_at
"""
_FOLLOWED = f"""
    SELECT follow.followed_at, {_VENDOR}
    FROM vendors_follow AS follow JOIN vendors_vendor AS vendor ON vendor.id = follow.vendor_id
    WHERE follow.user_id = %s AND vendor.status IN ('approved', 'on_holiday')
"""  # noqa: S608 - constants only
_NEWEST_FIRST = "ORDER BY follow.followed_at DESC, follow.vendor_id DESC LIMIT %s"
_FIRST_PAGE = f"{_FOLLOWED} {_NEWEST_FIRST}"
_NEXT_PAGE = f"{_FOLLOWED} AND (follow.followed_at, follow.vendor_id) < (%s::timestamptz, %s::uuid) {_NEWEST_FIRST}"
_COUNT = f"SELECT count(*) FROM ({_FOLLOWED}) AS followed"  # noqa: S608 - constants only
_FOLLOWERS = "SELECT vendor_id, count(*) FROM vendors_follow WHERE vendor_id = ANY(%s) GROUP BY vendor_id"
_MINE = "SELECT vendor_id FROM vendors_follow WHERE user_id = %s AND vendor_id = ANY(%s)"


def ensure_owns_no_house(*, user_id: UUID) -> None:
    """Raises AccountInService for an owner of a house that is not closed."""
    owned = VendorMember.objects.filter(user_id=user_id, role=VendorMember.Role.OWNER)
    if owned.exclude(vendor__status=Vendor.Status.CLOSED).exists():
        raise AccountInService


def erase_ties(*, user_id: UUID) -> None:
    """Erase whom a closed account followed and worked for."""
    VendorFollow.objects.filter(user_id=user_id).delete()
    VendorMember.objects.filter(user_id=user_id).delete()


def set_follow(*, vendor_id: UUID, user_id: UUID, follows: bool, now: datetime) -> None:
    """Follow a vendor with a public page, or no longer; a repeat changes nothing. Raises NotFound."""
    with transaction.atomic():
        if not follows:
            VendorFollow.objects.filter(vendor=vendor_id, user=user_id).delete()
            return
        shown = (Vendor.Status.APPROVED, Vendor.Status.ON_HOLIDAY)
        if not Vendor.objects.filter(id=vendor_id, status__in=shown).exists():
            raise NotFound("There is no such vendor.")
        follow = VendorFollow(vendor_id=vendor_id, user_id=user_id, followed_at=now)
        VendorFollow.objects.bulk_create([follow], ignore_conflicts=True)


async def followed_vendors(*, user_id: UUID, first: int | None, after: str | None) -> Page[VendorRow]:
    """The vendors a customer follows, the last one followed first. Raises BadCursor and BadPageSize."""
    size = page_size(first)
    cursors = Cursors("followed vendors", user=user_id)
    if after is None:
        rows = await fetch_tuples(_FIRST_PAGE, [user_id, size + 1])
    else:
        rows = await fetch_tuples(_NEXT_PAGE, [user_id, *cursors.read(after), size + 1])
    vendors = [VendorRow(*columns) for _, *columns in rows]
    followed_at = {vendor.id: row[0] for vendor, row in zip(vendors, rows, strict=True)}

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT, [user_id])
        return int(counted)

    return page_of(
        vendors,
        size=size,
        after=after,
        position=lambda vendor: (followed_at[vendor.id], vendor.id),
        cursors=cursors,
        count=count,
    )


async def follower_count_by_vendor_id(*, vendor_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many follow each vendor; one that nobody follows is missing."""
    return dict(await fetch_tuples(_FOLLOWERS, [list(vendor_ids)]))


async def viewer_follows(*, vendor_ids: Collection[UUID], viewer: Viewer) -> Mapping[UUID, bool]:
    """Whether the viewer follows each vendor."""
    if viewer.kind is not ViewerKind.CUSTOMER:
        return dict.fromkeys(vendor_ids, False)
    followed = {row[0] for row in await fetch_tuples(_MINE, [viewer.id, list(vendor_ids)])}
    return {vendor_id: vendor_id in followed for vendor_id in vendor_ids}
