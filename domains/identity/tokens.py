"""Tokens a client carries: signed access and guest tokens (JWT), and opaque refresh tokens.

access   five minutes, names a user and a session; the session is looked up, so it can be revoked
guest    ninety days, names a shopper without an account
refresh  256 bits that nobody can guess, single use, kept as a hash
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import jwt
from django.conf import settings
from jwt.utils import base64url_decode, base64url_encode

from domains.common.ids import new_id
from domains.identity.errors import InvalidToken
from domains.identity.keys import derived_key

ALGORITHM = "HS256"
ISSUER = "fashionistar"
AUDIENCE = "fashionistar-api"
# The clocks of two of our machines may differ by this much.
LEEWAY = timedelta(seconds=30)
LONGEST_TOKEN = 2048
_HEADER = {"alg": ALGORITHM, "typ": "JWT"}
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "jti", "typ"]


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class GuestClaims:
    """What a guest token says."""

    guest_id: UUID


def issue_access(*, user_id: UUID, session_id: UUID, now: datetime) -> str:
    """A signed access token."""
    claims = {"typ": "access", "sub": str(user_id), "sid": str(session_id)}
    return _signed(claims, now=now, lifetime=settings.ACCESS_TOKEN_LIFETIME)


def issue_guest(*, guest_id: UUID, now: datetime) -> str:
    """A signed guest token."""
    return _signed({"typ": "guest", "sub": str(guest_id)}, now=now, lifetime=settings.GUEST_TOKEN_LIFETIME)


def read_token(*, token: str, now: datetime) -> AccessClaims | GuestClaims:
    """What an access or guest token says. Raises InvalidToken unless it is one of ours and valid now."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise InvalidToken
    seen = _verified(token, derived_key("jwt"))
    if not seen.issued_at - LEEWAY <= now < seen.expires_at + LEEWAY:
        raise InvalidToken
    return seen.claims


def read_access(*, token: str, now: datetime) -> AccessClaims:
    """What an access token says. Raises InvalidToken for anything else, guest tokens included."""
    claims = read_token(token=token, now=now)
    if not isinstance(claims, AccessClaims):
        raise InvalidToken
    return claims


def read_guest(*, token: str, now: datetime) -> GuestClaims:
    """What a guest token says. Raises InvalidToken for anything else, access tokens included."""
    claims = read_token(token=token, now=now)
    if not isinstance(claims, GuestClaims):
        raise InvalidToken
    return claims


def new_refresh_token() -> str:
    """256 random bits, in 43 characters."""
    return secrets.token_urlsafe(32)


def successor_of(token: str, *, key: str) -> str:
    """The refresh token that follows `token` where its client sent `key`: the same each time, and known to us alone."""
    secret = derived_key("refresh")
    said = hashlib.sha256(key.encode(errors="replace")).digest() + token.encode(errors="replace")
    return base64url_encode(hmac.digest(secret, said, "sha256")).decode()


def refresh_hash(token: str) -> str:
    """The form in which a refresh token is kept. The token is random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _signed(claims: dict[str, Any], *, now: datetime, lifetime: timedelta) -> str:
    common = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + lifetime, "jti": new_id().hex}
    return jwt.encode({**common, **claims}, derived_key("jwt"), algorithm=ALGORITHM)


@dataclass(frozen=True, slots=True)
class _Verified:
    claims: AccessClaims | GuestClaims
    issued_at: datetime
    expires_at: datetime


# A client sends one token many times; verifying costs a tenth of a millisecond. What is refused is not remembered.
@lru_cache(maxsize=4096)
def _verified(token: str, key: bytes) -> _Verified:
    try:
        # Exactly our header: no `jku`, `jwk`, `x5u`, `crit` or `kid` ever reaches a decision.
        if jwt.get_unverified_header(token) != _HEADER or not _is_canonical(token):
            raise InvalidToken
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            # The clock is passed in: see read_token.
            options={
                "require": _REQUIRED, "strict_aud": True,
                "verify_exp": False, "verify_iat": False, "verify_nbf": False,
            },
        )  # fmt: skip
        return _Verified(claims=_claims_of(claims), issued_at=_moment(claims["iat"]), expires_at=_moment(claims["exp"]))
    except (
        jwt.PyJWTError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, OSError, RecursionError,
    ) as error:  # fmt: skip
        raise InvalidToken from error


def _claims_of(claims: dict[str, Any]) -> AccessClaims | GuestClaims:
    if claims["typ"] == "access":
        return AccessClaims(user_id=UUID(claims["sub"]), session_id=UUID(claims["sid"]))
    if claims["typ"] == "guest":
        return GuestClaims(guest_id=UUID(claims["sub"]))
    raise InvalidToken


def _moment(timestamp: object) -> datetime:
    if type(timestamp) is not int:
        raise InvalidToken
    return datetime.fromtimestamp(timestamp, UTC)


def _is_canonical(token: str) -> bool:
    # The last character of a signature has spare bits, and decoders forgive padding: without this check one token
    # would have several spellings.
    signature = token.rsplit(".", maxsplit=1)[-1].encode()
    return base64url_encode(base64url_decode(signature)) == signature
