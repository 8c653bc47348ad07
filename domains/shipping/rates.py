"""What a vendor's way of shipping costs: pure choices over rates."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from domains.common.money import Money
from domains.shipping.errors import NoRate


@dataclass(frozen=True, slots=True)
class Rate:
    """The charge from a subtotal (in minor units of the charge's currency) upwards."""

    min_subtotal_minor: int
    amount: Money


@dataclass(frozen=True, slots=True)
class MethodOffer:
    """A way in which a vendor ships to the country in question, with its rates in the currency in question."""

    method_id: UUID
    vendor_id: UUID
    code: str
    name: str
    min_days: int
    max_days: int
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """One rate of one method, as it is stored."""

    vendor_id: UUID
    method_id: UUID
    code: str
    name: str
    min_days: int
    max_days: int
    min_subtotal_minor: int
    amount_minor: int


def charge(offer: MethodOffer, subtotal: Money) -> Money:
    """The charge for that subtotal: of the bounds it has reached, the highest counts. Raises NoRate below them all."""
    reached = _reached(offer, subtotal)
    if not reached:
        raise NoRate
    return max(reached, key=attrgetter("min_subtotal_minor")).amount


def takes(offer: MethodOffer, subtotal: Money) -> bool:
    """Whether the method takes orders of that subtotal: it has reached the lowest bound."""
    return bool(_reached(offer, subtotal))


def _reached(offer: MethodOffer, subtotal: Money) -> list[Rate]:
    return [rate for rate in offer.rates if Money(rate.min_subtotal_minor, rate.amount.currency) <= subtotal]


def offers_from(
    rows: Iterable[RateRow], *, vendor_ids: Collection[UUID], currency: str
) -> Mapping[UUID, tuple[MethodOffer, ...]]:
    """The offers of each vendor, in the order of the rows (those of a method stand together); empty for one without."""
    offers: dict[UUID, list[MethodOffer]] = {vendor_id: [] for vendor_id in vendor_ids}
    for _, own in groupby(rows, key=attrgetter("method_id")):
        rates = list(own)
        first = rates[0]
        offers[first.vendor_id].append(
            MethodOffer(
                method_id=first.method_id,
                vendor_id=first.vendor_id,
                code=first.code,
                name=first.name,
                min_days=first.min_days,
                max_days=first.max_days,
                rates=tuple(Rate(row.min_subtotal_minor, Money(row.amount_minor, currency)) for row in rates),
            )
        )
    return {vendor_id: tuple(own) for vendor_id, own in offers.items()}
