"""Lease deliveries that are due."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from django.db import connection

from tasks.outbox.statements import BEGIN, CLAIM, IN_FLIGHT
from tasks.table import Happened


@dataclass(frozen=True, slots=True)
class Claim:
    """A leased delivery: whoever holds the token may finish it, until somebody gets a higher one."""

    delivery_id: int
    reaction: str
    token: int
    attempts: int
    happened: Happened


def claim_deliveries(
    *, reactions: Collection[str], limit: int, lease: timedelta, counted: bool = False
) -> tuple[Claim, ...]:
    """Lease up to `limit` deliveries to these reactions, the longest due first.

    `counted` counts an attempt: for whoever runs them at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "reactions": list(reactions),
                "limit": limit,
                "lease": lease.total_seconds(),
                "counted": 1 if counted else 0,
            },
        )
        return tuple(_claim(row) for row in cursor.fetchall())


def begin(*, delivery_id: int, token: int, lease: timedelta) -> Claim | None:
    """Start the lease anew with a token of its own; None when the delivery went to somebody else meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"id": delivery_id, "token": token, "lease": lease.total_seconds()})
        row = cursor.fetchone()
    return _claim(row) if row else None


def in_flight() -> Mapping[str, int]:
    """How many deliveries of each reaction are leased now: waiting in a queue, or with a worker."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FLIGHT)
        return dict(cursor.fetchall())


def _claim(row: tuple[Any, ...]) -> Claim:
    delivery_id, reaction, token, attempts, sequence, event_id, name, aggregate, payload, recorded_at, request_id = row
    return Claim(
        delivery_id=delivery_id,
        reaction=reaction,
        token=token,
        attempts=attempts,
        happened=Happened(
            sequence=sequence,
            event_id=event_id,
            name=name,
            aggregate=aggregate,
            # Django's connections give jsonb as text.
            payload=orjson.loads(payload),
            recorded_at=recorded_at,
            request_id=request_id,
        ),
    )
