"""Give back what purchases hold and did not buy."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.inventory.models import Reservation, StockLevel
from domains.inventory.services.levels import Change, change_levels, lock_levels_of_variants

log = logging.getLogger(__name__)


def release_holds(*, purchase_id: UUID, reason: str, now: datetime) -> int:
    """Give back what the purchase still holds and say how many holds that were; 0 when none is open."""
    with transaction.atomic():
        held = Reservation.objects.select_for_update().filter(purchase_id=purchase_id, state=Reservation.State.OPEN)
        released = _release(holds=list(held.order_by("level_id")), now=now)
    log.info("holds released", extra={"purchase_id": str(purchase_id), "reason": reason, "holds": released})
    return released


def release_expired_holds(*, now: datetime, limit: int) -> int:
    """Give back up to `limit` holds whose time is over and say how many that were.

    Several workers may run at once: a hold in somebody else's hands is passed over and comes back in a later batch.
    """
    with transaction.atomic():
        expired = Reservation.objects.select_for_update(skip_locked=True).filter(
            state=Reservation.State.OPEN, expires_at__lte=now
        )
        released = _release(holds=list(expired.order_by("expires_at")[:limit]), now=now)
    if released:
        log.info("expired holds released", extra={"holds": released})
    return released


def _release(*, holds: Sequence[Reservation], now: datetime) -> int:
    if not holds:
        return 0
    units: Counter[UUID] = Counter()
    for hold in holds:
        units[hold.level_id] += hold.quantity
    variants = StockLevel.objects.filter(id__in=units.keys()).values_list("variant_id", flat=True)
    lock_levels_of_variants(variant_ids=variants)
    change_levels(changes=[Change(level_id=level_id, reserved=-quantity) for level_id, quantity in units.items()])
    Reservation.objects.filter(id__in=[hold.id for hold in holds]).update(
        state=Reservation.State.RELEASED, closed_at=now
    )
    return len(holds)
