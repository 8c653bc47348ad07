"""Promise units to a purchase."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.inventory.allocation import Shelf, allocate
from domains.inventory.errors import QuantityOutOfRange
from domains.inventory.models import Reservation
from domains.inventory.services.levels import Change, change_levels, lock_levels_of_variants


def hold_stock(*, purchase_id: UUID, wanted: Mapping[UUID, int], expires_at: datetime, now: datetime) -> None:
    """Promise the wanted units (variant id -> quantity) to a purchase until `expires_at`: all of them or none.

    Raises OutOfStock naming every variant that falls short.
    """
    if not wanted or min(wanted.values()) < 1:
        raise QuantityOutOfRange
    with transaction.atomic():
        levels = lock_levels_of_variants(variant_ids=wanted.keys())
        shelves = [
            Shelf(
                level_id=level.id,
                variant_id=level.variant_id,
                position=level.location.position,
                available=level.on_hand - level.reserved,
            )
            for level in levels
        ]
        taken = allocate(shelves=shelves, wanted=wanted)
        change_levels(changes=[Change(level_id=level_id, reserved=units) for level_id, units in taken.items()])
        Reservation.objects.bulk_create(
            Reservation(
                level_id=level_id, purchase_id=purchase_id, quantity=units, expires_at=expires_at, created_at=now
            )
            for level_id, units in taken.items()
        )
