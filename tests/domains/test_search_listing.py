"""The product list: filtered, sorted, paged; hidden products in no page and no count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domains.catalogue.models import Product, Variant
from domains.common.bridge import in_transaction
from domains.common.ids import new_id
from domains.common.money import Money, UnknownCurrency
from domains.common.pagination import BadCursor, BadPageSize
from domains.inventory.models import StockLevel, StockLocation
from domains.search.errors import EmptyPriceRange, FilterTooWide
from domains.search.filters import ProductFilter
from domains.search.listing import Sort, list_products
from domains.vendors.models import Vendor
from tests.factories.catalogue import PUBLISHED_AT, make_category, make_price, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ngn(major: int) -> Money:
    return Money(major * 100, "NGN")


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


async def titles(chosen: ProductFilter | None = None, **how: Any) -> list[str]:
    """The titles of the only page; the count must agree with it."""
    page = await list_products(currency="NGN", at=NOON, chosen=chosen or ProductFilter(), **how)
    assert not page.has_next
    assert await page.count() == len(page.items)
    return [row.title for row in page.items]


def _stocked(*, product: Product, on_hand: int, reserved: int = 0) -> None:
    location, _ = StockLocation.objects.get_or_create(vendor=product.vendor, name="Main", country="NG")
    for variant in Variant.objects.filter(product=product):
        StockLevel.objects.create(variant=variant, location=location, on_hand=on_hand, reserved=reserved)


async def test_sorts_by_age_price_and_title() -> None:
    await made(make_product, title="Buba", price=ngn(300), publish_at=NOON - 3 * HOUR)
    await made(make_product, title="Agbada", price=ngn(200), publish_at=NOON - 2 * HOUR)
    await made(make_product, title="Caftan", price=ngn(100), publish_at=NOON - 4 * HOUR)

    assert await titles(sort=Sort.NEWEST) == ["Agbada", "Buba", "Caftan"]
    assert await titles(sort=Sort.PRICE_ASC) == ["Caftan", "Agbada", "Buba"]
    assert await titles(sort=Sort.PRICE_DESC) == ["Buba", "Agbada", "Caftan"]
    assert await titles(sort=Sort.TITLE) == ["Agbada", "Buba", "Caftan"]


@pytest.mark.parametrize("sort", Sort)
async def test_pages_meet_every_product_once_also_among_equals(sort: Sort) -> None:
    for number in range(7):
        await made(make_product, title="Twin", price=ngn(100 + number // 3))

    seen: list[Any] = []
    after, has_next = None, True
    while has_next:
        page = await list_products(currency="NGN", at=NOON, sort=sort, first=2, after=after)
        seen += [row.id for row in page.items]
        after, has_next = page.end_cursor, page.has_next
        assert await page.count() == 7

    assert len(seen) == len(set(seen)) == 7


async def test_a_cursor_works_only_with_its_own_sort_filter_and_currency() -> None:
    for _ in range(2):
        await made(make_product)
    page = await list_products(currency="NGN", at=NOON, first=1)

    for foreign in ({"sort": Sort.TITLE}, {"chosen": ProductFilter(in_stock=True)}, {"currency": "EUR"}):
        with pytest.raises(BadCursor):
            await list_products(**{"currency": "NGN", "at": NOON, "after": page.end_cursor, **foreign})  # type: ignore[arg-type]
    with pytest.raises(BadCursor):
        await list_products(currency="NGN", at=NOON, after="bm90IG91cnM")
    with pytest.raises(BadPageSize):
        await list_products(currency="NGN", at=NOON, first=51)


@pytest.mark.parametrize(
    ("facts", "vendor_status"),
    [
        ({"state": Product.State.DRAFT}, Vendor.Status.APPROVED),
        ({"state": Product.State.ARCHIVED}, Vendor.Status.APPROVED),
        ({"publish_at": NOON + HOUR}, Vendor.Status.APPROVED),
        ({"unpublish_at": NOON}, Vendor.Status.APPROVED),
        ({"price": Money(100, "EUR")}, Vendor.Status.APPROVED),
        ({"price": None}, Vendor.Status.APPROVED),
        ({}, Vendor.Status.APPLIED),
        ({}, Vendor.Status.SUSPENDED),
        ({}, Vendor.Status.CLOSED),
    ],
)
async def test_hides_what_shoppers_may_not_see(facts: dict[str, Any], vendor_status: str) -> None:
    await made(make_product, title="Shown", vendor=await made(make_vendor, status=Vendor.Status.ON_HOLIDAY))
    await made(make_product, title="Hidden", vendor=await made(make_vendor, status=vendor_status), **facts)

    for sort in Sort:
        assert await titles(sort=sort) == ["Shown"]


async def test_filters_by_category_with_all_below_it() -> None:
    women = await made(make_category, name="Women")
    dresses = await made(make_category, name="Dresses", parent=women)
    await made(make_product, title="Gown", category=dresses)
    await made(make_product, title="Wrap", category=women, publish_at=PUBLISHED_AT - HOUR)
    await made(make_product, title="Apron", category=await made(make_category, name="Womenswear"))

    assert await titles(ProductFilter(category_id=women.id)) == ["Gown", "Wrap"]
    assert await titles(ProductFilter(category_path="women")) == ["Gown", "Wrap"]
    assert await titles(ProductFilter(category_path="women/dresses")) == ["Gown"]
    assert await titles(ProductFilter(category_path="wom%")) == []
    assert await titles(ProductFilter(category_id=new_id())) == []


async def test_filters_by_vendors() -> None:
    zuri, kente = await made(make_vendor, name="Zuri"), await made(make_vendor, name="Kente")
    for vendor, title in ((zuri, "Gown"), (kente, "Stole"), (await made(make_vendor), "Else")):
        await made(make_product, title=title, vendor=vendor)

    assert await titles(ProductFilter(vendor_ids=(zuri.id, kente.id)), sort=Sort.TITLE) == ["Gown", "Stole"]


async def test_filters_by_the_price_of_the_moment_with_both_ends() -> None:
    for title, price in (("Cheap", 99), ("Low", 100), ("High", 200), ("Dear", 201)):
        await made(make_product, title=title, price=ngn(price))
    reduced = await made(make_product, title="Reduced", price=ngn(500))
    variant = await made(reduced.variants.get)
    await made(make_price, variant=variant, price=ngn(150), compare_at=ngn(500), valid_from=NOON)
    within = ProductFilter(lowest_minor=100_00, highest_minor=200_00)

    assert await titles(within, sort=Sort.PRICE_ASC) == ["Low", "Reduced", "High"]
    assert await titles(ProductFilter(on_sale=True)) == ["Reduced"]
    just_before = await list_products(currency="NGN", at=NOON - timedelta(microseconds=1), chosen=within)
    assert {row.title for row in just_before.items} == {"Low", "High"}


async def test_one_variant_must_have_all_options_and_the_stock() -> None:
    both = await made(make_product, title="Both", sizes=("S", "M"), colours=("Red", "Blue"))
    await made(make_product, title="Blue only", sizes=("S",), colours=("Blue",))
    sold_out = await made(make_product, title="Sold out", sizes=("S",), colours=("Red",))
    await made(_stocked, product=both, on_hand=1)
    await made(_stocked, product=sold_out, on_hand=2, reserved=2)
    small_red = {"size": ("s",), "colour": ("red",)}

    assert await titles(ProductFilter(options=small_red), sort=Sort.TITLE) == ["Both", "Sold out"]
    assert await titles(ProductFilter(options=small_red, in_stock=True)) == ["Both"]
    assert await titles(ProductFilter(options={"colour": ("red", "blue")}), sort=Sort.TITLE) == [
        "Blue only",
        "Both",
        "Sold out",
    ]
    assert await titles(ProductFilter(in_stock=True)) == ["Both"]
    assert await titles(ProductFilter(options={"size": ("xxl",)})) == []


async def test_nothing_of_a_house_on_holiday_can_be_bought_now() -> None:
    away = await made(make_vendor, status=Vendor.Status.ON_HOLIDAY)
    for title, vendor in (("Here", None), ("Away", away)):
        product = await made(make_product, title=title, sizes=("S",), vendor=vendor)
        await made(_stocked, product=product, on_hand=3)
    small = {"size": ("s",)}

    assert await titles(ProductFilter(options=small), sort=Sort.TITLE) == ["Away", "Here"]
    assert await titles(ProductFilter(in_stock=True)) == ["Here"]
    assert await titles(ProductFilter(options=small, in_stock=True)) == ["Here"]


async def test_options_of_an_inactive_variant_do_not_count() -> None:
    product = await made(make_product, sizes=("S", "M"))
    await made(Variant.objects.filter(product=product, options={"size": "s"}).update, is_active=False)

    assert await titles(ProductFilter(options={"size": ("s",)})) == []


def test_refuses_filters_that_are_too_wide_or_empty() -> None:
    with pytest.raises(FilterTooWide):
        ProductFilter(vendor_ids=tuple(new_id() for _ in range(51)))
    with pytest.raises(FilterTooWide):
        ProductFilter(options={f"axis{number}": ("x",) for number in range(6)})
    with pytest.raises(FilterTooWide):
        ProductFilter(lowest_minor=10**16)
    with pytest.raises(EmptyPriceRange):
        ProductFilter(lowest_minor=2, highest_minor=1)


async def test_refuses_an_unknown_currency() -> None:
    with pytest.raises(UnknownCurrency):
        await list_products(currency="XXX", at=NOON)


async def test_is_one_statement_for_any_page() -> None:
    for _ in range(3):
        await made(make_product)

    for first in (1, 50):
        with counted_statements() as statements:
            await list_products(currency="NGN", at=NOON, first=first)
        assert len(statements) == 1
