"""Facets: every count is what the list would show if that choice were made; hidden products in none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domains.catalogue.models import Product, Variant
from domains.common.bridge import in_transaction
from domains.common.money import Money
from domains.search.facets import Facets
from domains.search.filters import ProductFilter
from domains.search.listing import list_products
from domains.search.queries import search_products
from domains.search.services.index_products import rebuild_documents
from domains.vendors.models import Vendor
from tests.factories.catalogue import make_category, make_price, make_product, make_variant
from tests.factories.inventory import make_stock
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _catalogue() -> None:
    women, men = make_category(name="Women"), make_category(name="Men")
    dresses, shoes = make_category(name="Dresses", parent=women), make_category(name="Shoes", parent=women)
    zuri, kente = make_vendor(name="Zuri", slug="zuri"), make_vendor(name="Kente", slug="kente")
    make_category(name="Empty", parent=women)
    designs = [
        ("Silk Gown", zuri, dresses, ("S", "M"), ("Indigo", "Ivory"), 100),
        ("Linen Gown", kente, dresses, ("M", "L"), ("Ivory",), 250),
        ("Lace Gown", zuri, dresses, ("S",), (), 900),
        ("Silk Pumps", zuri, shoes, ("38", "39"), ("Indigo",), 400),
        ("Linen Shirt", kente, men, ("M",), ("Indigo", "Olive"), 330),
    ]
    for number, (title, vendor, category, sizes, colours, price) in enumerate(designs):
        made = make_product(
            title=title,
            vendor=vendor,
            category=category,
            sizes=sizes,
            colours=colours,
            price=Money(price * 100, "NGN"),
        )
        variants = list(Variant.objects.filter(product=made).order_by("position"))
        make_stock(variant=variants[0], on_hand=2)
        if number % 2:
            reduced = make_variant(product=made, options={"size": "xs"}, price=None)
            make_price(variant=reduced, price=Money(price * 90, "NGN"), compare_at=Money(price * 100, "NGN"))
    make_variant(product=made, options={"size": "retired"}, is_active=False)
    hidden: list[dict[str, Any]] = [
        {"state": Product.State.DRAFT},
        {"publish_at": NOON + timedelta(hours=1)},
        {"price": Money(100, "EUR")},
        {"vendor": make_vendor(name="Secret", status=Vendor.Status.SUSPENDED)},
    ]
    for facts in hidden:
        secret = make_product(**{"title": "Secret Silk", "category": dresses, "colours": ("Ultraviolet",), **facts})
        make_stock(variant=Variant.objects.filter(product=secret)[0], on_hand=5)
    rebuild_documents(now=NOON)


@pytest.fixture
async def catalogue(database: None) -> None:
    await in_transaction(_catalogue)


async def facets_of(chosen: ProductFilter) -> Facets:
    return await (await list_products(currency="NGN", at=NOON, chosen=chosen, first=1)).facets()


async def shown(chosen: ProductFilter, text: str | None = None) -> int:
    if text is None:
        return await (await list_products(currency="NGN", at=NOON, chosen=chosen)).count()
    return await (await search_products(text=text, currency="NGN", at=NOON, chosen=chosen)).count()


CHOICES = [
    ProductFilter(),
    ProductFilter(category_path="women"),
    ProductFilter(category_path="women/shoes"),
    ProductFilter(category_path="nowhere"),
    ProductFilter(lowest_minor=200_00, highest_minor=400_00),
    ProductFilter(options={"size": ("m",)}),
    ProductFilter(options={"size": ("s", "m"), "colour": ("indigo",)}),
    ProductFilter(options={"size": ("nothing",)}),
    ProductFilter(in_stock=True),
    ProductFilter(in_stock=True, options={"size": ("s",), "colour": ("ivory",)}),
    ProductFilter(on_sale=True, category_path="women/dresses", lowest_minor=1, options={"size": ("xs",)}),
]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("text", [None, "silk linen"])
@pytest.mark.parametrize("chosen", CHOICES)
async def test_a_count_is_what_choosing_it_shows(chosen: ProductFilter, text: str | None) -> None:
    if text is None:
        facets = await facets_of(chosen)
    else:
        facets = await (await search_products(text=text, currency="NGN", at=NOON, chosen=chosen)).facets()

    for category in facets.categories:
        assert category.count == await shown(replace(chosen, category_path=category.path), text), category
    for vendor in facets.vendors:
        assert vendor.count == await shown(replace(chosen, vendor_ids=(vendor.id,)), text), vendor
    for axis in facets.options:
        for value in axis.values:
            options = {**chosen.options, axis.code: (value.code,)}
            assert value.count == await shown(replace(chosen, options=options), text), (axis, value)
    for bucket in facets.prices:
        until = bucket.until_minor - 1 if bucket.until_minor else None
        wanted = replace(chosen, lowest_minor=bucket.from_minor, highest_minor=until)
        assert bucket.count == await shown(wanted, text), bucket
    assert facets.on_sale == await shown(replace(chosen, on_sale=True), text)
    assert facets.in_stock == await shown(replace(chosen, in_stock=True), text)


@pytest.mark.usefixtures("catalogue")
async def test_says_what_there_is_to_choose() -> None:
    facets = await facets_of(ProductFilter(options={"colour": ("indigo",)}))

    assert [(row.path, row.count) for row in facets.categories] == [("men", 1), ("women", 2)]
    assert [(row.name, row.count) for row in facets.vendors] == [("Zuri", 2), ("Kente", 1)]
    colours, sizes = facets.options
    assert (colours.code, colours.name, sizes.code) == ("colour", "Colour", "size")
    assert [(row.code, row.count, row.is_chosen) for row in colours.values] == [
        ("indigo", 3, True),
        ("ivory", 2, False),
        ("olive", 1, False),
    ]
    assert colours.values[0].swatch == "#3f51b5"
    assert [(row.code, row.count) for row in sizes.values] == [("m", 2), ("38", 1), ("39", 1), ("s", 1)]


@pytest.mark.usefixtures("catalogue")
async def test_a_category_shows_what_is_below_and_a_leaf_what_is_beside() -> None:
    below = await facets_of(ProductFilter(category_path="women"))
    beside = await facets_of(ProductFilter(category_path="women/shoes"))

    shelves = [("women/dresses", 3), ("women/shoes", 1)]
    assert [(row.path, row.count) for row in below.categories] == shelves
    assert [(row.path, row.count) for row in beside.categories] == shelves
    assert [row.path for row in beside.categories if row.is_chosen] == ["women/shoes"]


@pytest.mark.usefixtures("catalogue")
async def test_prices_come_in_ten_round_steps_of_which_the_last_is_open() -> None:
    prices = (await facets_of(ProductFilter())).prices

    # From 100 to 900 naira: steps of 100, the smallest of 1, 2 and 5 times ten to the n that do.
    assert [bucket.from_minor for bucket in prices] == [step * 100_00 for step in range(1, 11)]
    assert [bucket.until_minor for bucket in prices] == [*(step * 100_00 for step in range(2, 11)), None]
    assert [bucket.count for bucket in prices] == [1, 1, 2, 0, 0, 0, 0, 0, 1, 0]


@pytest.mark.usefixtures("catalogue")
async def test_nothing_hidden_is_counted_or_named() -> None:
    facets = await facets_of(ProductFilter())
    found = await (await search_products(text="secret", currency="NGN", at=NOON)).facets()

    assert sum(row.count for row in facets.categories) == sum(row.count for row in facets.vendors) == 5
    assert "Secret" not in {row.name for row in facets.vendors}
    assert not {"ultraviolet", "retired"} & {value.code for axis in facets.options for value in axis.values}
    assert found == Facets(currency="NGN", categories=(), vendors=(), options=(), prices=(), on_sale=0, in_stock=0)
    assert await (await search_products(text="the", currency="NGN", at=NOON)).facets() == found


@pytest.mark.usefixtures("catalogue")
async def test_is_one_statement_and_none_unless_asked_for() -> None:
    with counted_statements() as listing:
        page = await list_products(currency="NGN", at=NOON)
    with counted_statements() as counting:
        await page.facets()
    with counted_statements() as searching:
        await (await search_products(text="silk gown", currency="NGN", at=NOON)).facets()

    # The search finds too little strictly and asks again loosely.
    assert (len(listing), len(counting), len(searching)) == (1, 1, 3)
