"""What a provider's ID token says, once it is shown to be genuine, meant for us, and of now: pure."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from domains.identity.errors import GoogleLoginRefused
from domains.identity.google.key_sets import ALGORITHMS

# The provider's clock and ours may differ by this much.
LEEWAY = timedelta(seconds=60)
LONGEST_TOKEN = 8192
_LONGEST_ID = 255
_NAME_LENGTH = 150
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "nonce"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token has to say of where it comes from and whom it is meant for."""

    issuers: Collection[str]
    client_ids: Collection[str]
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the provider says it has seen. `email` counts for something only where it `is_email_verified`."""

    subject: str
    email: str
    is_email_verified: bool
    full_name: str


def key_id_of(token: str) -> str:
    """The id of the key that the token says it was signed with. Raises GoogleLoginRefused.

    Nothing else of the header is believed: `jku`, `x5u` and `jwk` would let a token bring its own key along.
    """
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise GoogleLoginRefused
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise GoogleLoginRefused from error
    key_id, algorithm = header.get("kid"), header.get("alg")
    if not isinstance(key_id, str) or not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise GoogleLoginRefused
    return key_id


def read_id_token(*, token: str, key: jwt.PyJWK, expected: Expected, now: datetime) -> Identity:
    """Whom the token names. Raises GoogleLoginRefused unless all of it is as it has to be."""
    try:
        claims = jwt.decode(
            token,
            key,
            # The key's own algorithm, so that no header chooses another for it.
            algorithms=[key.algorithm_name],
            # Time, issuer and audience are judged below: the clock is passed in.
            options={
                "require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False,
                "verify_aud": False, "verify_iss": False,
            },
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise GoogleLoginRefused from error
    if not (_is_for_us(claims, expected) and _is_of_now(claims, now)):
        raise GoogleLoginRefused
    return _identity(claims)


def _is_for_us(claims: dict[str, Any], expected: Expected) -> bool:
    audience, party, nonce = claims["aud"], claims.get("azp"), claims["nonce"]
    return (
        claims["iss"] in expected.issuers
        # One audience: a list would make the token somebody else's as well.
        and isinstance(audience, str)
        and audience in expected.client_ids
        and (party is None or party in expected.client_ids)
        and nonce == expected.nonce
    )


def _is_of_now(claims: dict[str, Any], now: datetime) -> bool:
    issued, ends, begins = claims["iat"], claims["exp"], claims.get("nbf", claims["iat"])
    # Neither texts, nor NaN, nor `true`, which Python counts as 1.
    if any(type(moment) is not int for moment in (issued, ends, begins)):
        return False
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    # Compared, never added to: an integer of JSON may be too large for a float.
    return bool(max(issued, begins) <= moment + leeway and moment - leeway < ends and issued <= ends)


def _identity(claims: dict[str, Any]) -> Identity:
    subject, email, name = claims["sub"], claims.get("email"), claims.get("name")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_ID or not subject.isprintable():
        raise GoogleLoginRefused
    return Identity(
        subject=subject,
        email=email if isinstance(email, str) else "",
        # The word "true" is not enough: the claim is a boolean.
        is_email_verified=claims.get("email_verified") is True,
        full_name=_name(name if isinstance(name, str) else ""),
    )


def _name(given: str) -> str:
    composed = unicodedata.normalize("NFC", given[: 4 * _NAME_LENGTH])
    printable = "".join(mark if mark.isprintable() else " " for mark in composed)
    return " ".join(printable.split())[:_NAME_LENGTH].strip()
