"""Identifiers: UUID version 7 (RFC 9562), so that they sort by birth and cannot be guessed."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, 74 random bits."""
    made: UUID = uuid7()
    return made
