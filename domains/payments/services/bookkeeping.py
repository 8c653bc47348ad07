"""Write the ledger."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domains.payments.ledger import Entry
from domains.payments.models import LedgerEntry, LedgerTransaction, PaymentAttempt


def book(
    *,
    kind: LedgerTransaction.Kind,
    reference: UUID,
    attempt: PaymentAttempt,
    order_id: UUID | None,
    entries: Sequence[Entry],
    now: datetime,
) -> LedgerTransaction:
    """Append one balanced transaction. The database refuses a second one for the same cause."""
    booked = LedgerTransaction.objects.create(
        kind=kind, reference=reference, attempt=attempt, order_id=order_id, booked_at=now
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            transaction=booked,
            account=entry.account,
            vendor_id=entry.vendor_id,
            currency=entry.amount.currency,
            amount_minor=entry.amount.minor,
        )
        for entry in entries
    )
    return booked
