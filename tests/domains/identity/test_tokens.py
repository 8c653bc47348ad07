"""Tokens: what is ours and current is read, everything else is InvalidToken."""

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.errors import InvalidToken
from domains.identity.keys import derived_key
from domains.identity.tokens import (
    AccessClaims,
    GuestClaims,
    issue_access,
    issue_guest,
    new_refresh_token,
    read_access,
    read_guest,
    read_token,
)

NOW = utc_now().replace(microsecond=0)
USER, SESSION = new_id(), new_id()
ACCESS = issue_access(user_id=USER, session_id=SESSION, now=NOW)


def _segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "iss": "fashionistar",
        "aud": "fashionistar-api",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 300,
        "jti": "1",
        "typ": "access",
        "sub": str(USER),
        "sid": str(SESSION),
    }
    return {key: value for key, value in {**claims, **changes}.items() if value is not ...}


def _ours(*, header: dict[str, Any] | None = None, key: bytes | None = None, **changes: Any) -> str:
    """A token signed as ours are, with other contents."""
    signed = f"{_segment(header or {'alg': 'HS256', 'typ': 'JWT'})}.{_segment(_claims(**changes))}"
    signature = hmac.digest(key or derived_key("jwt"), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _refused(token: str, *, now: datetime = NOW) -> bool:
    with pytest.raises(InvalidToken) as refused:
        read_token(token=token, now=now)
    return refused.value.message == "Your session has ended. Please log in again."


def test_reads_what_it_issued() -> None:
    guest = new_id()

    assert read_token(token=ACCESS, now=NOW) == AccessClaims(user_id=USER, session_id=SESSION)
    assert read_token(token=issue_guest(guest_id=guest, now=NOW), now=NOW) == GuestClaims(guest_id=guest)
    assert read_token(token=_ours(), now=NOW) == AccessClaims(user_id=USER, session_id=SESSION)


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "NONE", "", None, "HS512", "RS256", "ES256", "hs256"])
def test_a01_pins_the_algorithm(algorithm: str | None) -> None:
    header = {"alg": algorithm, "typ": "JWT"}

    assert _refused(_ours(header=header))
    assert _refused(f"{_segment(header)}.{_segment(_claims())}.")
    assert _refused(f"{_segment(header)}.{_segment(_claims())}")


def test_a03_refuses_other_keys() -> None:
    for key in (b"", b"secret", derived_key("one-time-code"), b"-----BEGIN PUBLIC KEY-----\nMCowBQ==\n"):
        assert _refused(_ours(key=key or b"\0"))
    with override_settings(SECRET_KEY="another secret of another installation"):
        elsewhere = issue_access(user_id=USER, session_id=SESSION, now=NOW)
    assert _refused(elsewhere)


@pytest.mark.parametrize("name", ["jku", "jwk", "x5u", "x5c", "kid", "crit", "b64", "zip", "cty"])
def test_a05_never_follows_a_header(name: str) -> None:
    own = {"kty": "oct", "k": base64.urlsafe_b64encode(b"mine").decode()}
    value: Any = {"jwk": own, "crit": ["exp"], "x5c": ["MII"]}.get(name, "https://evil.example/keys.json")

    assert _refused(_ours(header={"alg": "HS256", "typ": "JWT", name: value}, key=b"mine"))
    assert _refused(_ours(header={"alg": "HS256", "typ": "JWT", name: value}))


