"""ID tokens: only genuine ones, for us, of now, with a nonce of ours that nobody has used."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import Unavailable
from domains.identity.errors import GoogleLoginOff, GoogleLoginRefused
from domains.identity.google import flows
from domains.identity.google.key_sets import REFETCH_AFTER, RETRY_AFTER
from domains.identity.google.nonces import NONCE_LIFETIME
from domains.identity.models import ProviderIdentity, Session, UsedNonce, User
from domains.identity.services.open_session import SessionTokens
from tests.google.provider import CLIENT_ID, Provider, SigningKey, a_curve_key, an_rsa_key, claims_of, signed

NOW = utc_now().replace(microsecond=0)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


async def _nonce(*, shift: timedelta = timedelta()) -> str:
    return (await flows.create_nonce(network="n", now=NOW + shift)).value


async def _log_in(token: str, nonce: str, *, shift: timedelta = timedelta()) -> SessionTokens:
    return await flows.log_in(id_token=token, nonce=nonce, user_agent="Safari", network="n", now=NOW + shift)


async def _rows() -> list[int]:
    tables = (User, Session, ProviderIdentity, UsedNonce)
    return await in_transaction(lambda: [table.objects.count() for table in tables])


@pytest.mark.parametrize("key", [an_rsa_key("first"), a_curve_key("curve")], ids=["RS256", "ES256"])
async def test_takes_a_genuine_token(provider: Provider, key: SigningKey) -> None:
    provider.keys = [key]
    nonce = await _nonce()

    tokens = await _log_in(signed(claims_of(nonce, now=NOW), key), nonce)

    user = await in_transaction(User.objects.get)
    assert (user.id, user.email, user.full_name) == (tokens.user_id, "ada@example.com", "Ada Obi")
    assert (user.email_verified_at, user.has_usable_password()) == (NOW, False)
    assert await _rows() == [1, 1, 1, 1]


WRONG: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "another.apps.googleusercontent.com"},
    "a list of audiences": {"aud": [CLIENT_ID]},
    "no audience": {"aud": None},
    "another party": {"azp": "another.apps.googleusercontent.com"},
    "a list of parties": {"azp": [CLIENT_ID]},
    "another issuer": {"iss": "https://accounts.google.com.example"},
    "a list of issuers": {"iss": ["https://accounts.google.com"]},
    "no issuer": {"iss": None},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "a number as nonce": {"nonce": 5},
    "half a pair as nonce": {"nonce": "\ud800"},
    "expired a minute ago": {"exp": NOW - MINUTE, "iat": NOW - HOUR},
    "expired an hour ago": {"exp": NOW - HOUR, "iat": NOW - 2 * HOUR},
    "no end": {"exp": None},
    "an end in words": {"exp": "4102444800"},
    "an end that is no number": {"exp": float("nan")},
    "issued in the future": {"iat": NOW + MINUTE + SECOND},
    "issued in a far future": {"iat": 10**400, "exp": 10**401},
    "no beginning": {"iat": None},
    "true as beginning": {"iat": True},
    "ends before it begins": {"iat": NOW + SECOND, "exp": NOW},
    "not yet good": {"nbf": NOW + HOUR},
    "an empty subject": {"sub": ""},
    "a long subject": {"sub": "x" * 256},
    "a subject with NUL": {"sub": "a\x00b"},
    "no subject": {"sub": None},
    "a number as subject": {"sub": 5},
}


@pytest.mark.parametrize("more", WRONG.values(), ids=list(WRONG))
async def test_refuses_what_does_not_say_what_it_should(provider: Provider, more: dict[str, Any]) -> None:
    nonce = await _nonce()

    with pytest.raises(GoogleLoginRefused):
        await _log_in(signed(claims_of(nonce, now=NOW, **more), an_rsa_key("first")), nonce)

    assert await _rows() == [0, 0, 0, 0]


@pytest.mark.parametrize("late", [timedelta(), MINUTE - SECOND], ids=["in time", "59 s late"])
async def test_allows_a_minute_between_the_clocks(provider: Provider, late: timedelta) -> None:
    nonce = await _nonce()
    claims = claims_of(nonce, now=NOW, exp=NOW - late, iat=NOW - HOUR)

    assert await _log_in(signed(claims, an_rsa_key("first")), nonce)


def _unsigned(claims: dict[str, Any], algorithm: str) -> str:
    header = {"alg": algorithm, "typ": "JWT", "kid": "first"}
    plain = json.dumps({**claims, "iat": int(claims["iat"].timestamp()), "exp": int(claims["exp"].timestamp())})
    pieces = [json.dumps(header).encode(), plain.encode()]
    return ".".join(base64.urlsafe_b64encode(piece).rstrip(b"=").decode() for piece in pieces) + "."


def _by_public_key(claims: dict[str, Any]) -> str:
    # The classic: the public key, which everybody has, as the secret of a symmetric algorithm.
    pem = an_rsa_key("first").private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = _unsigned(claims, "HS256").split(".")
    seal = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(f"{head}.{body}".encode(), pem)
    return f"{head}.{body}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def _forged(claims: dict[str, Any]) -> dict[str, str]:
    thief = SigningKey("first", rsa.generate_private_key(public_exponent=65537, key_size=2048))
    genuine = signed(claims, an_rsa_key("first"))
    return {
        "alg none": _unsigned(claims, "none"),
        "alg nOnE": _unsigned(claims, "nOnE"),
        "no signature": _unsigned(claims, "RS256"),
        "HS256 with the public key": _by_public_key(claims),
        "RS384": signed(claims, SigningKey("first", an_rsa_key("first").private, "RS384")),
        "another's key": signed(claims, thief),
        "brings its own key": signed(claims, thief, jwk=thief.public),
        "names its own keys": signed(claims, thief, jku="http://127.0.0.1:1/", x5u="http://127.0.0.1:1/"),
        "key on a curve": signed(claims, SigningKey("first", a_curve_key("curve").private, "ES256")),
        "unknown key": signed(claims, an_rsa_key("unknown")),
        "a bit flipped": genuine[:-10] + ("A" if genuine[-10] != "A" else "B") + genuine[-9:],
        "a claim changed": genuine.replace(".ey", ".eY", 1),
        "garbage": "garbage",
        "empty": "",
        "three dots": "...",
        "a megabyte": "e" * 1_000_000,
        "no ASCII": "é.é.é",
        "half a pair": "\ud800",
    }


@pytest.mark.parametrize("kind", list(_forged(claims_of("x"))))
async def test_refuses_what_the_provider_did_not_sign(provider: Provider, kind: str) -> None:
    nonce = await _nonce()

    with pytest.raises(GoogleLoginRefused):
        await _log_in(_forged(claims_of(nonce, now=NOW))[kind], nonce)

    assert await _rows() == [0, 0, 0, 0]


async def test_a_nonce_is_used_once_and_lapses(provider: Provider) -> None:
    nonce, late = await _nonce(), await _nonce()
    token = signed(claims_of(nonce, now=NOW), an_rsa_key("first"))
    await _log_in(token, nonce)

    for given, its_token, shift in (
        (nonce, token, timedelta()),
        (nonce, signed(claims_of(nonce, now=NOW), an_rsa_key("first")), timedelta()),
        (late, signed(claims_of(late, now=NOW), an_rsa_key("first")), NONCE_LIFETIME),
    ):
        with pytest.raises(GoogleLoginRefused):
            await _log_in(its_token, given, shift=shift)

    assert await _rows() == [1, 1, 1, 1]


async def test_takes_no_nonce_that_it_did_not_make(provider: Provider) -> None:
    real = await _nonce()

    for nonce in ("", "x", "A" * 72, real[:-1] + ("A" if real[-1] != "A" else "B"), real + "A", "é" * 72, "\ud800"):
        claims = claims_of("x", now=NOW, nonce=nonce.encode(errors="replace").decode())
        with pytest.raises(GoogleLoginRefused):
            await _log_in(signed(claims, an_rsa_key("first")), nonce)

    assert provider.asked == 0
    assert await _rows() == [0, 0, 0, 0]


async def test_asks_for_the_keys_once_and_again_when_they_are_old(provider: Provider) -> None:
    provider.cache_control = "public, max-age=600, must-revalidate"

    for shift, asked in ((timedelta(), 1), (9 * MINUTE, 1), (10 * MINUTE, 2)):
        nonce = await _nonce(shift=shift)
        await _log_in(signed(claims_of(nonce, now=NOW + shift), an_rsa_key("first")), nonce, shift=shift)
        assert provider.asked == asked


async def test_learns_a_new_key_and_asks_for_an_unknown_one_once_a_minute(provider: Provider) -> None:
    nonce = await _nonce()
    await _log_in(signed(claims_of(nonce, now=NOW), an_rsa_key("first")), nonce)
    provider.keys = [an_rsa_key("second")]

    for shift in (SECOND, 2 * SECOND, 30 * SECOND):
        nonce = await _nonce()
        with pytest.raises(GoogleLoginRefused):
            await _log_in(signed(claims_of(nonce, now=NOW), an_rsa_key("second")), nonce, shift=shift)
    assert provider.asked == 1

    nonce = await _nonce()
    assert await _log_in(signed(claims_of(nonce, now=NOW), an_rsa_key("second")), nonce, shift=REFETCH_AFTER)
    assert provider.asked == 2
    # What the provider took back is not believed any more.
    nonce = await _nonce()
    with pytest.raises(GoogleLoginRefused):
        await _log_in(signed(claims_of(nonce, now=NOW), an_rsa_key("first")), nonce, shift=REFETCH_AFTER)


@pytest.mark.parametrize(
    "broken",
    [
        {"status": 500},
        {"status": 302},
        {"body": b"<html>"},
        {"body": b"[]"},
        {"body": b'{"keys": []}'},
        {"body": b'{"keys": [5, {"kty": "oct", "k": "c2VjcmV0", "kid": "first"}]}'},
        {"body": b" " * 100_000},
    ],
    ids=["500", "redirect", "html", "list", "no keys", "useless keys", "endless"],
)
async def test_without_keys_nothing_changes_and_the_same_login_works_later(
    provider: Provider, broken: dict[str, Any]
) -> None:
    nonce = await _nonce()
    token = signed(claims_of(nonce, now=NOW), an_rsa_key("first"))
    vars(provider).update(broken)

    for _ in range(3):
        with pytest.raises(Unavailable):
            await _log_in(token, nonce)

    assert provider.asked == 1
    assert await _rows() == [0, 0, 0, 0]
    provider.status, provider.body = 200, None
    assert await _log_in(token, nonce, shift=RETRY_AFTER)


async def test_says_so_when_the_key_server_is_down(provider: Provider, settings: Any) -> None:
    settings.GOOGLE_KEYS_URL = "http://127.0.0.1:1/certs"
    nonce = await _nonce()

    with pytest.raises(Unavailable):
        await _log_in(signed(claims_of(nonce, now=NOW), an_rsa_key("first")), nonce)

    assert await _rows() == [0, 0, 0, 0]


async def test_is_off_without_a_client_id(provider: Provider, settings: Any) -> None:
    settings.GOOGLE_CLIENT_IDS = []

    with pytest.raises(GoogleLoginOff):
        await _nonce()
    with pytest.raises(GoogleLoginOff):
        await _log_in("x", "x")

    assert provider.asked == 0
