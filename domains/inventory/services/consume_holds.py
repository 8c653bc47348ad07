"""Sell what a purchase holds."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.inventory.models import Reservation, StockLevel, StockMovement
from domains.inventory.services.levels import Change, change_levels


def consume_holds(*, purchase_id: UUID, now: datetime) -> bool:
    """Turn the purchase's holds into sales; a second call changes nothing and says True again.

    False when there is no hold or any of them was released already: then nothing is done. A hold past its expiry
    that nobody released yet still counts.
    """
    with transaction.atomic():
        own = Reservation.objects.select_for_update().filter(purchase_id=purchase_id)
        holds = list(own.order_by("level_id"))
        if not holds or any(hold.state == Reservation.State.RELEASED for hold in holds):
            return False
        unsold = [hold for hold in holds if hold.state == Reservation.State.OPEN]
        if unsold:
            _sell(holds=unsold, now=now)
    return True


def _sell(*, holds: list[Reservation], now: datetime) -> None:
    level_ids = [hold.level_id for hold in holds]
    # Availability stays as it is, so the variants' other levels need no lock.
    list(StockLevel.objects.select_for_update(no_key=True).filter(id__in=level_ids).order_by("id").values_list("id"))
    change_levels(
        changes=[Change(level_id=hold.level_id, on_hand=-hold.quantity, reserved=-hold.quantity) for hold in holds]
    )
    StockMovement.objects.bulk_create(
        StockMovement(
            level_id=hold.level_id,
            delta=-hold.quantity,
            reason=StockMovement.Reason.SOLD,
            reference=str(hold.purchase_id),
            actor="system",
            moved_at=now,
        )
        for hold in holds
    )
    Reservation.objects.filter(id__in=[hold.id for hold in holds]).update(
        state=Reservation.State.CONSUMED, closed_at=now
    )
