"""Facets of catalogues and selections by chance, counted again by hand: by reading every product, without any SQL."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.money import Money
from domains.search.attribute_filters import AttributeFilter
from domains.search.facets import Facets
from domains.search.filters import ProductFilter
from domains.search.listing import list_products
from domains.search.queries import search_products
from domains.search.services.index_products import rebuild_documents
from domains.vendors.models import Vendor
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_axis, make_category, make_price, make_product, make_variant
from tests.factories.inventory import make_stock
from tests.factories.vendors import make_vendor

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SIZES, COLOURS, LENGTHS = ("s", "m", "l"), ("red", "sky", "jet"), ("short", "long")
MATERIALS, OCCASIONS = ("silk", "linen", "wool"), ("wedding", "work", "beach")
PATHS = ("women/dresses", "women/shoes", "men")
AXES = {"size": SIZES, "colour": COLOURS, "length": LENGTHS}


@dataclass(frozen=True, slots=True)
class Known:
    """A product as it was made."""

    is_shown: bool
    is_silky: bool
    path: str
    vendor_id: UUID
    price: int
    is_reduced: bool
    said: dict[str, Any]
    # Options of each active variant, and whether it can be bought.
    variants: list[tuple[dict[str, str], bool]]


def _make(seed: int) -> list[Known]:
    dice = Random(seed)
    women = make_category(name="Women")
    categories = {
        "women/dresses": make_category(name="Dresses", parent=women),
        "women/shoes": make_category(name="Shoes", parent=women),
        "men": make_category(name="Men"),
    }
    houses = [make_vendor(name=f"House {number}") for number in range(3)]
    houses.append(make_vendor(name="Away", status=Vendor.Status.ON_HOLIDAY))
    make_attribute(code="material", choices=("Silk", "Linen", "Wool"))
    make_attribute(code="occasion", kind="multi_choice", choices=("Wedding", "Work", "Beach"))
    make_attribute(code="vegan", kind="boolean")
    make_attribute(code="heel", kind="number", unit="cm")
    known = [_make_one(dice, categories, houses) for _ in range(30)]
    rebuild_documents(now=NOON)
    return known


def _make_one(dice: Random, categories: dict[str, Any], houses: list[Any]) -> Known:
    said = {
        "material": dice.choice(MATERIALS),
        "occasion": dice.sample(OCCASIONS, dice.randint(1, 2)),
        "vegan": dice.random() < 0.5,
        "heel": dice.choice((2, 5.5, 8, 12)),
    }
    said = {code: value for code, value in said.items() if dice.random() < 0.8}
    path, house, is_shown = dice.choice(PATHS), dice.choice(houses), dice.random() < 0.85
    is_silky = dice.random() < 0.6
    product = make_product(
        title="Silky Thing" if is_silky else "Coarse Thing",
        category=categories[path],
        vendor=house,
        attributes=said,
        sizes=(),
        price=None,
        state=Product.State.PUBLISHED if is_shown else Product.State.DRAFT,
    )
    axes = dice.sample(list(AXES), dice.randint(1, 3))
    for place, axis in enumerate(axes):
        make_axis(product=product, code=axis, values=AXES[axis], position=place)
    wanted = {tuple((axis, dice.choice(AXES[axis])) for axis in axes) for _ in range(dice.randint(1, 5))}
    prices, variants = [], []
    for options in sorted(wanted):
        variant = make_variant(product=product, options=dict(options), price=None)
        price = dice.randint(10, 400) * 100
        prices.append((price, _price(dice, variant, price)))
        on_hand = dice.choice((0, 3))
        if on_hand:
            make_stock(variant=variant, on_hand=on_hand)
        variants.append((dict(options), on_hand > 0 and house.status == Vendor.Status.APPROVED))
    reduced = any(is_reduced for _, is_reduced in prices)
    return Known(is_shown, is_silky, path, house.id, min(price for price, _ in prices), reduced, said, variants)


def _price(dice: Random, variant: Any, price: int) -> bool:
    """That price now, among others that are over or yet to come; tell whether it is reduced."""
    is_reduced = dice.random() < 0.3
    make_price(variant=variant, price=Money(price * 3, "NGN"), valid_from=NOON - timedelta(days=9))
    make_price(
        variant=variant,
        price=Money(price, "NGN"),
        compare_at=Money(price * 2, "NGN") if is_reduced else None,
        valid_from=NOON,
    )
    make_price(variant=variant, price=Money(7, "NGN"), valid_from=NOON + timedelta(microseconds=1))
    make_price(variant=variant, price=Money(5, "EUR"), valid_from=NOON - timedelta(days=9))
    return is_reduced


def _selection(dice: Random, vendor_ids: list[UUID]) -> ProductFilter:
    attributes = [
        AttributeFilter(code="material", choices=tuple(dice.sample(MATERIALS, dice.randint(1, 2)))),
        AttributeFilter(code="occasion", choices=tuple(dice.sample(OCCASIONS, dice.randint(1, 2)))),
        AttributeFilter(code="vegan", is_true=dice.random() < 0.5),
        AttributeFilter(code="heel", lowest=3, highest=dice.choice((6, 10, None))),
    ]
    options = {axis: tuple(dice.sample(values, dice.randint(1, 2))) for axis, values in AXES.items()}
    prices = sorted(dice.sample(range(10, 400), 2))
    return ProductFilter(
        category_path=dice.choice((None, None, "women", "women/shoes")),
        vendor_ids=tuple(dice.sample(vendor_ids, 2)) if dice.random() < 0.3 else (),
        lowest_minor=prices[0] * 100 if dice.random() < 0.3 else None,
        highest_minor=prices[1] * 100 if dice.random() < 0.3 else None,
        options={axis: options[axis] for axis in dice.sample(list(AXES), dice.choice((0, 0, 1, 1, 2, 3)))},
        attributes=tuple(dice.sample(attributes, dice.randint(0, 3))),
        in_stock=dice.random() < 0.3,
        on_sale=dice.random() < 0.2,
    )


def _says(known: Known, one: AttributeFilter) -> bool:
    said = known.said.get(one.code)
    if said is None:
        return False
    if one.is_true is not None:
        return bool(said is one.is_true)
    if one.choices:
        return bool(set(one.choices) & set(said if isinstance(said, list) else [said]))
    return (one.lowest is None or said >= one.lowest) and (one.highest is None or said <= one.highest)


def _fits(known: Known, chosen: ProductFilter) -> bool:
    path = chosen.category_path
    return (
        (path is None or known.path == path or known.path.startswith(f"{path}/"))
        and (not chosen.vendor_ids or known.vendor_id in chosen.vendor_ids)
        and (chosen.lowest_minor is None or known.price >= chosen.lowest_minor)
        and (chosen.highest_minor is None or known.price <= chosen.highest_minor)
        and (known.is_reduced or not chosen.on_sale)
        and all(_says(known, one) for one in chosen.attributes)
        and (
            not (chosen.options or chosen.in_stock)
            or any(options is not None for options, _ in _fitting(known, chosen))
        )
    )


def _fitting(known: Known, chosen: ProductFilter) -> Iterable[tuple[dict[str, str], bool]]:
    for options, is_stocked in known.variants:
        is_asked_for = all(options.get(axis) in codes for axis, codes in chosen.options.items())
        if is_asked_for and (is_stocked or not chosen.in_stock):
            yield options, is_stocked


def _counted(rows: list[Known], chosen: ProductFilter, of: Callable[[Known], Iterable[Any]]) -> Counter[Any]:
    return Counter(each for known in rows if _fits(known, chosen) for each in set(of(known)))


def _without(chosen: ProductFilter, code: str) -> ProductFilter:
    return replace(chosen, attributes=tuple(one for one in chosen.attributes if one.code != code))


def _ensure_right(facets: Facets, rows: list[Known], chosen: ProductFilter) -> None:
    vendors = _counted(rows, replace(chosen, vendor_ids=()), lambda known: [known.vendor_id])
    assert {row.id: row.count for row in facets.vendors} == vendors
    for axis in AXES:
        free = replace(chosen, options={code: chosen.options[code] for code in chosen.options if code != axis})
        values = _counted(rows, free, lambda known: [o[axis] for o, _ in _fitting(known, free) if axis in o])  # noqa: B023
        [found] = [row.values for row in facets.options if row.code == axis] or [()]
        assert {row.code: row.count for row in found} == values, axis
    for code in ("material", "occasion"):
        said = _counted(rows, _without(chosen, code), lambda known: _all(known.said.get(code)))  # noqa: B023
        [choices] = [row.values for row in facets.attributes if row.code == code] or [()]
        assert {row.code: row.count for row in choices} == said, code
    vegan = _counted(rows, _without(chosen, "vegan"), lambda known: _all(known.said.get("vegan")))
    [choices] = [row.values for row in facets.attributes if row.code == "vegan"] or [()]
    assert {row.code == "true": row.count for row in choices} == vegan
    heels = _counted(rows, _without(chosen, "heel"), lambda known: _all(known.said.get("heel")))
    numbers = [(row.count, row.lowest, row.highest) for row in facets.attributes if row.code == "heel"]
    assert numbers == ([(heels.total(), min(heels), max(heels))] if heels else [])
    _ensure_right_prices(facets, rows, chosen)
    assert facets.on_sale == sum(_fits(known, replace(chosen, on_sale=True)) for known in rows)
    assert facets.in_stock == sum(_fits(known, replace(chosen, in_stock=True)) for known in rows)


def _all(said: Any) -> list[Any]:
    return [] if said is None else said if isinstance(said, list) else [said]


def _ensure_right_prices(facets: Facets, rows: list[Known], chosen: ProductFilter) -> None:
    free = replace(chosen, lowest_minor=None, highest_minor=None)
    prices = [known.price for known in rows if _fits(known, free)]
    for bucket in facets.prices:
        until = bucket.until_minor
        assert bucket.count == sum(
            bucket.from_minor <= price and (until is None or price < until) for price in prices
        ), bucket
    assert sum(bucket.count for bucket in facets.prices) == len(prices)


@pytest.mark.parametrize("seed", range(3))
async def test_facets_are_what_reading_every_product_counts(seed: int) -> None:
    known = [each for each in await in_transaction(_make, seed) if each.is_shown]
    silky = [each for each in known if each.is_silky]
    vendor_ids = sorted({each.vendor_id for each in known})
    dice = Random(seed)

    for _ in range(15):
        chosen = _selection(dice, vendor_ids)
        listed = await list_products(currency="NGN", at=NOON, chosen=chosen)
        assert await listed.count() == sum(_fits(each, chosen) for each in known), chosen
        _ensure_right(await listed.facets(), known, chosen)
        found = await search_products(text="silky", currency="NGN", at=NOON, chosen=chosen)
        assert await found.count() == sum(_fits(each, chosen) for each in silky), chosen
        _ensure_right(await found.facets(), silky, chosen)
