"""Idempotency: the first answer to a key is kept in the books, in the same transaction as what it did."""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from rest.sandbox.cards import Card
from rest.sandbox.errors import ApiError, ErrorType

# Longer than any client retries. A reference stays unique for ever, so a payment cannot be repeated even after this.
KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a request brought about, and the card whose manners shape the answer."""

    status: int
    snapshot: dict[str, object]
    card: Card


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Bytes to send. `card` is None for a replay and for a refusal: those are always sent plainly."""

    status: int
    body: bytes
    card: Card | None = None
    is_replay: bool = False


def fingerprint_of(*, method: str, path: str, fields: dict[str, object]) -> bytes:
    """Equal for requests that ask for the same, whatever the order and spacing of the JSON."""
    canonical = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), canonical))).digest()


def answer_once(
    connection: sqlite3.Connection, *, key: str, fingerprint: bytes, now: float, work: Callable[[], Done]
) -> Answer:
    """Carry out `work` for a new key, or give the kept answer again, byte for byte.

    A conflict with the books is an answer and is kept; a malformed or misaddressed request did not begin and is not.
    Raises ApiError when the key was used with other parameters.
    """
    kept = connection.execute(
        "SELECT fingerprint, status, body FROM answers WHERE idempotency_key = ?", (key,)
    ).fetchone()
    if kept is not None:
        if kept["fingerprint"] != fingerprint:
            message = "This idempotency key was used with other parameters."
            raise ApiError(422, ErrorType.IDEMPOTENCY, "idempotency_mismatch", message, "Idempotency-Key")
        return Answer(status=kept["status"], body=kept["body"], is_replay=True)
    answer = _carried_out(connection, work)
    connection.execute(
        "INSERT INTO answers (idempotency_key, fingerprint, status, body, created) VALUES (?, ?, ?, ?, ?)",
        (key, fingerprint, answer.status, answer.body, int(now)),
    )
    return answer


def answer_plainly(work: Callable[[], Done]) -> Answer:
    """Carry out `work` without a key."""
    done = work()
    return Answer(status=done.status, body=orjson.dumps(done.snapshot), card=done.card)


def prune_answers(connection: sqlite3.Connection, *, now: float) -> None:
    connection.execute("DELETE FROM answers WHERE created < ?", (int(now) - KEPT_SECONDS,))


def _carried_out(connection: sqlite3.Connection, work: Callable[[], Done]) -> Answer:
    connection.execute("SAVEPOINT work")
    try:
        answer = answer_plainly(work)
    except ApiError as refusal:
        if refusal.kind is not ErrorType.CONFLICT:
            raise
        connection.execute("ROLLBACK TO work")
        answer = Answer(status=refusal.status, body=refusal.body())
    connection.execute("RELEASE work")
    return answer
