"""What can be bought, and at which price, at any moment."""

from datetime import UTC, datetime, timedelta

import pytest

from domains.catalogue.models import Price, Product, Variant
from domains.catalogue.pricing import effective
from domains.catalogue.sales import SellableVariant, sellable_variants
from domains.catalogue.scopes import published, sellable
from domains.common.money import Money
from domains.vendors.models import Vendor
from tests.factories.catalogue import make_media, make_price, make_product, make_variant
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TWO = NOON + timedelta(hours=2)
INSTANT = timedelta(microseconds=1)


def ngn(major: int) -> Money:
    return Money(major * 100, "NGN")


def _price_at(variant: Variant, at: datetime) -> int | None:
    sold = sellable_variants(variant_ids=[variant.id], currency="NGN", now=at).get(variant.id)
    in_python = effective(Price.objects.filter(variant=variant, currency="NGN"), at=at)
    assert (sold.unit_price.minor if sold else None) == (in_python.amount_minor if in_python else None)
    return sold.unit_price.minor if sold else None


def test_tells_all_that_a_basket_line_needs() -> None:
    vendor = make_vendor(name="Ìtàn Studio")
    dress = make_product(vendor=vendor, title="Adire Dress", sizes=("M",), colours=("Indigo",), price=ngn(40_000))
    make_media(product=dress, file="front.svg")
    make_media(product=dress, file="indigo.svg", colour="indigo", position=1)
    variant = dress.variants.get()

    sold = sellable_variants(variant_ids=[variant.id], currency="NGN", now=NOON)

    assert sold == {
        variant.id: SellableVariant(
            variant_id=variant.id,
            product_id=dress.id,
            vendor_id=vendor.id,
            vendor_name="Ìtàn Studio",
            title="Adire Dress",
            sku=variant.sku,
            options={"Size": "M", "Colour": "Indigo"},
            image="indigo.svg",
            weight_grams=400,
            unit_price=ngn(40_000),
        )
    }
    assert list(sold[variant.id].options) == ["Size", "Colour"]


def test_a_sale_starts_and_ends_at_its_instants() -> None:
    variant = make_variant(price=ngn(100))
    make_price(variant=variant, price=ngn(80), compare_at=ngn(100), valid_from=NOON, valid_until=TWO)

    moments = [NOON - INSTANT, NOON, TWO - INSTANT, TWO]

    assert [_price_at(variant, at) for at in moments] == [10_000, 8_000, 8_000, 10_000]


def test_of_overlapping_ranges_the_latest_to_begin_counts() -> None:
    variant = make_variant(price=ngn(100))
    make_price(variant=variant, price=ngn(80), valid_from=NOON, valid_until=NOON + timedelta(days=9))
    make_price(variant=variant, price=ngn(60), valid_from=TWO, valid_until=NOON + timedelta(days=1))

    moments = [NOON, TWO, NOON + timedelta(days=1), NOON + timedelta(days=9)]

    assert [_price_at(variant, at) for at in moments] == [8_000, 6_000, 8_000, 10_000]


def test_without_a_price_in_the_currency_it_cannot_be_bought() -> None:
    variant = make_variant(price=ngn(100))

    assert sellable_variants(variant_ids=[variant.id], currency="EUR", now=NOON) == {}
    assert sellable_variants(variant_ids=[], currency="NGN", now=NOON) == {}


@pytest.mark.parametrize(
    ("facts", "seen", "sold"),
    [
        ({}, True, True),
        ({"publish_at": NOON}, True, True),
        ({"publish_at": NOON + INSTANT}, False, False),
        ({"unpublish_at": NOON}, False, False),
        ({"unpublish_at": NOON + INSTANT}, True, True),
        ({"state": Product.State.DRAFT}, False, False),
        ({"state": Product.State.ARCHIVED}, False, False),
        ({"vendor_status": Vendor.Status.ON_HOLIDAY}, True, False),
        ({"vendor_status": Vendor.Status.SUSPENDED}, False, False),
        ({"vendor_status": Vendor.Status.APPLIED}, False, False),
        ({"vendor_status": Vendor.Status.CLOSED}, False, False),
    ],
)
def test_only_open_products_of_active_vendors_are_seen_and_sold(
    facts: dict[str, object], seen: bool, sold: bool
) -> None:
    vendor = make_vendor(status=str(facts.pop("vendor_status", Vendor.Status.APPROVED)))
    product = make_product(vendor=vendor, **facts)  # type: ignore[arg-type]
    variant = product.variants.get()

    assert Product.objects.filter(published(at=NOON)).exists() is seen
    assert Product.objects.filter(sellable(at=NOON)).exists() is sold
    assert (variant.id in sellable_variants(variant_ids=[variant.id], currency="NGN", now=NOON)) is sold


def test_an_inactive_variant_cannot_be_bought() -> None:
    variant = make_variant(is_active=False)

    assert sellable_variants(variant_ids=[variant.id], currency="NGN", now=NOON) == {}


def test_asks_one_statement_for_any_number_of_variants() -> None:
    product = make_product(sizes=("S", "M", "L"), colours=("Indigo", "Ochre"))
    ids = [variant.id for variant in product.variants.all()]

    with counted_statements() as for_one:
        sellable_variants(variant_ids=ids[:1], currency="NGN", now=NOON)
    with counted_statements() as for_six:
        sold = sellable_variants(variant_ids=ids, currency="NGN", now=NOON)

    assert len(sold) == 6
    assert (len(for_one), len(for_six)) == (1, 1)
