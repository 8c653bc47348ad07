"""The address book: what an address has to be, and whose it is."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import DomainError, InvalidInput, NotFound
from domains.common.pagination import BadCursor, BadPageSize
from domains.identity.addresses import (
    InvalidPhone,
    InvalidPostcode,
    InvalidRegion,
    PostalAddress,
    UnknownCountry,
    checked,
    e164,
)
from domains.identity.countries import COUNTRIES
from domains.identity.errors import AddressBookFull
from domains.identity.models import Address, User
from domains.identity.queries import address_of, addresses_page
from domains.identity.services.keep_address import create_address, delete_address, update_address
from tests.factories.identity import a_user, an_address

NOW = utc_now()
LAGOS = PostalAddress(full_name="Ada Obi", line1="1 Marina Road", city="Lagos", region="Lagos", country="NG")


def _create(user: User, *, make_default: bool = False, **changes: Any) -> Address:
    return create_address(user_id=user.id, address=replace(LAGOS, **changes), make_default=make_default, now=NOW)


def _defaults(user: User) -> list[Address]:
    return list(Address.objects.filter(user=user, is_default=True))


@pytest.mark.parametrize(
    ("country", "region", "postcode", "kept"),
    [
        ("ng", "lagos state", "", ("NG", "Lagos", "")),
        ("NG", "FCT", "900001", ("NG", "Federal Capital Territory", "900001")),
        ("GB", "", "sw1a1aa", ("GB", "", "SW1A 1AA")),
        ("GB", "Kent", "me7  1aa", ("GB", "Kent", "ME7 1AA")),
        ("US", "california", "94105-1234", ("US", "CA", "94105-1234")),
        ("US", "ny", "10001", ("US", "NY", "10001")),
        ("FR", "", "75001", ("FR", "", "75001")),
        ("DE", "", "01067", ("DE", "", "01067")),
        ("GH", "Greater Accra", "ga-184-1234", ("GH", "Greater Accra", "GA-184-1234")),
        ("KE", "", "", ("KE", "", "")),
        ("ZA", "western cape", "8001", ("ZA", "Western Cape", "8001")),
        ("MA", "", "20000", ("MA", "", "20000")),
        ("SN", "", "", ("SN", "", "")),
        ("IT", "RM", "00118", ("IT", "RM", "00118")),
        ("CA", "Quebec", "h2x1y4", ("CA", "QC", "H2X 1Y4")),
        ("NL", "", "1012ab", ("NL", "", "1012 AB")),
        ("BR", "SP", "01310-100", ("BR", "SP", "01310-100")),
        ("AE", "Dubai", "", ("AE", "Dubai", "")),
    ],
)
def test_spells_an_address_as_its_country_does(
    country: str, region: str, postcode: str, kept: tuple[str, str, str]
) -> None:
    address = checked(replace(LAGOS, country=country, region=region, postcode=postcode))

    assert (address.country, address.region, address.postcode) == kept
    assert checked(address) == address


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"country": "XX"}, UnknownCountry, "country"),
        ({"country": ""}, UnknownCountry, "country"),
        ({"country": "NGA"}, UnknownCountry, "country"),
        ({"country": "N" * 1_000_000}, UnknownCountry, "country"),
        ({"region": ""}, InvalidRegion, "region"),
        ({"region": "Atlantis"}, InvalidRegion, "region"),
        ({"postcode": "12345"}, InvalidPostcode, "postcode"),
        ({"postcode": "١٠٠٠٠١"}, InvalidPostcode, "postcode"),
        ({"country": "GB", "postcode": ""}, InvalidPostcode, "postcode"),
        ({"country": "GB", "postcode": "75001"}, InvalidPostcode, "postcode"),
        ({"country": "US", "region": "NY", "postcode": "1000"}, InvalidPostcode, "postcode"),
        ({"country": "US", "region": "ZZ", "postcode": "10001"}, InvalidRegion, "region"),
        ({"country": "FR", "postcode": "7500"}, InvalidPostcode, "postcode"),
        ({"country": "DE", "postcode": "1011X"}, InvalidPostcode, "postcode"),
        ({"country": "KE", "postcode": "1"}, InvalidPostcode, "postcode"),
        ({"country": "ZA", "region": "Gauteng", "postcode": "12345"}, InvalidPostcode, "postcode"),
        ({"country": "BR", "region": "", "postcode": "<script>"}, InvalidPostcode, "postcode"),
        ({"full_name": ""}, InvalidInput, "fullName"),
        ({"full_name": "A" * 151}, InvalidInput, "fullName"),
        ({"line1": " \t "}, InvalidInput, "line1"),
        ({"line1": "1\x00"}, InvalidInput, "line1"),
        ({"line2": "A" * 201}, InvalidInput, "line2"),
        ({"city": "L\u202eagos"}, InvalidInput, "city"),
        ({"phone": "12"}, InvalidPhone, "phone"),
        ({"phone": "call me"}, InvalidPhone, "phone"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_refuses_what_nothing_could_be_sent_to(changes: dict[str, str], error: type[DomainError], field: str) -> None:
    with pytest.raises(error) as refused:
        checked(replace(LAGOS, **changes))

    assert refused.value.path == (field,)


@pytest.mark.parametrize(
    ("phone", "country", "number"),
    [
        ("0803 123 4567", "NG", "+2348031234567"),
        ("+234 803 123 4567", "FR", "+2348031234567"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("  ", "NG", ""),
    ],
)
def test_writes_phone_numbers_in_e164(phone: str, country: str, number: str) -> None:
    assert e164(phone, country=country) == number


@pytest.mark.parametrize("phone", ["+1", "0803 123 4567 ext. 5", "9" * 41, "\ud800", "+999 123456789", "0" * 30])
def test_refuses_numbers_nobody_can_call(phone: str) -> None:
    with pytest.raises(InvalidPhone):
        e164(phone, country="NG")


def test_knows_all_countries() -> None:
    assert len(COUNTRIES) == 249


def test_the_first_address_becomes_the_default_and_another_on_demand() -> None:
    user = a_user()

    first, second = _create(user), _create(user)
    assert _defaults(user) == [first]
    third = _create(user, make_default=True)

    assert _defaults(user) == [third]
    update_address(address_id=second.id, user_id=user.id, address=LAGOS, make_default=True)
    assert _defaults(user) == [second]


def test_replaces_an_address_and_keeps_it_the_default() -> None:
    user = a_user()
    home = _create(user, line2="Flat 2", phone="08031234567")

    update_address(address_id=home.id, user_id=user.id, address=replace(LAGOS, city=" Ikeja "), make_default=False)

    [kept] = Address.objects.all()
    assert (kept.city, kept.line2, kept.phone, kept.is_default) == ("Ikeja", "", "", True)


def test_the_newest_address_left_becomes_the_default() -> None:
    user = a_user()
    first, second, third = _create(user), _create(user), _create(user)

    delete_address(address_id=first.id, user_id=user.id)
    assert _defaults(user) == [third]
    delete_address(address_id=second.id, user_id=user.id)
    delete_address(address_id=third.id, user_id=user.id)

    assert Address.objects.count() == 0


def test_nobody_touches_the_book_of_somebody_else() -> None:
    owner, stranger = a_user(), a_user()
    home = _create(owner)

    with pytest.raises(NotFound):
        update_address(address_id=home.id, user_id=stranger.id, address=replace(LAGOS, city="Kano"), make_default=True)
    with pytest.raises(NotFound):
        delete_address(address_id=home.id, user_id=stranger.id)

    [kept] = Address.objects.all()
    assert (kept.user_id, kept.city, kept.is_default) == (owner.id, "Lagos", True)


def test_a_book_holds_fifty_addresses() -> None:
    user = a_user()
    for _ in range(50):
        an_address(user)

    with pytest.raises(AddressBookFull):
        _create(user)

    assert Address.objects.count() == 50


async def test_parallel_defaults_leave_exactly_one() -> None:
    user = await in_transaction(a_user)

    await asyncio.gather(*(in_transaction(_create, user, make_default=True) for _ in range(12)))

    assert len(await in_transaction(_defaults, user)) == 1


async def test_pages_through_the_own_book() -> None:
    user, other = await in_transaction(a_user), await in_transaction(a_user)
    homes = [await in_transaction(_create, user, city=f"Town {number}") for number in range(5)]
    theirs = await in_transaction(_create, other)

    one = await addresses_page(user_id=user.id, first=3, after=None)
    two = await addresses_page(user_id=user.id, first=3, after=one.end_cursor)

    assert [row.id for row in (*one.items, *two.items)] == [home.id for home in reversed(homes)]
    assert (one.has_next, two.has_next, two.has_previous, await two.count()) == (True, False, True, 5)
    with pytest.raises(BadCursor):
        await addresses_page(user_id=other.id, first=3, after=one.end_cursor)
    with pytest.raises(BadPageSize):
        await addresses_page(user_id=user.id, first=51, after=None)
    assert await address_of(user_id=user.id, address_id=theirs.id) is None
    found = await address_of(user_id=user.id, address_id=homes[0].id)
    assert found is not None
    assert found.city == "Town 0"
