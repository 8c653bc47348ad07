"""Relay global ids: `base64url("Type:uuid")`. They say what a thing is, and give nobody the right to see it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from uuid import UUID

import strawberry

from domains.common.errors import NotFound


def encode_id(type_name: str, key: UUID) -> strawberry.ID:
    """The global id of a row of that type."""
    return strawberry.ID(urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("="))


def split_id(value: str, *, path: tuple[str, ...] = ()) -> tuple[str, UUID]:
    """The type name and key within a global id. Raises NotFound for anything that is none."""
    if len(value) > 200:
        raise NotFound(path=path)
    try:
        type_name, _, key = urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("ascii").partition(":")
        return type_name, UUID(key)
    except (Base64Error, UnicodeError, ValueError) as error:
        raise NotFound(path=path) from error


def decode_id(value: str, *, expected: str, path: tuple[str, ...] = ()) -> UUID:
    """The key within a global id of the expected type.

    Raises NotFound for anything else: an id of another type is as unknown here as one that never was.
    """
    type_name, key = split_id(value, path=path)
    if type_name != expected:
        raise NotFound(path=path)
    return key
