"""What things cost: one amount in euros becomes a sensible price in each currency, now and over time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from config.demo.tables.garments import Garment
from config.demo.values import DemoPrice

CURRENCIES = ("NGN", "USD", "EUR", "GBP")
# Units of the currency for one euro. They only need to be believable: each currency then gets its own price points.
_RATES = {"NGN": 1640.0, "USD": 1.09, "EUR": 1.0, "GBP": 0.86}
_MINOR = 100  # All four currencies have two decimals.
_SALE_SHARE, _REDUCED_SHARE = 0.2, 0.07


@dataclass(frozen=True, slots=True)
class Sale:
    """A reduction to `share` of the price, over a half-open time range."""

    share: float
    starts_at: datetime
    ends_at: datetime


def price_point(*, currency: str, euros: float) -> int:
    """The minor units a shop in this currency would ask for something worth `euros`."""
    amount = euros * _RATES[currency]
    if currency == "NGN":
        step = 500 if amount < 100_000 else 1_000
        return max(round(amount / step), 1) * step * _MINOR
    if amount < 30:
        return max(int(amount), 1) * _MINOR + 90
    step = 1 if amount < 100 else 5 if amount < 400 else 10
    return round(amount / step) * step * _MINOR


def worth_of(*, dice: Random, garment: Garment, level: float) -> float:
    """A price in euros within the garment's band, nearer its lower end, at the vendor's level."""
    return dice.triangular(garment.low, garment.high, garment.low * 0.65 + garment.high * 0.35) * level


def choose_sale(*, dice: Random, since: datetime, now: datetime) -> Sale | None:
    """A sale that runs, is about to start or is over at `now`; most products have none, and none before `since`."""
    if dice.random() > _SALE_SHARE:
        return None
    length = timedelta(days=dice.randint(3, 14))
    ago = {
        "running": timedelta(hours=dice.randint(1, 60)),
        "coming": -timedelta(minutes=dice.randint(20, 4000)),
        "over": length + timedelta(hours=dice.randint(2, 400)),
    }[dice.choices(("running", "coming", "over"), weights=(6, 3, 2))[0]]
    # Whole minutes: a sale is announced for a time of day, not for a microsecond.
    starts_at = (now - ago).replace(second=0, microsecond=0)
    if starts_at <= since:
        return None
    return Sale(share=dice.choice((0.6, 0.7, 0.75, 0.8, 0.85)), starts_at=starts_at, ends_at=starts_at + length)


def is_reduced(*, dice: Random) -> bool:
    """Whether a product without a sale carries a struck-through earlier price."""
    return dice.random() < _REDUCED_SHARE


def schedule_prices(*, euros: float, since: datetime, sale: Sale | None, reduced: bool) -> tuple[DemoPrice, ...]:
    """The prices in all currencies from `since` on: the regular one and, over it, the sale's."""
    prices: list[DemoPrice] = []
    for currency in CURRENCIES:
        regular = price_point(currency=currency, euros=euros)
        before = price_point(currency=currency, euros=euros * 1.25) if reduced else None
        prices.append(DemoPrice(currency, regular, before, since, None))
        if sale:
            lower = price_point(currency=currency, euros=euros * sale.share)
            prices.append(DemoPrice(currency, lower, regular, sale.starts_at, sale.ends_at))
    return tuple(prices)
