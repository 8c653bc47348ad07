"""Nonces that tie a provider's token to one login with us: sealed by us, ten minutes long, used once.

A nonce carries its own end and our seal, so handing one out writes nothing; that it was used is a row.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domains.identity.errors import GoogleLoginRefused
from domains.identity.keys import derived_key

NONCE_LIFETIME = timedelta(minutes=10)
NONCE_LENGTH = 72
_ID_BYTES, _END_BYTES = 16, 6


@dataclass(frozen=True, slots=True)
class Nonce:
    """What a client passes on to Google, and then back to us."""

    value: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ReadNonce:
    """A nonce of ours, as its use is written down."""

    id: UUID
    expires_at: datetime


def new_nonce(*, now: datetime) -> Nonce:
    """A nonce nobody has seen before."""
    expires_at = (now + NONCE_LIFETIME).replace(microsecond=0)
    facts = secrets.token_bytes(_ID_BYTES) + int(expires_at.timestamp()).to_bytes(_END_BYTES)
    return Nonce(value=_spelled(facts), expires_at=expires_at)


def read_nonce(value: str, *, now: datetime) -> ReadNonce:
    """Which nonce that is. Raises GoogleLoginRefused unless we made it and it is good at `now`."""
    if len(value) != NONCE_LENGTH or not value.isascii():
        raise GoogleLoginRefused
    try:
        facts = urlsafe_b64decode(value)[: _ID_BYTES + _END_BYTES]
    except ValueError as error:
        raise GoogleLoginRefused from error
    # Compared as text, so that one nonce has one spelling.
    if not hmac.compare_digest(_spelled(facts), value):
        raise GoogleLoginRefused
    expires_at = datetime.fromtimestamp(int.from_bytes(facts[_ID_BYTES:]), UTC)
    if expires_at <= now:
        raise GoogleLoginRefused
    return ReadNonce(id=UUID(bytes=facts[:_ID_BYTES]), expires_at=expires_at)


def _spelled(facts: bytes) -> str:
    return urlsafe_b64encode(facts + hmac.digest(derived_key("login-nonce"), facts, "sha256")).decode()
