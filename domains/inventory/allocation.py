"""Which shelves the units of a purchase come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domains.inventory.errors import OutOfStock, ShortLine


@dataclass(frozen=True, slots=True)
class Shelf:
    """One level of a variant, as far as allocation cares."""

    level_id: UUID
    variant_id: UUID
    position: int
    available: int


def allocate(*, shelves: Sequence[Shelf], wanted: Mapping[UUID, int]) -> dict[UUID, int]:
    """How many units to take from each level; a variant is split over its shelves, lowest position first.

    The units of a variant add up to what is wanted. Raises OutOfStock naming every variant that falls short.
    """
    by_variant: dict[UUID, list[Shelf]] = {variant_id: [] for variant_id in wanted}
    for shelf in sorted(shelves, key=lambda shelf: (shelf.position, shelf.level_id)):
        by_variant[shelf.variant_id].append(shelf)
    short = [
        ShortLine(variant_id=variant_id, wanted=wanted[variant_id], available=available)
        for variant_id, own in by_variant.items()
        if (available := sum(shelf.available for shelf in own)) < wanted[variant_id]
    ]
    if short:
        raise OutOfStock(lines=short)
    taken: dict[UUID, int] = {}
    for variant_id, own in by_variant.items():
        missing = wanted[variant_id]
        for shelf in own:
            units = min(missing, shelf.available)
            if units:
                taken[shelf.level_id] = units
                missing -= units
    return taken
