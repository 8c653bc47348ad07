"""Who sent a webhook, and when: verification of `t=<unix seconds>,v1=<hex HMAC-SHA256>` over the raw body."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from domains.payments.gateways.errors import (
    SignatureMalformed,
    SignatureMissing,
    SignatureOutOfTime,
    SignatureWrong,
)

# Long enough for a slow network and a clock a little off, short enough that an old body cannot be sent again.
TOLERANCE = timedelta(seconds=300)
# A secret being rolled gives two signatures; more than a handful is somebody burning our CPU.
_MOST_SIGNATURES = 8
_LONGEST_HEADER = 1024
_TIME = re.compile(r"[0-9]{1,11}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def verify_signature(*, header: str | None, body: bytes, secret: str, now: datetime) -> datetime:
    """Return when the body was signed; raise a WebhookRefused when it was not signed with `secret`, or not just now.

    Any one `v1` may match. Schemes other than `v1` are ignored, so a header of those only counts as not signed.
    """
    signed_at, digests = _parts_of(header)
    expected = hmac.new(secret.encode(), f"{signed_at}.".encode() + body, hashlib.sha256).hexdigest()
    # Compare with every one, in constant time: neither the place nor the length of a match can be measured.
    matches = [hmac.compare_digest(expected.encode(), digest.encode()) for digest in digests]
    if not any(matches):
        raise SignatureWrong
    if abs(int(now.timestamp()) - int(signed_at)) > TOLERANCE.total_seconds():
        raise SignatureOutOfTime
    return datetime.fromtimestamp(int(signed_at), tz=UTC)


def _parts_of(header: str | None) -> tuple[str, list[str]]:
    """The time as it was written, and the v1 signatures."""
    if not header:
        raise SignatureMissing
    if len(header) > _LONGEST_HEADER:
        raise SignatureMalformed
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    digests = [value for name, _, value in pairs if name == "v1"]
    if not digests:
        raise SignatureMissing
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or len(digests) > _MOST_SIGNATURES:
        raise SignatureMalformed
    if not all(_DIGEST.fullmatch(digest) for digest in digests):
        raise SignatureMalformed
    return times[0], digests
