"""How a vendor ships: three zones around its home, with flat rates and rates that fall away above a subtotal."""

from random import Random

from config.demo.dice import identify
from config.demo.pricing import CURRENCIES, price_point
from config.demo.tables.places import AFRICA, AMERICAS, EUROPE
from config.demo.values import DemoRate, DemoZone

_REGIONS = {"Africa": AFRICA, "Europe": EUROPE, "Americas": AMERICAS}


def plan_zones(*, seed: int, vendor: str, country: str, dice: Random) -> tuple[DemoZone, ...]:
    """Home, the home's region and the rest of the world, each with at least one rate in every currency."""
    region, around = next(((name, there) for name, there in _REGIONS.items() if country in there), ("Africa", AFRICA))
    free = dice.choice((0, 90, 120, 150, 200, 250))
    home = (("Standard", dice.choice((3, 4, 5, 6)), free, 2, 4), ("Express", dice.choice((9, 12, 14)), 0, 1, 2))
    near = (("Standard", dice.choice((12, 14, 16)), free * 2, 5, 9), ("Express", dice.choice((24, 28, 32)), 0, 2, 4))
    far = (("International", dice.choice((19, 22, 26)), free * 3, 7, 14), ("Express Courier", 42, 0, 3, 5))
    zones = (
        (_home_name(country), (country,), home),
        (region, tuple(code for code in around if code != country), near),
        ("Rest of the world", (), far if dice.random() < 0.8 else far[:1]),
    )
    return tuple(
        DemoZone(
            id=identify(seed, "zone", vendor, name),
            name=name,
            countries=countries,
            rates=tuple(_rate(seed, f"{vendor}/{name}", *rate) for rate in rates),
        )
        for name, countries, rates in zones
    )


def _home_name(country: str) -> str:
    return f"Home ({country})"


def _rate(seed: int, key: str, name: str, euros: float, free: float, first: int, last: int) -> DemoRate:
    return DemoRate(
        id=identify(seed, "rate", key, name),
        name=name,
        prices={currency: price_point(currency=currency, euros=euros) for currency in CURRENCIES},
        free_from={currency: price_point(currency=currency, euros=free) for currency in CURRENCIES} if free else {},
        days_min=first,
        days_max=last,
    )
