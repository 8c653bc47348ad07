"""Native async reads of identity."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from uuid import UUID

from domains.common.db import fetch_all, fetch_tuples
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.identity.models import AccountExport, Address

_CREDENTIALS = """
SELECT id, password, is_active AND email_verified_at IS NOT NULL FROM identity_user WHERE email = %s
"""
_OWN_ACCOUNT = "SELECT email, password FROM identity_user WHERE id = %s AND is_active"
_CODE_OWNER = """
SELECT u.id, u.email FROM identity_one_time_code c JOIN identity_user u ON u.id = c.user_id
WHERE c.id = %s AND c.used_at IS NULL AND c.expires_at > %s AND u.is_active
"""
_ACCOUNTS = """
SELECT u.id, u.email, u.full_name,
    CASE WHEN u.phone_verified_at IS NULL THEN '' ELSE u.phone END, u.email_verified_at, u.joined_at,
    f.confirmed_at IS NOT NULL
FROM identity_user u LEFT JOIN identity_second_factor f ON f.user_id = u.id WHERE u.id = ANY(%s)
"""
_ADDRESS_COLUMNS = "id, user_id, full_name, line1, line2, city, region, postcode, country, phone, is_default"
# UUIDv7 sorts by birth, so the id is the whole keyset.
_ADDRESSES = f"""
SELECT {_ADDRESS_COLUMNS} FROM identity_address
WHERE user_id = %s AND (%s::uuid IS NULL OR id < %s::uuid)
ORDER BY id DESC LIMIT %s
"""  # noqa: S608 - made of constants
_ADDRESS_COUNT = "SELECT count(*) FROM identity_address WHERE user_id = %s"
_ADDRESS = f"SELECT {_ADDRESS_COLUMNS} FROM identity_address WHERE id = %s AND user_id = %s"  # noqa: S608 - same

_SESSION_COLUMNS = "id, user_agent, network, created_at, last_seen_at, expires_at"
_OPEN = "user_id = %s AND revoked_at IS NULL AND expires_at > %s"
_SESSIONS = f"""
SELECT {_SESSION_COLUMNS} FROM identity_session
WHERE {_OPEN} AND (%s::uuid IS NULL OR id < %s::uuid)
ORDER BY id DESC LIMIT %s
"""  # noqa: S608 - made of constants
_SESSION_COUNT = f"SELECT count(*) FROM identity_session WHERE {_OPEN}"  # noqa: S608 - same
_SESSION = f"SELECT {_SESSION_COLUMNS} FROM identity_session WHERE {_OPEN} AND id = %s"  # noqa: S608 - same


_EXPORTS = """
SELECT id, state, requested_at, ready_at, expires_at, size FROM identity_account_export
WHERE user_id = %s AND expires_at > %s ORDER BY requested_at DESC, id DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a login is checked against."""

    user_id: UUID | None
    password_hash: str
    may_log_in: bool


@dataclass(frozen=True, slots=True)
class OwnPassword:
    """What somebody who is logged in is asked for again before their account changes."""

    email: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Account:
    """A user as they see themselves."""

    id: UUID
    email: str
    full_name: str
    phone: str  # the proven one, or empty
    email_verified_at: datetime | None
    joined_at: datetime
    has_second_factor: bool


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

    @classmethod
    def of(cls, row: Address) -> "BookedAddress":
        """The address that a service has just written."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A device on which somebody is logged in, as they see it."""

    id: UUID
    user_agent: str
    network: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


async def credentials_of(*, email: str) -> Credentials | None:
    """What a login with that normalised address is checked against; None where nobody has it."""
    rows = await fetch_all(_CREDENTIALS, [email], row=Credentials)
    return rows[0] if rows else None


async def password_of(*, user_id: UUID) -> OwnPassword | None:
    """Address and password of an active account."""
    rows = await fetch_all(_OWN_ACCOUNT, [user_id], row=OwnPassword)
    return rows[0] if rows else None


async def code_owner_email(*, code_id: UUID, now: datetime) -> str | None:
    """The address of the active account that a code belongs to, while the code is good."""
    rows = await fetch_tuples(_CODE_OWNER, [code_id, now])
    return str(rows[0][1]) if rows else None


async def code_owner_id(*, code_id: UUID, now: datetime) -> UUID | None:
    """The active account that a code belongs to, while the code is good."""
    rows = await fetch_tuples(_CODE_OWNER, [code_id, now])
    return UUID(str(rows[0][0])) if rows else None


async def account_by_id(user_ids: Collection[UUID]) -> Mapping[UUID, Account]:
    """The users of those ids; missing ones are left out."""
    rows = await fetch_all(_ACCOUNTS, [list(user_ids)], row=Account)
    return {row.id: row for row in rows}


async def addresses_page(*, user_id: UUID, first: int | None, after: str | None) -> Page[BookedAddress]:
    """A page of the user's addresses, newest first. Raises BadPageSize and BadCursor."""
    size, cursors = page_size(first), Cursors("addresses", user=user_id)
    before = cursors.read(after)[0] if after is not None else None
    rows = await fetch_all(_ADDRESSES, [user_id, before, before, size + 1], row=BookedAddress)
    return page_of(
        rows,
        size=size,
        after=after,
        position=lambda row: [row.id],
        cursors=cursors,
        count=partial(_address_count, user_id),
    )


async def address_of(*, user_id: UUID, address_id: UUID) -> BookedAddress | None:
    """That address, if it is in the user's book."""
    rows = await fetch_all(_ADDRESS, [address_id, user_id], row=BookedAddress)
    return rows[0] if rows else None


async def _address_count(user_id: UUID) -> int:
    [(count,)] = await fetch_tuples(_ADDRESS_COUNT, [user_id])
    return int(count)


async def sessions_page(*, user_id: UUID, first: int | None, after: str | None, now: datetime) -> Page[OpenSession]:
    """A page of the user's open sessions, newest first. Raises BadPageSize and BadCursor."""
    size, cursors = page_size(first), Cursors("sessions", user=user_id)
    before = cursors.read(after)[0] if after is not None else None
    rows = await fetch_all(_SESSIONS, [user_id, now, before, before, size + 1], row=OpenSession)
    return page_of(
        rows,
        size=size,
        after=after,
        position=lambda row: [row.id],
        cursors=cursors,
        count=partial(_session_count, user_id, now),
    )


async def session_of(*, user_id: UUID, session_id: UUID, now: datetime) -> OpenSession | None:
    """That session, if it is the user's and open."""
    rows = await fetch_all(_SESSION, [user_id, now, session_id], row=OpenSession)
    return rows[0] if rows else None


async def _session_count(user_id: UUID, now: datetime) -> int:
    [(count,)] = await fetch_tuples(_SESSION_COUNT, [user_id, now])
    return int(count)


@dataclass(frozen=True, slots=True)
class OwnExport:
    """A copy of their account that somebody asked for."""

    id: UUID
    state: str
    requested_at: datetime
    ready_at: datetime | None
    expires_at: datetime
    size: int

    @classmethod
    def of(cls, row: AccountExport) -> "OwnExport":
        """The export that a service has just written."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


async def exports_of(*, user_id: UUID, now: datetime) -> list[OwnExport]:
    """The user's copies that are kept still, newest first; at most one a day is made, and kept for a week."""
    return await fetch_all(_EXPORTS, [user_id, now], row=OwnExport)
