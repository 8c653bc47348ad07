"""Reads of alerts, native async."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.money import Money
from domains.common.pagination import Cursors, Page, page_of, page_size

_ALERT = """
    id, kind, product_id, variant_id, currency, reference_minor, target_minor, created_at, fired_at
"""
# Constants of this file only: nothing that comes from outside becomes part of a statement.
_OWN = f"SELECT {_ALERT} FROM notifications_alert WHERE user_id = %s"  # noqa: S608
_NEWEST_FIRST = "ORDER BY created_at DESC, id DESC LIMIT %s"
_FIRST_PAGE = f"{_OWN} {_NEWEST_FIRST}"
_NEXT_PAGE = f"{_OWN} AND (created_at, id) < (%s::timestamptz, %s::uuid) {_NEWEST_FIRST}"
_ONE = f"{_OWN} AND id = %s"
_COUNT = "SELECT count(*) FROM notifications_alert WHERE user_id = %s"


@dataclass(frozen=True, slots=True)
class AlertRow:
    """Something a customer wants to be told of, or was."""

    id: UUID
    kind: str
    product_id: UUID
    variant_id: UUID | None
    currency: str
    reference_minor: int | None
    target_minor: int | None
    created_at: datetime
    fired_at: datetime | None

    @property
    def reference(self) -> Money | None:
        """What it cost when the alert was made; None for stock."""
        return None if self.reference_minor is None else Money(self.reference_minor, self.currency)

    @property
    def target(self) -> Money | None:
        """What it is to cost at most, where that was said."""
        return None if self.target_minor is None else Money(self.target_minor, self.currency)


async def list_alerts(*, user_id: UUID, first: int | None, after: str | None) -> Page[AlertRow]:
    """A customer's alerts, the newest first, those told among them. Raises BadCursor and BadPageSize."""
    size = page_size(first)
    cursors = Cursors("alerts", user=user_id)
    if after is None:
        rows = await fetch_all(_FIRST_PAGE, [user_id, size + 1], row=AlertRow)
    else:
        rows = await fetch_all(_NEXT_PAGE, [user_id, *cursors.read(after), size + 1], row=AlertRow)

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT, [user_id])
        return int(counted)

    return page_of(
        rows, size=size, after=after, position=lambda row: (row.created_at, row.id), cursors=cursors, count=count
    )


async def find_alert(*, alert_id: UUID, user_id: UUID) -> AlertRow:
    """A customer's own alert. Raises NotFound, for somebody else's as for none."""
    rows = await fetch_all(_ONE, [user_id, alert_id], row=AlertRow)
    if not rows:
        raise NotFound
    return rows[0]
