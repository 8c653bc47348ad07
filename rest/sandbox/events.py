"""Events: what happened, recorded with the change itself, and how each delivery went."""

import random
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

import orjson

from rest.sandbox.cards import Card

LONGEST_PAUSE = 30.0
_jitter = random.SystemRandom()


@dataclass(frozen=True, kw_only=True)
class DueEvent:
    sequence: int
    attempts: int
    body: bytes


def record_event(
    connection: sqlite3.Connection,
    *,
    kind: str,
    payment_id: str,
    snapshot: Mapping[str, object],
    card: Card,
    now: float,
    reorder_seconds: float,
) -> None:
    """Record an event beside the change it tells of, due at once unless the card says otherwise."""
    is_held = card.holds_authorized_event and kind == "payment.authorized"
    due_at = now + reorder_seconds if is_held else now
    connection.execute(
        "INSERT INTO events (id, type, payment_id, object, created, copies_left, is_held, next_attempt_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            f"evt_{uuid4().hex}",
            kind,
            payment_id,
            orjson.dumps(snapshot).decode(),
            int(now),
            card.webhook_copies,
            int(is_held),
            due_at if card.sends_webhooks else None,
        ),
    )


def due_events(connection: sqlite3.Connection, *, now: float, limit: int, under_way: set[int]) -> list[DueEvent]:
    """What is to be sent now and is not under way already, at most `limit`, the longest due first."""
    rows = connection.execute(
        "SELECT * FROM events WHERE next_attempt_at <= ? ORDER BY next_attempt_at, sequence LIMIT ?",
        (now, limit + len(under_way)),
    )
    waiting = [row for row in rows if row["sequence"] not in under_way][:limit]
    return [
        DueEvent(sequence=row["sequence"], attempts=row["attempts"], body=orjson.dumps(event_object(row)))
        for row in waiting
    ]


def next_due_at(connection: sqlite3.Connection, *, after: float) -> float | None:
    """When the first event that is not yet due becomes so."""
    row = connection.execute("SELECT min(next_attempt_at) FROM events WHERE next_attempt_at > ?", (after,)).fetchone()
    due_at: float | None = row[0]
    return due_at


def record_delivered(connection: sqlite3.Connection, *, sequence: int, now: float) -> None:
    """Count a delivery; the event stays due while the card asks for more copies, and one it overtook is let go."""
    connection.execute(
        "UPDATE events SET attempts = attempts + 1, copies_left = copies_left - 1, is_held = 0, last_error = NULL,"
        " delivered_at = CASE WHEN copies_left = 1 THEN ?1 END,"
        " next_attempt_at = CASE WHEN copies_left = 1 THEN NULL ELSE ?1 END WHERE sequence = ?2",
        (now, sequence),
    )
    connection.execute(
        "UPDATE events SET is_held = 0, next_attempt_at = ?1"
        " WHERE payment_id = (SELECT payment_id FROM events WHERE sequence = ?2)"
        " AND is_held = 1 AND sequence < ?2 AND next_attempt_at IS NOT NULL",
        (now, sequence),
    )


def record_failed(
    connection: sqlite3.Connection, *, due: DueEvent, error: str, now: float, retry_seconds: float, give_up_after: int
) -> None:
    """Plan the next attempt with exponential back-off, or give the event up."""
    attempts = due.attempts + 1
    if attempts >= give_up_after:
        given_up_at, next_attempt_at = now, None
    else:
        # Jitter, so that a receiver coming back is not met by everything at the same instant.
        pause = min(retry_seconds * 2.0 ** min(attempts - 1, 30), LONGEST_PAUSE) * _jitter.uniform(0.8, 1.2)
        given_up_at, next_attempt_at = None, now + pause
    connection.execute(
        "UPDATE events SET attempts = ?, last_error = ?, given_up_at = ?, next_attempt_at = ? WHERE sequence = ?",
        (attempts, error, given_up_at, next_attempt_at, due.sequence),
    )


def event_object(row: sqlite3.Row) -> dict[str, object]:
    """An event as webhooks carry it."""
    return {
        "id": row["id"],
        "object": "event",
        "type": row["type"],
        "created": row["created"],
        "sequence": row["sequence"],
        "data": {"object": orjson.loads(row["object"])},
    }


def event_with_delivery(row: sqlite3.Row) -> dict[str, object]:
    """An event as the list of events shows it: with the state of its delivery."""
    if row["delivered_at"] is not None:
        state = "delivered"
    elif row["given_up_at"] is not None:
        state = "given_up"
    elif row["next_attempt_at"] is None:
        state = "suppressed"
    else:
        state = "pending"
    delivery = {
        "state": state,
        "attempts": row["attempts"],
        "delivered_at": row["delivered_at"],
        "next_attempt_at": row["next_attempt_at"],
        "last_error": row["last_error"],
    }
    return {**event_object(row), "delivery": delivery}
