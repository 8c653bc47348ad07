"""What a payment can go through. Each method runs inside one write transaction and records its event there."""

import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from uuid import uuid4

import orjson

from rest.sandbox.cards import NOT_APPROVED, Card, Decline, card_of
from rest.sandbox.errors import conflict, missing
from rest.sandbox.events import record_event
from rest.sandbox.idempotency import Done
from rest.sandbox.listing import find_payment, payment_object, refund_object
from rest.sandbox.validation import NewPayment, NewRefund


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One transaction's view of the payments. `now` is Unix seconds."""

    connection: sqlite3.Connection
    public_url: str
    now: float
    reorder_seconds: float

    def create(self, wanted: NewPayment) -> Done:
        """Open a payment and authorise it, unless the card is declined or wants the shopper first."""
        if self._exists("payments", wanted.reference):
            raise conflict("duplicate_reference", "A payment with this reference exists.", "reference")
        payment_id = f"pay_{uuid4().hex}"
        status, decline = _first_status(wanted.card)
        authorizes_at = self.now if status == "processing" else None
        self.connection.execute(
            "INSERT INTO payments (id, reference, currency, amount, status, decline_code, decline_message, card, last4,"
            " return_url, approval_key, metadata, authorizes_at, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                payment_id,
                wanted.reference,
                wanted.currency,
                wanted.amount,
                status,
                decline and decline.code,
                decline and decline.message,
                wanted.card.name,
                wanted.last4,
                wanted.return_url,
                secrets.token_urlsafe(24),
                orjson.dumps(wanted.metadata).decode(),
                authorizes_at,
                int(self.now),
            ),
        )
        snapshot = self._tell(payment_id, wanted.card, None if status == "processing" else f"payment.{status}")
        return Done(status=201, snapshot=snapshot, card=wanted.card)

    def capture(self, payment_id: str, amount: int | None) -> Done:
        """Take all or part of the held money, once; the rest is released."""
        payment, card = self._found(payment_id)
        if payment["status"] == "captured":
            raise conflict("already_captured", "The payment was captured before.")
        if payment["status"] != "authorized":
            raise conflict("invalid_state", f"A payment in state {payment['status']} cannot be captured.")
        if card.refuses_capture:
            raise conflict("authorization_expired", "The authorisation is no longer valid.")
        taken: int = payment["amount"] if amount is None else amount
        if taken > payment["amount"]:
            raise conflict("amount_too_large", "The amount is more than was authorised.", "amount")
        self.connection.execute(
            "UPDATE payments SET status = 'captured', captured = ? WHERE id = ?", (taken, payment_id)
        )
        return Done(status=200, snapshot=self._tell(payment_id, card, "payment.captured"), card=card)

    def void(self, payment_id: str) -> Done:
        """Let the held money go, or end a payment that never got so far."""
        payment, card = self._found(payment_id)
        if payment["status"] not in ("authorized", "requires_action", "processing"):
            raise conflict("invalid_state", f"A payment in state {payment['status']} cannot be voided.")
        self._move(payment_id, "voided")
        return Done(status=200, snapshot=self._tell(payment_id, card, "payment.voided"), card=card)

    def refund(self, payment_id: str, wanted: NewRefund) -> Done:
        """Give captured money back, never more than is left of it."""
        payment, card = self._found(payment_id)
        if payment["status"] != "captured":
            raise conflict("invalid_state", f"A payment in state {payment['status']} cannot be refunded.")
        if self._exists("refunds", wanted.reference):
            raise conflict("duplicate_reference", "A refund with this reference exists.", "reference")
        if wanted.amount > payment["captured"] - payment["refunded"]:
            raise conflict("amount_too_large", "The amount is more than is left of the capture.", "amount")
        refund_id = f"ref_{uuid4().hex}"
        self.connection.execute(
            "INSERT INTO refunds (id, reference, payment_id, amount, created) VALUES (?, ?, ?, ?, ?)",
            (refund_id, wanted.reference, payment_id, wanted.amount, int(self.now)),
        )
        snapshot = refund_object(self.connection, refund_id)
        self._record("refund.succeeded", payment_id, snapshot, card)
        return Done(status=201, snapshot=snapshot, card=card)

    def decide(self, payment_id: str, *, key: str, is_approved: bool) -> sqlite3.Row:
        """The shopper's answer on the 3-D Secure page; the first one counts. Returns the payment after it."""
        payment, card = self._found(payment_id)
        if not is_key_right(payment, key):
            raise missing("payment")
        if payment["status"] == "requires_action":
            decline = card.decline if is_approved else NOT_APPROVED
            self._move(payment_id, "declined" if decline else "authorized", decline)
            self._tell(payment_id, card, "payment.declined" if decline else "payment.authorized")
        return self._found(payment_id)[0]

    def authorize_processed(self, *, processing_seconds: float) -> None:
        """Authorise the payments that have been in `processing` for long enough."""
        ripe = self.connection.execute(
            "SELECT id, card FROM payments WHERE status = 'processing' AND authorizes_at <= ?",
            (self.now - processing_seconds,),
        ).fetchall()
        for payment in ripe:
            self._move(payment["id"], "authorized")
            self._tell(payment["id"], card_of(payment["card"]), "payment.authorized")

    def _found(self, payment_id: str) -> tuple[sqlite3.Row, Card]:
        payment = find_payment(self.connection, payment_id)
        if payment is None:
            raise missing("payment")
        return payment, card_of(payment["card"])

    def _exists(self, table: str, reference: str) -> bool:
        statement = f"SELECT 1 FROM {table} WHERE reference = ?"  # noqa: S608 - the table is one of two constants above
        return self.connection.execute(statement, (reference,)).fetchone() is not None

    def _move(self, payment_id: str, status: str, decline: Decline | None = None) -> None:
        self.connection.execute(
            "UPDATE payments SET status = ?, decline_code = ?, decline_message = ? WHERE id = ?",
            (status, decline and decline.code, decline and decline.message, payment_id),
        )

    def _tell(self, payment_id: str, card: Card, kind: str | None) -> dict[str, object]:
        """Record the event, if there is one for this change, and return the payment as it now is."""
        snapshot = payment_object(self._found(payment_id)[0], self.public_url)
        if kind is not None:
            self._record(kind, payment_id, snapshot, card)
        return snapshot

    def _record(self, kind: str, payment_id: str, snapshot: dict[str, object], card: Card) -> None:
        record_event(
            self.connection,
            kind=kind,
            payment_id=payment_id,
            snapshot=snapshot,
            card=card,
            now=self.now,
            reorder_seconds=self.reorder_seconds,
        )


def is_key_right(payment: sqlite3.Row, key: str) -> bool:
    """True when `key` is the one in the payment's 3-D Secure address."""
    # Bytes, because compare_digest refuses text outside ASCII.
    return hmac.compare_digest(payment["approval_key"].encode(), key.encode())


def _first_status(card: Card) -> tuple[str, Decline | None]:
    if card.needs_approval:
        return "requires_action", None
    if card.decline is not None:
        return "declined", card.decline
    if card.is_processed_later:
        return "processing", None
    return "authorized", None
