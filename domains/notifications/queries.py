"""Reads of the feed, native async."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size

_ITEM = "id, kind, facts::json, created_at, read_at"
# Constants of this file only: nothing that comes from outside becomes part of a statement.
_OWN = f"SELECT {_ITEM} FROM notifications_feed_item WHERE user_id = %s"  # noqa: S608
_NEWEST_FIRST = "ORDER BY created_at DESC, id DESC LIMIT %s"
_FIRST_PAGE = f"{_OWN} {_NEWEST_FIRST}"
_NEXT_PAGE = f"{_OWN} AND (created_at, id) < (%s::timestamptz, %s::uuid) {_NEWEST_FIRST}"
_ONE = f"{_OWN} AND id = %s"
_COUNT = "SELECT count(*) FROM notifications_feed_item WHERE user_id = %s"
_UNREAD = "SELECT count(*) FROM notifications_feed_item WHERE user_id = %s AND read_at IS NULL"


@dataclass(frozen=True, slots=True)
class FeedRow:
    """Something a customer is told."""

    id: UUID
    kind: str
    facts: dict[str, Any]
    created_at: datetime
    read_at: datetime | None

    @property
    def order_id(self) -> UUID | None:
        """The order it is about, where it is about one."""
        return UUID(self.facts["order_id"]) if "order_id" in self.facts else None

    @property
    def product_id(self) -> UUID | None:
        """The product it is about, where it is about one."""
        return UUID(self.facts["product_id"]) if "product_id" in self.facts else None


async def list_feed(*, user_id: UUID, first: int | None, after: str | None) -> Page[FeedRow]:
    """A customer's feed, the newest first. Raises BadCursor and BadPageSize."""
    size = page_size(first)
    cursors = Cursors("feed", user=user_id)
    if after is None:
        rows = await fetch_all(_FIRST_PAGE, [user_id, size + 1], row=FeedRow)
    else:
        rows = await fetch_all(_NEXT_PAGE, [user_id, *cursors.read(after), size + 1], row=FeedRow)

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT, [user_id])
        return int(counted)

    return page_of(
        rows, size=size, after=after, position=lambda row: (row.created_at, row.id), cursors=cursors, count=count
    )


async def find_item(*, item_id: UUID, user_id: UUID) -> FeedRow:
    """An item of a customer's own feed. Raises NotFound, for somebody else's as for none."""
    rows = await fetch_all(_ONE, [user_id, item_id], row=FeedRow)
    if not rows:
        raise NotFound
    return rows[0]


async def unread_count(*, user_id: UUID) -> int:
    """How much a customer has not read."""
    [(counted,)] = await fetch_tuples(_UNREAD, [user_id])
    return int(counted)
