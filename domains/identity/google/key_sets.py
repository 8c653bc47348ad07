"""The keys a provider signs with, fetched over HTTP and kept for as long as it says."""

import asyncio
import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

import httpx
import jwt
import orjson
from jwt.types import JWKDict

from domains.common.errors import Unavailable

log = logging.getLogger(__name__)

ALGORITHMS = frozenset({"RS256", "ES256"})
# Whoever sends tokens with made-up key ids makes us ask the provider once a minute, not once a token.
REFETCH_AFTER = timedelta(minutes=1)
# While it does not answer, logins fail at once instead of each waiting for it.
RETRY_AFTER = timedelta(seconds=5)
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=1)
_MAX_BYTES = 64 * 1024
_TIMEOUT = httpx.Timeout(3.0, connect=1.0)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


class KeySet:
    """The keys at one address (a JSON Web Key Set)."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._good_until: datetime | None = None
        self._asked_at: datetime | None = None
        self._wait_until: datetime | None = None
        self._turn = asyncio.Lock()

    async def key(self, key_id: str, *, now: datetime) -> jwt.PyJWK | None:
        """The key of that id; None where the provider has none. Raises Unavailable where it does not answer."""
        if self._is_stale(now):
            await self._refresh(now, missing=None)
        found = self._keys.get(key_id)
        if found is None and self._may_ask_again(now):
            await self._refresh(now, missing=key_id)
            found = self._keys.get(key_id)
        return found

    def _is_stale(self, now: datetime) -> bool:
        return self._good_until is None or self._good_until <= now

    def _may_ask_again(self, now: datetime) -> bool:
        return self._asked_at is None or self._asked_at + REFETCH_AFTER <= now

    async def _refresh(self, now: datetime, *, missing: str | None) -> None:
        async with self._turn:
            # Whoever waited here finds what the one before has fetched.
            needed = self._is_stale(now) if missing is None else self._may_ask_again(now)
            if not needed or missing in self._keys:
                return
            if self._wait_until is not None and now < self._wait_until:
                raise Unavailable
            try:
                self._keys, lifetime = await _fetched(self._url)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
                log.warning("keys of a provider not fetched", extra={"reason": type(error).__name__})
                self._wait_until = now + RETRY_AFTER
                raise Unavailable from error
            self._asked_at, self._wait_until = now, None
            self._good_until = now + lifetime


@cache
def key_set(url: str) -> KeySet:
    """The process's key set of that address."""
    return KeySet(url)


async def _fetched(url: str) -> tuple[Mapping[str, jwt.PyJWK], timedelta]:
    # Redirects are not followed: nobody but the address we were given names the keys.
    async with (
        httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False) as client,
        # A read timeout bounds the wait for each piece; this bounds the whole.
        asyncio.timeout(_TIMEOUT.read or 0),
        client.stream("GET", url, headers={"accept": "application/json"}) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise ValueError("The provider answered without keys.")
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > _MAX_BYTES:
                raise ValueError("The provider's keys are too long.")
    return _keys_of(bytes(body)), _lifetime(answer.headers.get("cache-control", ""))


def _keys_of(body: bytes) -> Mapping[str, jwt.PyJWK]:
    parsed = orjson.loads(body)
    listed = parsed.get("keys") if isinstance(parsed, dict) else None
    keys = [_key_of(each) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if not any(keys):
        raise ValueError("The provider's answer holds no key.")
    # A key without id could be any; Google's all have one.
    return {key.key_id: key for key in keys if key is not None and key.key_id}


def _key_of(facts: JWKDict) -> jwt.PyJWK | None:
    if facts.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(facts)
    except jwt.PyJWTError:
        return None
    return key if key.algorithm_name in ALGORITHMS else None


def _lifetime(cache_control: str) -> timedelta:
    found = _MAX_AGE.search(cache_control)
    return min(max(timedelta(seconds=int(found[1])), _SHORTEST), _LONGEST) if found else _SHORTEST
