"""The variants of a product: which sizes and colours exist, what each costs and how many there are."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from config.demo.dice import identify, some
from config.demo.pricing import choose_sale, is_reduced, schedule_prices
from config.demo.tables.colours import COLOUR_BY_KEY
from config.demo.tables.fabrics import Fabric
from config.demo.tables.garments import Garment
from config.demo.tables.sizes import SCALE_BY_KEY
from config.demo.values import DemoPrice, DemoVariant, DemoVendor

_LENGTHS = {"2 yards": 1.0, "4 yards": 1.9, "6 yards": 2.7}
_LARGE = frozenset({"XXL", "3XL", "2XL/3XL", "46", "38"})
_STOCK_BANDS = ((0, 0), (1, 1), (2, 4), (5, 18), (19, 60))
_STOCK_WEIGHTS = (12, 8, 20, 42, 18)


@dataclass(frozen=True, slots=True)
class Axes:
    """The values a product offers on each axis, colours by key; an empty axis does not exist."""

    sizes: tuple[str, ...]
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CutOrder:
    """Whose product is cut, and from when on it is priced."""

    seed: int
    number: int
    vendor: DemoVendor
    garment: Garment
    since: datetime
    now: datetime


def choose_axes(*, dice: Random, garment: Garment, fabric: Fabric) -> Axes:
    """A run of neighbouring sizes, and one to four colours the fabric comes in."""
    scale = SCALE_BY_KEY[garment.scale]
    count = dice.randint(scale.shortest, min(scale.longest, len(scale.labels)))
    first = dice.randint(0, len(scale.labels) - count)
    is_sized = len(scale.labels) > 1
    colours = dice.choices((1, 2, 3), weights=(35, 45, 20))[0] if is_sized else dice.choice((2, 3, 3, 4))
    return Axes(sizes=scale.labels[first : first + count], colours=some(dice, fabric.colours, colours))


def cut_variants(*, order: CutOrder, axes: Axes, euros: float, dice: Random) -> tuple[DemoVariant, ...]:
    """One variant for each combination that exists, by colour then size, priced around `euros`."""
    sale = choose_sale(dice=dice, since=order.since, now=order.now)
    reduced = sale is None and is_reduced(dice=dice)
    surcharge = 1.08 if dice.random() < 0.15 else 1.0
    scheduled: dict[float, tuple[DemoPrice, ...]] = {}
    is_sold_out = dice.random() < 0.012
    variants: list[DemoVariant] = []
    for colour, size in _combinations(dice, axes):
        factor = _LENGTHS.get(size or "", surcharge if size in _LARGE else 1.0)
        if factor not in scheduled:
            scheduled[factor] = schedule_prices(euros=euros * factor, since=order.since, sale=sale, reduced=reduced)
        variants.append(
            DemoVariant(
                id=identify(order.seed, "variant", order.number, colour, size),
                sku=_sku(order.vendor, order.number, colour, size),
                position=len(variants),
                size=size,
                colour=COLOUR_BY_KEY[colour].name,
                grams=order.garment.grams,
                prices=scheduled[factor],
                stock=_stock(dice, order.vendor, is_sold_out),
            )
        )
    return tuple(variants)


def _combinations(dice: Random, axes: Axes) -> list[tuple[str, str | None]]:
    pairs: list[tuple[str, str | None]] = [(colour, size) for colour in axes.colours for size in axes.sizes or (None,)]
    # One product in eight was never made in one of its combinations; each size and each colour stays on offer.
    if len(axes.sizes) > 2 and len(axes.colours) > 1 and dice.random() < 0.125:
        pairs.pop(dice.randrange(len(pairs)))
    return pairs


def _stock(dice: Random, vendor: DemoVendor, is_sold_out: bool) -> tuple[tuple[UUID, int], ...]:
    low, high = (0, 0) if is_sold_out else dice.choices(_STOCK_BANDS, weights=_STOCK_WEIGHTS)[0]
    units = dice.randint(low, high)
    first, *others = vendor.locations
    elsewhere = dice.randint(1, units // 2) if others and units > 4 and dice.random() < 0.5 else 0
    return ((first.id, units - elsewhere), *((other.id, elsewhere) for other in others if elsewhere))


def _sku(vendor: DemoVendor, number: int, colour: str, size: str | None) -> str:
    head, _, tail = colour.partition("-")
    parts = [vendor.code, f"{number:05}", (head[0] + tail[:2] if tail else head[:3]).upper()]
    if size:
        parts.append("OS" if size == "One size" else "".join(filter(str.isalnum, size)).upper())
    return "-".join(parts)
