"""What a vendor's people see of its shelves, native async. Locations are read with the membership: no way around it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from domains.common.db import fetch_all

_LOCATIONS = """
    SELECT location.id, location.name, location.country
    FROM inventory_location AS location
    JOIN vendors_member AS member ON member.vendor_id = location.vendor_id AND member.user_id = %(user_id)s
    WHERE location.vendor_id = %(vendor_id)s
    ORDER BY location.position, location.id
"""
_SHELVES = """
    SELECT level.variant_id, level.on_hand, level.reserved, location.id, location.name, location.country
    FROM inventory_level AS level JOIN inventory_location AS location ON location.id = level.location_id
    WHERE level.variant_id = ANY(%s)
    ORDER BY level.variant_id, location.position, location.id
"""


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A place a vendor ships from."""

    id: UUID
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """What a location has of a variant, and how much of it is promised to purchases in progress."""

    variant_id: UUID
    on_hand: int
    reserved: int
    location: LocationRow


async def own_locations(*, user_id: UUID, vendor_id: UUID) -> list[LocationRow]:
    """The locations of a vendor the user works for, in order; none of others'."""
    return await fetch_all(_LOCATIONS, {"user_id": user_id, "vendor_id": vendor_id}, row=LocationRow)


async def shelves_by_variant_id(*, variant_ids: Collection[UUID]) -> Mapping[UUID, list[ShelfRow]]:
    """What every location has of each variant."""
    grouped: defaultdict[UUID, list[ShelfRow]] = defaultdict(list)
    for row in await fetch_all(_SHELVES, [list(variant_ids)], row=_shelf):
        grouped[row.variant_id].append(row)
    return grouped


def _shelf(variant_id: UUID, on_hand: int, reserved: int, *location: object) -> ShelfRow:
    return ShelfRow(variant_id, on_hand, reserved, LocationRow(*location))  # type: ignore[arg-type]
