"""Put sold units back on the shelf."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.inventory.errors import QuantityOutOfRange, ReturnExceedsSale
from domains.inventory.models import StockLevel, StockMovement
from domains.inventory.services.levels import Change, change_levels, lock_levels_of_variants

_COMING_BACK = (StockMovement.Reason.CANCELLED, StockMovement.Reason.RETURNED)


def return_stock(
    *,
    purchase_id: UUID,
    vendor_order_id: UUID,
    units: Mapping[UUID, int],
    reason: StockMovement.Reason,
    actor: str,
    now: datetime,
) -> bool:
    """Put units (variant id -> quantity) back to the levels from which the purchase took them.

    Once per vendor order: False, and nothing done, when its units came back before. `reason` is CANCELLED or
    RETURNED. Raises ReturnExceedsSale when more would come back than was sold.
    """
    if reason not in _COMING_BACK or not units or min(units.values()) < 1:
        raise QuantityOutOfRange
    with transaction.atomic():
        levels = lock_levels_of_variants(variant_ids=units.keys())
        movements = StockMovement.objects.filter(level__in=levels)
        if movements.filter(reason__in=_COMING_BACK, reference=str(vendor_order_id)).exists():
            return False
        sales = movements.filter(reason=StockMovement.Reason.SOLD, reference=str(purchase_id))
        back = _divide(levels=levels, sold=dict(sales.values_list("level_id", "delta")), units=units)
        change_levels(changes=[Change(level_id=level_id, on_hand=quantity) for level_id, quantity in back.items()])
        StockMovement.objects.bulk_create(
            StockMovement(
                level_id=level_id,
                delta=quantity,
                reason=reason,
                reference=str(vendor_order_id),
                actor=actor,
                moved_at=now,
            )
            for level_id, quantity in back.items()
        )
    return True


def _divide(*, levels: Sequence[StockLevel], sold: Mapping[UUID, int], units: Mapping[UUID, int]) -> dict[UUID, int]:
    """Units per level; `sold` is level id -> delta of the sale (negative)."""
    left = dict(units)
    taken: defaultdict[UUID, int] = defaultdict(int)
    back: dict[UUID, int] = {}
    for level in levels:
        here = -sold.get(level.id, 0)
        taken[level.variant_id] += here
        quantity = min(here, left[level.variant_id])
        if quantity:
            back[level.id] = quantity
            left[level.variant_id] -= quantity
    for variant_id, missing in left.items():
        if missing:
            raise ReturnExceedsSale(variant_id=variant_id, sold=taken[variant_id])
    return back