def test_a06_expires_after_the_leeway() -> None:
    expires = NOW + timedelta(minutes=5)

    assert read_token(token=ACCESS, now=expires + timedelta(seconds=29))
    assert _refused(ACCESS, now=expires + timedelta(seconds=30))
    assert _refused(ACCESS, now=expires + timedelta(hours=1))
    assert _refused(ACCESS, now=NOW - timedelta(seconds=31))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"}, {"aud": ...}, {"aud": ["fashionistar-api"]}, {"aud": None}, {"aud": []},
        {"iss": "another"}, {"iss": ...}, {"iss": ["fashionistar"]},
        {"exp": ...}, {"exp": None}, {"exp": "tomorrow"}, {"exp": 1e308}, {"exp": 10**30}, {"exp": True}, {"exp": -1},
        {"iat": ...}, {"iat": "now"}, {"iat": 10**30}, {"jti": ...},
        {"sub": ...}, {"sub": None}, {"sub": 7}, {"sub": "admin"}, {"sub": ""}, {"sub": ["x"]},
        {"sid": ...}, {"sid": None}, {"sid": "x"}, {"sid": {}},
        {"typ": ...}, {"typ": "refresh"}, {"typ": "Access"}, {"typ": None}, {"typ": ["access"]},
    ],
    ids=str,
)  # fmt: skip
def test_a08_refuses_wrong_or_missing_claims(changes: dict[str, Any]) -> None:
    assert _refused(_ours(**changes))


def test_a11_keeps_the_kinds_apart() -> None:
    guest = issue_guest(guest_id=new_id(), now=NOW)

    assert _refused(new_refresh_token())
    with pytest.raises(InvalidToken):
        read_access(token=guest, now=NOW)
    with pytest.raises(InvalidToken):
        read_guest(token=ACCESS, now=NOW)


def test_a18_has_one_spelling() -> None:
    header, payload, signature = ACCESS.split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(signature[-1])
    twins = [signature[:-1] + alphabet[last ^ bits] for bits in (1, 2, 3)]
    assert base64.urlsafe_b64decode(twins[0] + "=") == base64.urlsafe_b64decode(signature + "=")

    for spelling in twins:
        assert _refused(f"{header}.{payload}.{spelling}")
    for token in (
        f"{ACCESS}.", f"{ACCESS}=", f"{ACCESS}==", f" {ACCESS}", f"{ACCESS}\n", f"{ACCESS}\0", f".{ACCESS}",
        f"{header}=.{payload}.{signature}", f"{header}.{payload}=.{signature}", f"{header}.{payload}.",
        f"{header}..{signature}", f"{header}.{payload}", header, "", ".", "..", "...", "a.b.c",
        ACCESS.replace("-", "+").replace("_", "/") + "=", ACCESS.upper(), ACCESS + "A" * 1_000_000, "é" * 100,
    ):  # fmt: skip
        assert _refused(token)


def test_refuses_hostile_json() -> None:
    deep = base64.urlsafe_b64encode(b'{"alg":' + b"[" * 1400).rstrip(b"=").decode()
    assert _refused(f"{deep}.{_segment(_claims())}.AAAA")
    key = derived_key("jwt")
    for payload in (b"[" * 700, b"null", b"[]", b'"x"', b"{", b"\xff", b'{"exp": NaN}', b'{"sub":"\\ud800"}', b"7"):
        header = _segment({"alg": "HS256", "typ": "JWT"})
        signed = f"{header}.{base64.urlsafe_b64encode(payload).rstrip(b'=').decode()}"
        signature = base64.urlsafe_b64encode(hmac.digest(key, signed.encode(), "sha256")).rstrip(b"=").decode()
        assert _refused(f"{signed}.{signature}")


@given(position=st.integers(0, len(ACCESS) - 1), bit=st.integers(0, 6))
def test_a18_refuses_every_flipped_bit(position: int, bit: int) -> None:
    flipped = ACCESS[:position] + chr(ord(ACCESS[position]) ^ (1 << bit)) + ACCESS[position + 1 :]

    assert _refused(flipped)


@given(st.text(max_size=300))
def test_refuses_any_text(text: str) -> None:
    assert _refused(text)


def test_two_tokens_of_one_moment_differ_and_carry_no_secret() -> None:
    again = issue_access(user_id=USER, session_id=SESSION, now=NOW)
    claims = jwt.decode(again, options={"verify_signature": False})

    assert again != ACCESS
    assert set(claims) == {"typ", "sub", "sid", "iss", "aud", "iat", "exp", "jti"}
    assert claims["exp"] - claims["iat"] == 300
    assert len({new_refresh_token() for _ in range(1000)}) == 1000
    assert len(base64.urlsafe_b64decode(new_refresh_token() + "=")) == 32
