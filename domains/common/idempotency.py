"""One answer per idempotency key: a repeated request gets the same bytes and has no second effect.

Keys belong to a principal and an operation, so nobody meets another's key. Time is the database's: clocks of web
servers do not decide who holds a lease.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from domains.common.db import fetch_all, fetch_tuples
from domains.common.models import IdempotencyRecord

# How long a request may be in flight before a repeat may run it again; longer than any request is allowed to take.
LEASE_SECONDS = 60

# A row that another request holds or has answered is not updated, and so not returned.
_BEGIN = """
INSERT INTO idempotency_record AS held (principal, operation, key, request_hash, leased_until, fencing_token)
VALUES (%s, %s, %s, %s, clock_timestamp() + make_interval(secs => %s), 1)
ON CONFLICT (principal, operation, key) DO UPDATE
SET leased_until = excluded.leased_until, fencing_token = held.fencing_token + 1
WHERE held.status IS NULL AND held.leased_until < clock_timestamp() AND held.request_hash = excluded.request_hash
RETURNING fencing_token
"""
_LOOK = """
SELECT request_hash, status, response FROM idempotency_record WHERE principal = %s AND operation = %s AND key = %s
"""
_FINISH = """
UPDATE idempotency_record SET status = %s, response = %s
WHERE principal = %s AND operation = %s AND key = %s AND fencing_token = %s AND status IS NULL
RETURNING id
"""
_ABANDON = """
DELETE FROM idempotency_record
WHERE principal = %s AND operation = %s AND key = %s AND fencing_token = %s AND status IS NULL
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Fresh:
    """Nobody has answered this yet: carry it out, then call `finish` (or `abandon`) with the token."""

    token: int


@dataclass(frozen=True, slots=True)
class Replay:
    """It was answered before: send exactly this."""

    status: int
    response: bytes


@dataclass(frozen=True, slots=True)
class InFlight:
    """Another request with this key is being carried out right now."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The key was used for a different request."""


type Begun = Fresh | Replay | InFlight | Mismatch


@dataclass(frozen=True, slots=True)
class _Known:
    request_hash: str
    status: int | None
    response: bytes | None


def request_hash(values: Mapping[str, Any]) -> str:
    """A fingerprint of what was asked, whatever the order of its fields."""
    return sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def begin(*, principal: str, operation: str, key: str, request_hash: str) -> Begun:
    """Take the key for LEASE_SECONDS, or learn what has become of it.

    Of any number of requests at the same time exactly one gets Fresh. After a crash the lease runs out and the next
    repeat gets Fresh with a higher token.
    """
    # A row may be abandoned or pruned between the two statements: then the key is free again, so take it.
    for _ in range(3):
        taken = await fetch_tuples(_BEGIN, (principal, operation, key, request_hash, LEASE_SECONDS))
        if taken:
            return Fresh(token=taken[0][0])
        known = await fetch_all(_LOOK, (principal, operation, key), row=_Known)
        if known:
            return _judge(known[0], request_hash)
    return InFlight()


async def finish(*, principal: str, operation: str, key: str, token: int, status: int, response: bytes) -> bool:
    """Keep the answer for every repeat. False when the lease was lost to another request: its answer stands."""
    return bool(await fetch_tuples(_FINISH, (status, response, principal, operation, key, token)))


async def abandon(*, principal: str, operation: str, key: str, token: int) -> bool:
    """Free the key after a failure that changed nothing (the database was away), so that a repeat runs at once."""
    return bool(await fetch_tuples(_ABANDON, (principal, operation, key, token)))


def prune_answers(*, before: datetime, limit: int = 10_000) -> int:
    """Forget answers given before that moment, at most `limit`; returns how many."""
    old = IdempotencyRecord.objects.filter(created_at__lt=before).order_by("created_at").values("id")[:limit]
    forgotten, _ = IdempotencyRecord.objects.filter(id__in=list(old.values_list("id", flat=True))).delete()
    return forgotten


def _judge(known: _Known, request_hash: str) -> Begun:
    if known.request_hash != request_hash:
        return Mismatch()
    if known.status is None or known.response is None:
        return InFlight()
    return Replay(status=known.status, response=known.response)
