"""Put new units on the shelf, and put a count right."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.inventory.errors import NotAtThisLocation, QuantityOutOfRange, StockPromised
from domains.inventory.models import StockLevel, StockLocation, StockMovement
from domains.inventory.services.levels import Change, change_levels, lock_levels_of_variants

MAX_UNITS = 1_000_000


def receive_stock(
    *, variant_id: UUID, location_id: UUID, quantity: int, actor: str, now: datetime, reference: str = ""
) -> StockLevel:
    """Add units that arrived at a location; the level is made with its first units.

    Raises NotAtThisLocation when the location is another vendor's, QuantityOutOfRange below 1 or above a million.
    """
    if not 1 <= quantity <= MAX_UNITS:
        raise QuantityOutOfRange
    with transaction.atomic():
        level = _locked_level(variant_id=variant_id, location_id=location_id)
        _move(level=level, delta=quantity, reason=StockMovement.Reason.RECEIVED, by=(actor, reference, now))
    return level


def correct_stock(
    *, variant_id: UUID, location_id: UUID, on_hand: int, actor: str, now: datetime, reference: str = ""
) -> StockLevel:
    """Set on hand to what was counted; `reference` says why. An equal count changes nothing.

    Raises StockPromised when that is less than purchases in progress hold.
    """
    if not 0 <= on_hand <= MAX_UNITS:
        raise QuantityOutOfRange
    with transaction.atomic():
        level = _locked_level(variant_id=variant_id, location_id=location_id)
        if on_hand < level.reserved:
            raise StockPromised(reserved=level.reserved)
        delta = on_hand - level.on_hand
        if delta:
            _move(level=level, delta=delta, reason=StockMovement.Reason.CORRECTED, by=(actor, reference, now))
    return level


def _locked_level(*, variant_id: UUID, location_id: UUID) -> StockLevel:
    own = StockLocation.objects.filter(id=location_id, vendor__products__variants=variant_id)
    if not own.exists():
        raise NotAtThisLocation
    # Locks first, so that nobody reads the variant's availability between the insert and the change.
    for level in lock_levels_of_variants(variant_ids=[variant_id]):
        if level.location_id == location_id:
            return level
    fresh = StockLevel(variant_id=variant_id, location_id=location_id)
    StockLevel.objects.bulk_create([fresh], ignore_conflicts=True)
    return StockLevel.objects.select_for_update(no_key=True).get(variant_id=variant_id, location_id=location_id)


def _move(*, level: StockLevel, delta: int, reason: StockMovement.Reason, by: tuple[str, str, datetime]) -> None:
    if level.on_hand + delta > MAX_UNITS:
        raise QuantityOutOfRange
    actor, reference, now = by
    change_levels(changes=[Change(level_id=level.id, on_hand=delta)])
    StockMovement.objects.create(
        level=level, delta=delta, reason=reason, reference=reference, actor=actor, moved_at=now
    )
    level.on_hand += delta
