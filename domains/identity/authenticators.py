"""Codes of authenticator apps (RFC 6238) and recovery codes: pure."""

import hashlib
import hmac
import secrets
from base64 import b32encode
from datetime import datetime
from uuid import UUID

import pyotp
import segno

from domains.identity.keys import derived_key

APP = "Fashionistar"
STEP_SECONDS = 30
# A phone's clock may be half a minute off, either way.
_DRIFT = (-1, 0, 1)
_SECRET_BYTES = 20
RECOVERY_CODES = 10
_RECOVERY_BYTES = 10


def secret_of(factor_id: UUID) -> str:
    """The secret of that second factor in base32: 160 bits, as RFC 4226 wants them."""
    derived = hmac.digest(derived_key("second-factor"), factor_id.bytes, "sha256")
    return b32encode(derived[:_SECRET_BYTES]).decode()


def uri_of(factor_id: UUID, *, email: str) -> str:
    """What an authenticator app scans as a picture."""
    return pyotp.TOTP(secret_of(factor_id)).provisioning_uri(name=email, issuer_name=APP)


def picture_of(uri: str) -> str:
    """The URI as a QR code: a data URI of an SVG, black on white with the margin that scanners need.

    It takes some 25 ms of a core, so never draw it on the event loop.
    """
    drawn: str = segno.make_qr(uri, error="m").svg_data_uri(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return drawn


def step_of_code(*, factor_id: UUID, code: str, after_step: int, now: datetime) -> int | None:
    """The half minute to which the code belongs, if it is one of now and later than `after_step`; None otherwise."""
    present, given = int(now.timestamp()) // STEP_SECONDS, code.strip().encode(errors="replace")
    generator = pyotp.TOTP(secret_of(factor_id))
    found = None
    # All of them are compared, so that the time does not tell which was near.
    for step in (present + drift for drift in _DRIFT):
        if hmac.compare_digest(generator.generate_otp(step).encode(), given) and step > after_step:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 80 random bits, in four groups of four characters."""
    return tuple(_grouped(b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()) for _ in range(RECOVERY_CODES))


def recovery_hash(code: str) -> str:
    """The form in which a recovery code is kept, however its groups and letters are written.

    The code is random and long, so a plain hash cannot be guessed back.
    """
    tight = "".join(mark for mark in code.upper() if mark.isalnum())
    return hashlib.sha256(tight.encode(errors="replace")).hexdigest()


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
