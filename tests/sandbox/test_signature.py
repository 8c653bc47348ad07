"""Whose webhook it is, decided over the raw bytes."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from domains.payments.gateways.errors import (
    SignatureMalformed,
    SignatureMissing,
    SignatureOutOfTime,
    SignatureWrong,
    WebhookRefused,
)
from domains.payments.gateways.signature import verify_signature

SECRET = "whsec_test_secret"
BODY = b'{"id":"evt_1","amount":2500}'
SIGNED_AT = datetime.fromtimestamp(1_700_000_000, tz=UTC)


def digest(body: bytes = BODY, *, secret: str = SECRET, time: str = "1700000000") -> str:
    return hmac.new(secret.encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()


def verified(header: str | None, *, body: bytes = BODY, now: datetime = SIGNED_AT) -> datetime:
    return verify_signature(header=header, body=body, secret=SECRET, now=now)


def test_accepts_the_published_example() -> None:
    """A signature made by another implementation of the same scheme."""
    body = (
        b'{"id":"evt_1","object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1",'
        b'"object":"payment_intent","amount":2500,"currency":"usd","status":"succeeded"}}}'
    )
    header = "t=1700000000,v1=b28fe9eea2449fbdf8d9f4b68edac39a364c0e242b3f5df203918c75a2794f43"

    assert verified(header, body=body) == SIGNED_AT


@pytest.mark.parametrize(
    "header",
    [
        f"t=1700000000,v1={digest()}",
        f"v1={digest()},t=1700000000",
        f"t=1700000000, v1={'0' * 64}, v1={digest()}",
        f"t=1700000000,v0=junk,v1={digest()},v2=junk",
    ],
)
def test_accepts_any_right_v1(header: str) -> None:
    assert verified(header) == SIGNED_AT


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, SignatureMissing),
        ("", SignatureMissing),
        ("t=1700000000", SignatureMissing),
        (f"t=1700000000,v0={digest()}", SignatureMissing),
        (f"t=1700000000,v1={digest(secret='another')}", SignatureWrong),
        (f"t=1700000000,v1={digest(BODY + b' ')}", SignatureWrong),
        (f"t=1700000001,v1={digest()}", SignatureWrong),
        (f"v1={digest()}", SignatureMalformed),
        (f"t=1700000000,t=1700000000,v1={digest()}", SignatureMalformed),
        (f"t=+1700000000,v1={digest(time='+1700000000')}", SignatureMalformed),
        (f"t=١٧,v1={digest(time='١٧')}", SignatureMalformed),
        (f"t={'9' * 5000},v1={digest()}", SignatureMalformed),
        ("t=1700000000,v1=", SignatureMalformed),
        (f"t=1700000000,v1={digest().upper()}", SignatureMalformed),
        ("t=1700000000,v1=é" + "0" * 63, SignatureMalformed),
        ("t=1700000000" + f",v1={'0' * 64}" * 9, SignatureMalformed),
        ("," * 2000, SignatureMalformed),
    ],
)
def test_refuses(header: str | None, error: type[WebhookRefused]) -> None:
    with pytest.raises(error):
        verified(header)


@pytest.mark.parametrize(("seconds", "is_fine"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_allows_five_minutes_either_way(seconds: int, is_fine: bool) -> None:
    header, now = f"t=1700000000,v1={digest()}", SIGNED_AT + timedelta(seconds=seconds)

    if is_fine:
        assert verified(header, now=now) == SIGNED_AT
    else:
        with pytest.raises(SignatureOutOfTime):
            verified(header, now=now)
