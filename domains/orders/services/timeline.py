"""Write an order's timeline."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domains.orders.models import TimelineEntry

SYSTEM = "system"


def note(
    *,
    order_id: UUID,
    kind: str,
    now: datetime,
    actor: str = SYSTEM,
    vendor_order_id: UUID | None = None,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Add what happened, for the shopper and staff to read."""
    TimelineEntry.objects.create(
        order_id=order_id,
        vendor_order_id=vendor_order_id,
        kind=kind,
        facts=dict(facts or {}),
        actor=actor,
        happened_at=now,
    )
