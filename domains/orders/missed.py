"""What an owner of orders was not there to hear."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from domains.common.db import fetch_all
from domains.common.live import LiveEvent
from domains.identity.viewer import Owner

MOST = 200
OLDEST = timedelta(hours=24)
_TOLD = (
    "OrderPlaced",
    "OrderPaid",
    "VendorOrderCancelled",
    "OrderCancelled",
    "VendorOrderFulfilled",
    "OrderRefunded",
    "PurchaseReleased",
)

# By aggregate, which is indexed with the sequence.
_MISSED = """
    SELECT id, name, payload->>'order_id', recorded_at FROM outbox_event
    WHERE id > %(after)s AND name = ANY(%(told)s) AND payload->>'owner_id' = %(owner)s::text AND aggregate IN (
        SELECT 'order:' || id FROM orders_order WHERE owner_kind = %(kind)s AND owner_id = %(owner)s::uuid
        UNION ALL
        SELECT 'purchase:' || id FROM orders_purchase WHERE owner_kind = %(kind)s AND owner_id = %(owner)s::uuid
    )
    ORDER BY id LIMIT %(most)s
"""


async def missed_events(*, owner: Owner, after: int, now: datetime) -> Sequence[LiveEvent] | None:
    """The owner's events after a sequence number, in order; None where they are too many or too old to tell again."""
    params = {"after": after, "told": list(_TOLD), "owner": str(owner.id), "kind": owner.kind, "most": MOST + 1}
    rows = await fetch_all(_MISSED, params, row=_row)
    if len(rows) > MOST or any(recorded_at < now - OLDEST for _, recorded_at in rows):
        return None
    return [event for event, _ in rows]


def _row(sequence: int, name: str, order_id: str | None, recorded_at: datetime) -> tuple[LiveEvent, datetime]:
    payload = {} if order_id is None else {"order_id": str(UUID(order_id))}
    return LiveEvent(sequence=sequence, name=name, payload=payload), recorded_at
