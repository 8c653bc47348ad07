"""Who works for which vendor, and what a member may do there. Asked at every use: membership ends at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import Denied, NotFound
from domains.vendors.models import VendorMember


class Right(StrEnum):
    """One thing that members may do."""

    EDIT_PRODUCTS = "edit_products"  # drafts
    OFFER_PRODUCTS = "offer_products"  # what shoppers see: submit, revise, withdraw, price


# Keyed by the values of VendorMember.Role; a role that is missing here may do nothing.
_RIGHTS: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        "owner": frozenset(Right),
        "manager": frozenset(Right),
        "staff": frozenset({Right.EDIT_PRODUCTS}),
    }
)
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


def ensure_member(*, user_id: UUID, vendor_id: UUID, right: Right) -> None:
    """Pass for members who may do that. Sync, inside the caller's transaction.

    Raises NotFound for everybody else's vendors, as for such that never were, and Denied where the role is too low.
    The membership is held until the transaction ends, so nobody is put out of the house in between.
    """
    mine = VendorMember.objects.select_for_update(no_key=True).filter(user=user_id, vendor=vendor_id)
    role = mine.values_list("role", flat=True).first()
    if role is None:
        raise NotFound
    if not may(role=role, right=right):
        raise Denied("Ask an owner or a manager of your house to do that.")


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
