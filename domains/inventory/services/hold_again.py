"""Promise units once more to a purchase that was paid for after its holds had run out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.inventory.models import Reservation
from domains.inventory.services.hold_stock import hold_stock
from domains.inventory.services.levels import lock_levels_of_variants
from domains.inventory.services.release_holds import release_holds


def hold_again(*, purchase_id: UUID, wanted: Mapping[UUID, int], expires_at: datetime, now: datetime) -> None:
    """Hold the wanted units anew, whatever is left of the purchase's earlier holds.

    Raises OutOfStock; then the purchase holds what it held before.
    """
    with transaction.atomic():
        # Holds before levels, and all levels at once: the order in which everybody else locks them.
        own = Reservation.objects.select_for_update().filter(purchase_id=purchase_id)
        list(own.order_by("level_id").values_list("id"))
        lock_levels_of_variants(variant_ids=wanted.keys())
        release_holds(purchase_id=purchase_id, reason="held again", now=now)
        # A purchase has one hold per level, so the old ones make room.
        own.filter(state=Reservation.State.RELEASED).delete()
        hold_stock(purchase_id=purchase_id, wanted=wanted, expires_at=expires_at, now=now)
