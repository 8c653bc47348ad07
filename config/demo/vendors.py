"""The vendors: the hand-written houses first, then as many invented ones as the scale asks for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.utils.text import slugify

from config.demo.dice import identify, roll, some
from config.demo.shipping import plan_zones
from config.demo.tables.garments import GARMENTS
from config.demo.tables.houses import House
from config.demo.tables.houses_africa import AFRICA_EAST_SOUTH_NORTH
from config.demo.tables.houses_west_africa import WEST_AFRICA
from config.demo.tables.houses_world import WORLD
from config.demo.tables.names import FAMILY, GIVEN
from config.demo.tables.phrases import DISPATCH, RETURNS
from config.demo.tables.places import PLACE_BY_CITY, PLACES, Place
from config.demo.values import DemoLocation, DemoVendor, Standing

HOUSES = WEST_AFRICA + AFRICA_EAST_SOUTH_NORTH + WORLD
# Two houses do not sell today, so that what shoppers then see can be tried.
_STANDINGS = {33: Standing.ON_HOLIDAY, 52: Standing.SUSPENDED}
_STYLES = ("Atelier", "Studio", "House", "Workshop", "& Daughters", "Tailoring", "Collective", "Works", "Maison")


def open_vendors(*, seed: int, now: datetime, scale: int) -> Iterator[DemoVendor]:
    """`scale` times as many vendors as there are hand-written houses, one after the other."""
    for number in range(len(HOUSES) * scale):
        dice = roll(seed, "vendor", number)
        house = HOUSES[number] if number < len(HOUSES) else _invented(dice)
        yield _vendor(seed=seed, number=number, house=house, dice=dice, now=now)


def _vendor(*, seed: int, number: int, house: House, dice: Random, now: datetime) -> DemoVendor:
    place = PLACE_BY_CITY[house.city]
    slug = slugify(house.name) if number < len(HOUSES) else f"{slugify(house.name)}-{number}"
    also = [PLACE_BY_CITY[house.also]] if house.also else []
    return DemoVendor(
        id=identify(seed, "vendor", number),
        number=number,
        code=f"{slug.replace('-', '')[:3].upper()}{number + 1:02}",
        slug=slug,
        name=house.name,
        tagline=house.tagline,
        story=house.story,
        country=place.country,
        city=place.city,
        founder=house.founder,
        founded=house.founded,
        email=f"hello@{slug}.example",
        returns_policy=dice.choice(RETURNS),
        shipping_policy=dice.choice(DISPATCH),
        commission_bps=dice.choice((1000, 1200, 1200, 1500, 1800)),
        standing=_STANDINGS.get(number, Standing.APPROVED),
        logo=f"demo/logos/{slug}.svg",
        culture=place.culture,
        garments=house.makes,
        price_factor=house.level,
        joined_at=now - timedelta(days=dice.randint(560, 1400), minutes=dice.randint(0, 1439)),
        locations=tuple(_location(seed, slug, spot, dice, index) for index, spot in enumerate([place, *also])),
        zones=plan_zones(seed=seed, vendor=slug, country=place.country, dice=dice),
    )


def _location(seed: int, vendor: str, place: Place, dice: Random, index: int) -> DemoLocation:
    return DemoLocation(
        id=identify(seed, "location", vendor, index),
        name=f"{place.city} {'stockroom' if index else 'workroom'}",
        line1=f"{dice.randint(2, 180)} {dice.choice(place.streets)}",
        city=place.city,
        postal_code=place.postal_code,
        country=place.country,
        is_default=index == 0,
    )


def _invented(dice: Random) -> House:
    place = dice.choice(PLACES)
    given, family = dice.choice(GIVEN[place.culture]), dice.choice(FAMILY[place.culture])
    makes = some(dice, [garment.key for garment in GARMENTS], 5)
    return House(
        name=f"{family} {dice.choice(_STYLES)}",
        city=place.city,
        founder=f"{given} {family}",
        founded=dice.randint(1975, 2023),
        level=round(dice.triangular(0.7, 1.7, 1.0), 2),
        makes=makes,
        tagline=f"Made in {place.city}, with care.",
        story=f"{given} {family} opened the workroom in {place.city} with two machines and a good light. "
        "The clothes are cut in small runs and mended for as long as they are worn.",
    )
