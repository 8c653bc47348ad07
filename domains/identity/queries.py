"""Native async reads of identity."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domains.common.db import fetch_all

_CREDENTIALS = """
SELECT id, password, is_active AND email_verified_at IS NOT NULL FROM identity_user WHERE email = %s
"""
_ACCOUNTS = """
SELECT id, email, full_name, phone, email_verified_at, joined_at FROM identity_user WHERE id = ANY(%s)
"""
# UUIDv7 sorts by birth, so the id is the whole keyset.
_ADDRESSES = """
SELECT a.id, a.user_id, a.full_name, a.line1, a.line2, a.city, a.region, a.postcode, a.country, a.phone, a.is_default
FROM unnest(%s::uuid[]) AS wanted(id)
CROSS JOIN LATERAL (
    SELECT * FROM identity_address
    WHERE user_id = wanted.id AND (%s::uuid IS NULL OR id < %s::uuid)
    ORDER BY id DESC LIMIT %s
) a
ORDER BY a.id DESC
"""
_ADDRESSES_BY_ID = """
SELECT id, user_id, full_name, line1, line2, city, region, postcode, country, phone, is_default
FROM identity_address WHERE id = ANY(%s) AND user_id = %s
"""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a login is checked against."""

    user_id: UUID | None
    password_hash: str
    may_log_in: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A user as they see themselves."""

    id: UUID
    email: str
    full_name: str
    phone: str
    email_verified_at: datetime | None
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class BookedAddress:
    """An address of somebody's address book."""

    id: UUID
    user_id: UUID
    full_name: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str
    phone: str
    is_default: bool


async def credentials_of(*, email: str) -> Credentials | None:
    """What a login with that normalised address is checked against; None where nobody has it."""
    rows = await fetch_all(_CREDENTIALS, [email], row=Credentials)
    return rows[0] if rows else None


async def account_by_id(user_ids: Collection[UUID]) -> Mapping[UUID, Account]:
    """The users of those ids; missing ones are left out."""
    rows = await fetch_all(_ACCOUNTS, [list(user_ids)], row=Account)
    return {row.id: row for row in rows}


async def addresses_by_user_id(
    user_ids: Collection[UUID], *, first: int, after: UUID | None = None
) -> Mapping[UUID, Sequence[BookedAddress]]:
    """Up to `first` addresses of each user, newest first, older than the address `after`."""
    rows = await fetch_all(_ADDRESSES, [list(user_ids), after, after, first], row=BookedAddress)
    books: dict[UUID, list[BookedAddress]] = {user_id: [] for user_id in user_ids}
    for row in rows:
        books[row.user_id].append(row)
    return books


async def address_by_id(address_ids: Collection[UUID], *, user_id: UUID) -> Mapping[UUID, BookedAddress]:
    """Those of the addresses that are the user's own."""
    rows = await fetch_all(_ADDRESSES_BY_ID, [list(address_ids), user_id], row=BookedAddress)
    return {row.id: row for row in rows}
