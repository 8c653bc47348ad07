"""Which methods a vendor offers to a country in a currency."""

from uuid import UUID

import pytest

from domains.common.bridge import in_transaction
from domains.common.money import Money
from domains.shipping.queries import methods_by_vendor_id
from domains.shipping.rates import charge
from domains.shipping.reads import methods_for
from domains.vendors.models import Vendor
from tests.factories.shipping import make_method, make_rate, make_zone
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")


def names(vendor: Vendor, *, country: str, currency: str = "NGN") -> list[str]:
    offers = methods_for(vendor_ids=[vendor.id], country=country, currency=currency)
    return [offer.name for offer in offers[vendor.id]]


def test_a_zone_that_names_the_country_shuts_out_the_rest_of_the_world() -> None:
    vendor = make_vendor()
    make_method(zone=make_zone(vendor=vendor, countries=("NG", "GH")), name="West Africa")
    make_method(zone=make_zone(vendor=vendor, countries=("*",)), name="World")

    assert names(vendor, country="NG") == ["West Africa"]
    assert names(vendor, country="FR") == ["World"]


def test_does_not_ship_to_a_named_country_without_a_method_in_the_currency() -> None:
    vendor = make_vendor()
    make_method(zone=make_zone(vendor=vendor, countries=("US",)), rates={0: Money(900, "USD")}, name="America")
    make_method(zone=make_zone(vendor=vendor, countries=("*",)), name="World")

    assert names(vendor, country="US", currency="USD") == ["America"]
    assert names(vendor, country="US", currency="NGN") == []


def test_ships_nowhere_without_a_zone_for_the_country() -> None:
    vendor = make_vendor()
    make_method(zone=make_zone(vendor=vendor, countries=("NG",)))

    assert names(vendor, country="FR") == []


def test_offers_active_methods_in_their_order() -> None:
    vendor = make_vendor()
    zone = make_zone(vendor=vendor)
    make_method(zone=zone, code="express", name="Express", position=2)
    make_method(zone=zone, code="standard", name="Standard", position=1)
    make_method(zone=zone, code="drone", name="Drone", is_active=False)

    assert names(vendor, country="NG") == ["Standard", "Express"]


def test_keeps_the_rates_of_other_currencies_apart() -> None:
    vendor = make_vendor()
    method = make_method(vendor=vendor, rates={0: Money(2_500_00, "NGN"), 50_000_00: Money(0, "NGN")})
    make_rate(method=method, amount=Money(7_00, "EUR"))

    offer = methods_for(vendor_ids=[vendor.id], country="NG", currency="EUR")[vendor.id][0]

    assert [rate.amount for rate in offer.rates] == [Money(7_00, "EUR")]
    assert charge(offer, Money(1, "EUR")) == Money(7_00, "EUR")


def _make_fifty_vendors() -> list[UUID]:
    vendors = [make_vendor(name=f"House {number}") for number in range(50)]
    for vendor in vendors:
        make_method(vendor=vendor, rates={0: Money(900, "NGN"), 10_000: Money(0, "NGN")})
    return [vendor.id for vendor in vendors]


async def test_answers_the_same_on_both_sides_in_one_statement_for_many_vendors() -> None:
    vendor_ids = await in_transaction(_make_fifty_vendors)

    with counted_statements() as statements:
        read = await methods_by_vendor_id(vendor_ids, country="NG", currency="NGN")

    assert len(statements) == 1
    assert read == await in_transaction(methods_for, vendor_ids=vendor_ids, country="NG", currency="NGN")
    assert {len(offers) for offers in read.values()} == {1}
