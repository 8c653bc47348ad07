"""Who works for which vendor, and what a member may do there. Asked at every use: membership ends at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import Denied, NotFound
from domains.vendors.errors import HouseClosed


class Right(StrEnum):
    """One thing that members may do."""

    EDIT_PRODUCTS = "edit_products"  # drafts
    OFFER_PRODUCTS = "offer_products"  # what shoppers see: submit, revise, withdraw, price
    KEEP_STOCK = "keep_stock"  # where it ships from, and what has arrived there
    ANSWER_REVIEWS = "answer_reviews"


# Keyed by the values of VendorMember.Role; a role that is missing here may do nothing.
_RIGHTS: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        "owner": frozenset(Right),
        "manager": frozenset(Right),
        "staff": frozenset({Right.EDIT_PRODUCTS, Right.KEEP_STOCK, Right.ANSWER_REVIEWS}),
    }
)
# Keyed by the values of Vendor.Status, in the same way: those that were suspended or closed keep nothing going.
_RIGHTS_OF_STATUS: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        "applied": frozenset({Right.EDIT_PRODUCTS, Right.KEEP_STOCK}),
        "approved": frozenset(Right),
        "on_holiday": frozenset(Right),
    }
)
# Held against being put out of the house, and against a house that is being closed, until the transaction ends.
_HOLD = """
    SELECT member.role, vendor.status
    FROM vendors_member AS member
    JOIN vendors_vendor AS vendor ON vendor.id = member.vendor_id
    WHERE member.user_id = %s AND member.vendor_id = %s
    FOR NO KEY UPDATE OF member FOR SHARE OF vendor
"""
_OF_USERS = """
    SELECT member.user_id, member.vendor_id, member.role, member.joined_at
    FROM vendors_member AS member
    JOIN vendors_vendor AS vendor ON vendor.id = member.vendor_id
    WHERE member.user_id = ANY(%s)
    ORDER BY vendor.name, vendor.id
"""
_IS_MEMBER = "SELECT 1 FROM vendors_member WHERE user_id = %s AND vendor_id = %s"


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """That somebody works for a vendor."""

    vendor_id: UUID
    role: str
    joined_at: datetime


def may(*, role: str, right: Right) -> bool:
    """Whether members of that role may do that; an unknown role may do nothing."""
    return right in _RIGHTS.get(role, frozenset())


def may_at(*, status: str, right: Right) -> bool:
    """Whether anybody of a vendor in that status may do that; in an unknown status nobody may do anything."""
    return right in _RIGHTS_OF_STATUS.get(status, frozenset())


def ensure_member(*, user_id: UUID, vendor_id: UUID, right: Right) -> None:
    """Pass for members who may do that, at a vendor that may. Sync, inside the caller's transaction.

    Raises NotFound for everybody else's vendors, as for such that never were, HouseClosed where the vendor's status
    does not allow it, and Denied where the role is too low. Both are held until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [user_id, vendor_id])
        held = cursor.fetchone()
    if held is None:
        raise NotFound
    role, status = held
    if not may_at(status=status, right=right):
        raise HouseClosed
    if not may(role=role, right=right):
        raise Denied("Ask an owner or a manager of your house to do that.")


def works_for(*, user_id: UUID, vendor_id: UUID) -> bool:
    """Whether somebody works for a vendor. Sync, inside the caller's transaction; nothing is held."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_MEMBER, [user_id, vendor_id])
        return cursor.fetchone() is not None


async def is_member(*, user_id: UUID, vendor_id: UUID) -> bool:
    """Whether somebody works for a vendor."""
    return bool(await fetch_tuples(_IS_MEMBER, [user_id, vendor_id]))


async def memberships_by_user_id(*, user_ids: Collection[UUID]) -> Mapping[UUID, list[MembershipRow]]:
    """The vendors each user works for, by name."""
    grouped: dict[UUID, list[MembershipRow]] = {}
    for user_id, row in await fetch_all(_OF_USERS, [list(user_ids)], row=_of_user):
        grouped.setdefault(user_id, []).append(row)
    return grouped


def _of_user(user_id: UUID, vendor_id: UUID, role: str, joined_at: datetime) -> tuple[UUID, MembershipRow]:
    return user_id, MembershipRow(vendor_id, role, joined_at)
