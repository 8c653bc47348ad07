"""Reads of saved carts, native async."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domains.common.db import fetch_all
from domains.common.errors import NotFound
from domains.identity.viewer import Owner

_OWN = "SELECT id, name, currency, created_at FROM checkout_saved_cart WHERE owner_kind = %s AND owner_id = %s"
_ALL = f"{_OWN} ORDER BY created_at DESC, id DESC"
_ONE = f"{_OWN} AND id = %s"
_LINES = """
    SELECT saved_cart_id, variant_id, quantity FROM checkout_saved_cart_line
    WHERE saved_cart_id = ANY(%s) ORDER BY saved_cart_id, position, id
"""


@dataclass(frozen=True, slots=True)
class SavedCartRow:
    """A saved cart as its owner sees it."""

    id: UUID
    name: str
    currency: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SavedLineRow:
    """A variant of it, and how many."""

    saved_cart_id: UUID
    variant_id: UUID
    quantity: int


async def list_saved_carts(*, owner: Owner) -> list[SavedCartRow]:
    """The owner's saved carts, the newest first; there are few."""
    return await fetch_all(_ALL, [owner.kind, owner.id], row=SavedCartRow)


async def find_saved_cart(*, saved_cart_id: UUID, owner: Owner) -> SavedCartRow:
    """The owner's saved cart. Raises NotFound, for somebody else's as for none."""
    rows = await fetch_all(_ONE, [owner.kind, owner.id, saved_cart_id], row=SavedCartRow)
    if not rows:
        raise NotFound
    return rows[0]


async def lines_by_saved_cart_id(*, saved_cart_ids: Collection[UUID]) -> Mapping[UUID, list[SavedLineRow]]:
    """The lines of many saved carts, in their order. The caller has found out who may see them."""
    grouped: defaultdict[UUID, list[SavedLineRow]] = defaultdict(list)
    for row in await fetch_all(_LINES, [list(saved_cart_ids)], row=SavedLineRow):
        grouped[row.saved_cart_id].append(row)
    return grouped
