"""Logins with Google from async callers: throttle, check the token against Google's keys, then one write."""

from datetime import datetime

from django.conf import settings

from domains.common.bridge import in_transaction
from domains.common.limits import spend
from domains.identity import throttles
from domains.identity.errors import GoogleLoginOff, GoogleLoginRefused
from domains.identity.google.id_tokens import Expected, Identity, key_id_of, read_id_token
from domains.identity.google.key_sets import key_set
from domains.identity.google.nonces import Nonce, new_nonce, read_nonce
from domains.identity.services.google_login import log_in_by_google
from domains.identity.services.open_session import SessionTokens


async def create_nonce(*, network: str, now: datetime) -> Nonce:
    """A nonce for one login. Raises GoogleLoginOff, TooManyRequests, Unavailable."""
    _ensure_on()
    await spend(limit=throttles.NONCES_PER_NETWORK, subject=network)
    return new_nonce(now=now)


async def log_in(*, id_token: str, nonce: str, user_agent: str, network: str, now: datetime) -> SessionTokens:
    """Log in whom an ID token of Google names; somebody new gets an account.

    Raises GoogleLoginRefused whatever was wrong with token, nonce or account, GoogleEmailUnverified,
    SecondFactorNeeded, GoogleLoginOff, TooManyRequests, and Unavailable where Google's keys or Redis don't answer.
    """
    _ensure_on()
    await throttles.count_login(network=network)
    known = read_nonce(nonce, now=now)
    identity = await _identity_of(id_token, nonce=nonce, now=now)
    return await in_transaction(
        log_in_by_google, identity=identity, nonce=known, user_agent=user_agent, network=network, now=now
    )


async def _identity_of(id_token: str, *, nonce: str, now: datetime) -> Identity:
    key = await key_set(settings.GOOGLE_KEYS_URL).key(key_id_of(id_token), now=now)
    if key is None:
        raise GoogleLoginRefused
    expected = Expected(issuers=settings.GOOGLE_ISSUERS, client_ids=settings.GOOGLE_CLIENT_IDS, nonce=nonce)
    return read_id_token(token=id_token, key=key, expected=expected, now=now)


def _ensure_on() -> None:
    if not settings.GOOGLE_CLIENT_IDS:
        raise GoogleLoginOff
