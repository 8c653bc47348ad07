"""Locking stock levels, and the one statement that changes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from domains.common.errors import DomainError, Kind
from domains.common.events import Event, record
from domains.inventory.events import StockLevelChanged, VariantRestocked, VariantSoldOut
from domains.inventory.models import StockLevel


class StockMoved(DomainError):
    """A level was changed past its bounds; the whole write is undone."""

    kind = Kind.CONFLICT
    code = "STOCK_MOVED"


@dataclass(frozen=True, slots=True)
class Change:
    """Units added to (or, negative, taken from) a level."""

    level_id: UUID
    on_hand: int = 0
    reserved: int = 0


# The condition repeats the table's own constraint, so that a caller without the lock changes nothing instead of
# failing half way. The outer query reads the table as it was before this statement: the former availability.
_CHANGE = """
WITH wanted AS (
    SELECT * FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS w (level_id, on_hand, reserved)
), changed AS (
    UPDATE inventory_level AS l
    SET on_hand = l.on_hand + w.on_hand, reserved = l.reserved + w.reserved
    FROM wanted w
    WHERE l.id = w.level_id AND l.reserved + w.reserved BETWEEN 0 AND l.on_hand + w.on_hand
    RETURNING l.variant_id, w.on_hand - w.reserved AS difference
)
SELECT l.variant_id,
       sum(l.on_hand - l.reserved)::bigint,
       (SELECT sum(c.difference) FROM changed c WHERE c.variant_id = l.variant_id)::bigint,
       (SELECT count(*) FROM changed)
FROM inventory_level l
WHERE l.variant_id IN (SELECT variant_id FROM changed)
GROUP BY l.variant_id
ORDER BY l.variant_id
"""


def lock_levels_of_variants(*, variant_ids: Iterable[UUID]) -> Sequence[StockLevel]:
    """All levels of the variants, with their locations, locked until the transaction ends."""
    levels = StockLevel.objects.select_for_update(of=("self",), no_key=True).select_related("location")
    # By id, everywhere: two purchases with the same shoes in another order would deadlock.
    return list(levels.filter(variant_id__in=variant_ids).order_by("id"))


def change_levels(*, changes: Iterable[Change]) -> None:
    """Apply changes to locked levels and record StockLevelChanged for each variant whose availability moved.

    Raises StockMoved when a level would end below zero or promise more than it has. A level appears once.
    """
    wanted = list(changes)
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGE, [[c.level_id for c in wanted], [c.on_hand for c in wanted], [c.reserved for c in wanted]]
        )
        rows = cursor.fetchall()
    if (rows[0][3] if rows else 0) != len(wanted):
        raise StockMoved("Stock has just moved. Please try again.")
    moved = [
        event
        for variant_id, was, difference, _ in rows
        if difference
        for event in _moves(variant_id, was=was, available=was + difference)
    ]
    if moved:
        record(*moved)


def _moves(variant_id: UUID, *, was: int, available: int) -> Iterator[Event]:
    yield StockLevelChanged(variant_id=variant_id, available=available, was_available=was)
    if was > 0 >= available:
        yield VariantSoldOut(variant_id=variant_id)
    if was <= 0 < available:
        yield VariantRestocked(variant_id=variant_id, available=available)
