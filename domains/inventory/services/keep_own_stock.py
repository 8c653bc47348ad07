"""What members of a vendor do with its shelves. Each asks for the membership, inside its own transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from domains.common.errors import InvalidInput, NotFound
from domains.common.text import clean_line
from domains.common.turns import take_turns
from domains.identity.countries import COUNTRIES
from domains.inventory.errors import (
    LocationNameTaken,
    NotAtThisLocation,
    QuantityOutOfRange,
    StockPromised,
    TooManyLocations,
)
from domains.inventory.models import StockLocation
from domains.inventory.services.levels import lock_levels_of_variants
from domains.inventory.services.receive_stock import correct_stock, receive_stock
from domains.vendors.membership import Right, ensure_member

MOST_LOCATIONS, MOST_AT_ONCE, LONGEST_NAME, LONGEST_REFERENCE = 20, 200, 120, 80


def create_own_location(*, vendor_id: UUID, member_id: UUID, name: str, country: str) -> StockLocation:
    """Give the vendor one more place to ship from, as its last.

    Raises NotFound for others' vendors, HouseClosed, Denied, InvalidInput, LocationNameTaken, TooManyLocations.
    """
    said = clean_line(name, path=("name",), at_most=LONGEST_NAME)
    if country not in COUNTRIES:
        raise InvalidInput("A country is two capital letters, such as NG.", path=("country",))
    with transaction.atomic():
        ensure_member(user_id=member_id, vendor_id=vendor_id, right=Right.KEEP_STOCK)
        take_turns(f"locations of {vendor_id}")
        own = StockLocation.objects.filter(vendor=vendor_id)
        if own.count() >= MOST_LOCATIONS:
            raise TooManyLocations(most=MOST_LOCATIONS)
        last = own.aggregate(last=Max("position"))["last"]
        place = StockLocation(vendor_id=vendor_id, name=said, country=country, position=0 if last is None else last + 1)
        try:
            with transaction.atomic():
                place.save(force_insert=True)
        except IntegrityError as error:
            raise LocationNameTaken from error
    return place


def receive_own_stock(
    *, location_id: UUID, member_id: UUID, units: Mapping[UUID, int], reference: str, now: datetime
) -> None:
    """Add units (variant id -> quantity) that arrived at a location of the vendor's, all or none.

    Variants of drafts too, so that a product begins with its stock. Raises NotFound for others' locations, as for none,
    HouseClosed, Denied, NotAtThisLocation for variants of others, QuantityOutOfRange, InvalidInput.
    """
    if not 1 <= len(units) <= MOST_AT_ONCE:
        raise InvalidInput(f"Receive 1 to {MOST_AT_ONCE} at once.", path=("units",))
    said = clean_line(reference, path=("reference",), at_most=LONGEST_REFERENCE, required=False)
    with transaction.atomic():
        _ensure_own(location_id, member_id)
        # All levels at once, and new ones in the same order everywhere: two deliveries would deadlock otherwise.
        lock_levels_of_variants(variant_ids=units)
        arrived: dict[str, Any] = {"actor": f"customer:{member_id}", "now": now, "reference": said}
        for variant_id in sorted(units):
            with _naming("units", str(list(units).index(variant_id)), number="quantity"):
                receive_stock(variant_id=variant_id, location_id=location_id, quantity=units[variant_id], **arrived)


def correct_own_stock(
    *, location_id: UUID, member_id: UUID, counts: Mapping[UUID, int], reason: str, now: datetime
) -> None:
    """Set what a location of the vendor's has to what was counted (variant id -> on hand), all or none.

    Each difference is a movement with the reason; an equal count moves nothing. Raises NotFound for others' locations,
    as for none, HouseClosed, Denied, NotAtThisLocation for variants of others, QuantityOutOfRange, InvalidInput, and
    StockPromised where purchases in progress hold more.
    """
    if not 1 <= len(counts) <= MOST_AT_ONCE:
        raise InvalidInput(f"Correct 1 to {MOST_AT_ONCE} at once.", path=("counts",))
    said = clean_line(reason, path=("reason",), at_most=LONGEST_REFERENCE)
    with transaction.atomic():
        _ensure_own(location_id, member_id)
        lock_levels_of_variants(variant_ids=counts)
        how: dict[str, Any] = {"actor": f"customer:{member_id}", "now": now, "reference": said}
        for variant_id in sorted(counts):
            with _naming("counts", str(list(counts).index(variant_id)), number="onHand"):
                correct_stock(variant_id=variant_id, location_id=location_id, on_hand=counts[variant_id], **how)


@contextmanager
def _naming(*path: str, number: str) -> Iterator[None]:
    """Say of what goes wrong in which of many it did; `number` is the field with the units."""
    try:
        yield
    except QuantityOutOfRange as error:
        raise QuantityOutOfRange(path=(*path, number)) from error
    except StockPromised as error:
        raise StockPromised(reserved=error.reserved, path=(*path, number)) from error
    except NotAtThisLocation as error:
        raise NotAtThisLocation(path=(*path, "variant")) from error


def _ensure_own(location_id: UUID, member_id: UUID) -> None:
    missing = NotFound("There is no such location.", path=("location",))
    vendor_id = StockLocation.objects.filter(id=location_id).values_list("vendor_id", flat=True).first()
    if vendor_id is None:
        raise missing
    try:
        ensure_member(user_id=member_id, vendor_id=vendor_id, right=Right.KEEP_STOCK)
    except NotFound as error:
        # In the very words for none at all.
        raise missing from error
