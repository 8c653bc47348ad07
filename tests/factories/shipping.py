"""Zones, methods and rates for tests: only what the test is about has to be said."""

from collections.abc import Mapping, Sequence
from itertools import count

from domains.common.money import Money
from domains.shipping.models import ShippingMethod, ShippingRate, ShippingZone
from domains.vendors.models import Vendor

NGN_2_500 = Money(2_500_00, "NGN")
_numbers = count(1)


def make_zone(*, vendor: Vendor, countries: Sequence[str] = ("*",), name: str | None = None) -> ShippingZone:
    """Countries the vendor ships to; everywhere where none are named."""
    return ShippingZone.objects.create(vendor=vendor, countries=list(countries), name=name or f"Zone {next(_numbers)}")


def make_method(
    *,
    vendor: Vendor | None = None,
    zone: ShippingZone | None = None,
    code: str = "standard",
    name: str = "Standard",
    rates: Mapping[int, Money] | None = None,
    is_active: bool = True,
    position: int = 0,
) -> ShippingMethod:
    """A way of shipping, of a new zone of the vendor where none is given; `rates` maps lower bounds to charges."""
    if zone is None:
        assert vendor is not None, "a method belongs to a zone or a vendor"
        zone = make_zone(vendor=vendor)
    method = ShippingMethod.objects.create(
        zone=zone, code=code, name=name, min_days=2, max_days=5, is_active=is_active, position=position
    )
    for bound, amount in (rates or {0: NGN_2_500}).items():
        make_rate(method=method, amount=amount, min_subtotal_minor=bound)
    return method


def make_rate(*, method: ShippingMethod, amount: Money, min_subtotal_minor: int = 0) -> ShippingRate:
    """What the method costs from that subtotal upwards."""
    return ShippingRate.objects.create(
        method=method, currency=amount.currency, min_subtotal_minor=min_subtotal_minor, amount_minor=amount.minor
    )
