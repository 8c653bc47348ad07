"""Locations and stock for tests: only what the test is about has to be said."""

from datetime import UTC, datetime
from itertools import count

from domains.catalogue.models import Variant
from domains.inventory.models import StockLevel, StockLocation, StockMovement
from domains.vendors.models import Vendor

STOCKED_AT = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


def make_location(*, vendor: Vendor, name: str | None = None, country: str = "NG", position: int = 0) -> StockLocation:
    """A place from which the vendor ships."""
    return StockLocation.objects.create(
        vendor=vendor, name=name or f"Store {next(_numbers)}", country=country, position=position
    )


def make_stock(
    *, variant: Variant, on_hand: int = 10, location: StockLocation | None = None, low_stock_at: int = 3
) -> StockLevel:
    """Units of the variant at a location (the vendor's first, made if need be), with the movement they came by."""
    vendor = Vendor.objects.get(products__variants=variant)
    place = location or vendor.locations.order_by("position", "id").first() or make_location(vendor=vendor)
    level = StockLevel.objects.create(variant=variant, location=place, on_hand=on_hand, low_stock_at=low_stock_at)
    if on_hand:
        StockMovement.objects.create(
            level=level, delta=on_hand, reason=StockMovement.Reason.RECEIVED, actor="system", moved_at=STOCKED_AT
        )
    return level
