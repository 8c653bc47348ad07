"""Reads: payments, refunds and events as the API shows them, page by page, and the balance."""

import sqlite3
from collections.abc import Callable, Iterable

import orjson

from rest.sandbox.errors import invalid, missing
from rest.sandbox.events import event_with_delivery

# The refunds come along as JSON, so that a page of payments is one statement.
_PAYMENTS = """
SELECT payments.*, (
    SELECT json_group_array(json_object(
        'id', refunds.id, 'reference', refunds.reference, 'amount', refunds.amount, 'created', refunds.created))
    FROM (SELECT * FROM refunds WHERE payment_id = payments.id ORDER BY position) AS refunds
) AS refunds FROM payments"""
_REFUNDS = """
SELECT refunds.*, payments.currency, payments.reference AS payment_reference
FROM refunds JOIN payments ON payments.id = refunds.payment_id"""


def find_payment(connection: sqlite3.Connection, payment_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(f"{_PAYMENTS} WHERE payments.id = ?", (payment_id,)).fetchone()
    return row


def payment_object(row: sqlite3.Row, public_url: str) -> dict[str, object]:
    needs_action = row["status"] == "requires_action"
    is_declined = row["status"] == "declined"
    page = f"{public_url}/3ds/{row['id']}?key={row['approval_key']}"
    return {
        "id": row["id"],
        "object": "payment",
        "reference": row["reference"],
        "amount": row["amount"],
        "currency": row["currency"],
        "status": row["status"],
        "amount_captured": row["captured"],
        "amount_refunded": row["refunded"],
        "capture": "manual",
        "card": {"last4": row["last4"]},
        "decline": {"code": row["decline_code"], "message": row["decline_message"]} if is_declined else None,
        "next_action": {"type": "redirect", "redirect_url": page} if needs_action else None,
        "return_url": row["return_url"],
        "metadata": orjson.loads(row["metadata"]),
        "refunds": orjson.loads(row["refunds"]),
        "created": row["created"],
    }


def refund_object(connection: sqlite3.Connection, refund_id: str) -> dict[str, object]:
    return _refund(connection.execute(f"{_REFUNDS} WHERE refunds.id = ?", (refund_id,)).fetchone())


def payments_page(
    connection: sqlite3.Connection, *, reference: str | None, cursor: str | None, limit: int, public_url: str
) -> dict[str, object]:
    """Payments, the oldest first; with `reference` only the one that has it."""
    if reference is not None:
        rows = connection.execute(f"{_PAYMENTS} WHERE payments.reference = ?", (reference,)).fetchall()
        return _page(rows, limit, lambda row: payment_object(row, public_url))
    start = _position(connection, "SELECT position FROM payments WHERE id = ?", cursor)
    rows = connection.execute(
        f"{_PAYMENTS} WHERE payments.position > ? ORDER BY payments.position LIMIT ?", (start, limit + 1)
    ).fetchall()
    return _page(rows, limit, lambda row: payment_object(row, public_url))


def refunds_page(connection: sqlite3.Connection, *, cursor: str | None, limit: int) -> dict[str, object]:
    start = _position(connection, "SELECT position FROM refunds WHERE id = ?", cursor)
    rows = connection.execute(
        f"{_REFUNDS} WHERE refunds.position > ? ORDER BY refunds.position LIMIT ?", (start, limit + 1)
    ).fetchall()
    return _page(rows, limit, _refund)


def events_page(connection: sqlite3.Connection, *, cursor: str | None, limit: int) -> dict[str, object]:
    start = _position(connection, "SELECT sequence FROM events WHERE id = ?", cursor)
    rows = connection.execute(
        "SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?", (start, limit + 1)
    ).fetchall()
    return _page(rows, limit, event_with_delivery)


def one_payment(connection: sqlite3.Connection, payment_id: str, public_url: str) -> dict[str, object]:
    row = find_payment(connection, payment_id)
    if row is None:
        raise missing("payment")
    return payment_object(row, public_url)


def balance(connection: sqlite3.Connection) -> dict[str, object]:
    """Per currency: held on cards now, captured and refunded in all, and what is left."""
    rows = connection.execute(
        "SELECT currency, sum(CASE WHEN status = 'authorized' THEN amount ELSE 0 END) AS authorized,"
        " sum(captured) AS captured, sum(refunded) AS refunded, sum(captured - refunded) AS net"
        " FROM payments GROUP BY currency ORDER BY currency"
    )
    return {"object": "balance", "currencies": [dict(row) for row in rows]}


def _refund(row: sqlite3.Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "object": "refund",
        "reference": row["reference"],
        "payment": row["payment_id"],
        "payment_reference": row["payment_reference"],
        "amount": row["amount"],
        "currency": row["currency"],
        "status": "succeeded",
        "created": row["created"],
    }


def _position(connection: sqlite3.Connection, statement: str, cursor: str | None) -> int:
    """Where a page starts: after the row whose id is the cursor."""
    if cursor is None:
        return 0
    row = connection.execute(statement, (cursor,)).fetchone()
    if row is None:
        raise invalid("invalid_cursor", "`cursor` is not one that this list gave.", "cursor")
    position: int = row[0]
    return position


def _page(
    rows: Iterable[sqlite3.Row], limit: int, shown: Callable[[sqlite3.Row], dict[str, object]]
) -> dict[str, object]:
    """At most `limit` rows; one more was read to know whether there are more."""
    data = [shown(row) for row in rows]
    has_more = len(data) > limit
    data = data[:limit]
    return {
        "object": "list",
        "data": data,
        "has_more": has_more,
        "next_cursor": data[-1]["id"] if has_more else None,
    }
