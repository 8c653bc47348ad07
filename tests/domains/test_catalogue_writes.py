"""Writes of the catalogue: products, their prices, and whether they are shown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from domains.catalogue.errors import (
    BadPrice,
    NotReadyToPublish,
    PriceInThePast,
    PriceMomentTaken,
    ProductStepRefused,
    SkuTaken,
    SlugTaken,
    UnknownOption,
)
from domains.catalogue.models import Price, PriceRange, Product, Variant
from domains.catalogue.pricing import effective
from domains.catalogue.services.create_product import NewAxis, NewValue, NewVariant, create_product
from domains.catalogue.services.grow_tree import create_category
from domains.catalogue.services.publish_product import (
    archive_product,
    publish_product,
    unpublish_product,
)
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.update_product import switch_variant, update_product
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.common.money import Money
from tests.factories.catalogue import make_category, make_price, make_product, make_variant
from tests.factories.vendors import make_vendor

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIZES = NewAxis(code="size", name="Size", values=(NewValue(code="s", name="S"), NewValue(code="m", name="M")))


def ngn(major: int) -> Money:
    return Money(major * 100, "NGN")


def _facts(**facts: Any) -> dict[str, Any]:
    return {"vendor_id": make_vendor().id, "category_id": make_category().id, "title": "Adire Kaftan", **facts}


def _events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def _ranges(product: Product) -> list[tuple[Any, ...]]:
    columns = ("valid_from", "valid_until", "lowest_minor", "highest_minor", "compare_at_minor", "is_reduced")
    return list(PriceRange.objects.filter(product=product).order_by("currency", "valid_from").values_list(*columns))


def test_a_new_product_is_a_draft_with_its_axes_and_variants() -> None:
    variants = (NewVariant(sku="K-S", options={"size": "s"}), NewVariant(sku="K-M", options={"size": "m"}))

    product = create_product(**_facts(axes=[SIZES], variants=variants, attributes={"fabric": "cotton"}))

    product.refresh_from_db()
    assert (product.state, product.slug, product.attributes) == ("draft", "adire-kaftan", {"fabric": "cotton"})
    assert [variant.sku for variant in product.variants.order_by("position")] == ["K-S", "K-M"]
    assert [value.code for value in product.axes.get().values.order_by("position")] == ["s", "m"]
    assert _events() == ["ProductChanged"]


def test_a_second_product_of_a_title_gets_an_address_of_its_own() -> None:
    first = create_product(**_facts())
    second = create_product(**_facts())

    assert first.slug == "adire-kaftan"
    assert second.slug.startswith("adire-kaftan-")


def test_refuses_an_address_that_is_taken() -> None:
    make_product(slug="kaftan")

    with pytest.raises(SlugTaken):
        create_product(**_facts(slug="kaftan"))

    assert Product.objects.count() == 1


def test_refuses_a_sku_that_is_taken_and_makes_nothing() -> None:
    make_variant(sku="K-S")

    with pytest.raises(SkuTaken):
        create_product(**_facts(axes=[SIZES], variants=[NewVariant(sku="K-S", options={"size": "s"})]))

    assert Product.objects.count() == 1
    assert _events() == []


@pytest.mark.parametrize("options", [{}, {"size": "xxl"}, {"size": "s", "colour": "red"}, {"colour": "red"}])
def test_a_variant_chooses_one_value_of_every_axis(options: dict[str, str]) -> None:
    with pytest.raises(UnknownOption):
        create_product(**_facts(axes=[SIZES], variants=[NewVariant(sku="K", options=options)]))

    assert Product.objects.count() == 0


def test_a_change_of_texts_tells() -> None:
    product = make_product(title="Kaftan")

    update_product(product_id=product.id, title="Silk Kaftan", now=NOW)

    product.refresh_from_db()
    assert (product.title, product.updated_at) == ("Silk Kaftan", NOW)
    assert _events() == ["ProductChanged"]


def test_publishing_needs_a_variant_with_a_price() -> None:
    bare = make_product(state="draft", publish_at=None, sizes=(), price=None)
    Variant.objects.filter(product=bare).delete()
    unpriced = make_product(state="draft", publish_at=None, price=None)

    with pytest.raises(NotReadyToPublish) as without_variant:
        publish_product(product_id=bare.id, now=NOW)
    with pytest.raises(NotReadyToPublish) as without_price:
        publish_product(product_id=unpriced.id, now=NOW)

    assert (without_variant.value.lacks, without_price.value.lacks) == (("a variant",), ("a price",))
    assert set(Product.objects.values_list("state", flat=True)) == {"draft"}
    assert _events() == []


def test_goes_from_draft_to_published_and_away() -> None:
    product = make_product(state="draft", publish_at=None)

    states = [
        publish_product(product_id=product.id, now=NOW, publish_at=NOW + HOUR).state,
        unpublish_product(product_id=product.id, now=NOW).state,
        publish_product(product_id=product.id, now=NOW).state,
        archive_product(product_id=product.id, now=NOW).state,
    ]

    assert states == ["published", "draft", "published", "archived"]
    assert _events() == ["ProductPublished", "ProductHidden", "ProductPublished", "ProductHidden"]
    assert OutboxEvent.objects.order_by("id")[0].payload["publish_at"] == "2026-06-01T13:00:00+00:00"


def test_what_is_archived_stays_archived() -> None:
    product = make_product(state="archived")

    for step in (publish_product, unpublish_product):
        with pytest.raises(ProductStepRefused):
            step(product_id=product.id, now=NOW)

    assert _events() == []


def test_a_new_price_is_a_further_row() -> None:
    variant = make_variant(price=ngn(100))

    set_prices(prices=[NewPrice(variant_id=variant.id, amount=ngn(80), compare_at=ngn(100))], now=NOW)

    amounts = Price.objects.filter(variant=variant).order_by("valid_from").values_list("amount_minor", flat=True)
    assert list(amounts) == [10_000, 8_000]
    event = OutboxEvent.objects.get()
    assert (event.name, event.aggregate) == ("PriceChanged", f"product:{variant.product_id}")
    assert event.payload["variant_ids"] == [str(variant.id)]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"amount": ngn(0)}, BadPrice),
        ({"amount": ngn(80), "compare_at": ngn(80)}, BadPrice),
        ({"amount": ngn(80), "valid_until": NOW}, BadPrice),
        ({"amount": ngn(80), "valid_from": NOW - timedelta(microseconds=1)}, PriceInThePast),
    ],
)
def test_refuses_a_price_that_makes_no_sense_and_sets_none(facts: dict[str, Any], error: type[Exception]) -> None:
    variant = make_variant(price=ngn(100))
    fine = NewPrice(variant_id=variant.id, amount=ngn(90))

    with pytest.raises(error):
        set_prices(prices=[fine, NewPrice(variant_id=variant.id, **facts)], now=NOW)

    assert Price.objects.count() == 1
    assert _events() == []


def test_refuses_a_second_price_from_the_same_moment() -> None:
    variant = make_variant(price=ngn(100))
    set_prices(prices=[NewPrice(variant_id=variant.id, amount=ngn(80))], now=NOW)

    with pytest.raises(PriceMomentTaken):
        set_prices(prices=[NewPrice(variant_id=variant.id, amount=ngn(70))], now=NOW)

    assert Price.objects.count() == 2


def test_refuses_the_price_of_nothing() -> None:
    with pytest.raises(NotFound):
        set_prices(prices=[NewPrice(variant_id=new_id(), amount=ngn(80))], now=NOW)


def test_the_price_range_follows_every_price_to_the_instant() -> None:
    product = make_product(sizes=("S", "M"), price=None)
    small, medium = product.variants.order_by("position")
    make_price(variant=small, price=ngn(100), valid_from=NOW)
    make_price(variant=medium, price=ngn(120), valid_from=NOW)

    make_price(variant=medium, price=ngn(90), compare_at=ngn(120), valid_from=NOW + HOUR, valid_until=NOW + 2 * HOUR)

    assert _ranges(product) == [
        (NOW, NOW + HOUR, 10_000, 12_000, None, False),
        (NOW + HOUR, NOW + 2 * HOUR, 9_000, 10_000, 12_000, True),
        (NOW + 2 * HOUR, None, 10_000, 12_000, None, False),
    ]


def test_the_price_range_has_gaps_where_nothing_is_offered() -> None:
    product = make_product(price=None)
    variant = product.variants.get()
    make_price(variant=variant, price=ngn(100), valid_from=NOW, valid_until=NOW + HOUR)
    make_price(variant=variant, price=ngn(110), valid_from=NOW + 2 * HOUR)

    assert _ranges(product) == [
        (NOW, NOW + HOUR, 10_000, 10_000, None, False),
        (NOW + 2 * HOUR, None, 11_000, 11_000, None, False),
    ]


def test_the_price_range_leaves_out_variants_that_are_not_offered() -> None:
    product = make_product(sizes=("S", "M"), price=None)
    small, medium = product.variants.order_by("position")
    make_price(variant=small, price=ngn(100), valid_from=NOW)
    make_price(variant=medium, price=ngn(120), valid_from=NOW)

    switch_variant(variant_id=small.id, is_active=False, now=NOW)

    assert _ranges(product) == [(NOW, None, 12_000, 12_000, None, False)]
    switch_variant(variant_id=medium.id, is_active=False, now=NOW)
    assert _ranges(product) == []


@pytest.mark.parametrize("seed", range(12))
def test_price_ranges_say_at_any_instant_what_the_prices_say(seed: int) -> None:
    dice = Random(seed)
    product = make_product(sizes=("S", "M", "L"), price=None)
    for variant in product.variants.all():
        for begins in dice.sample(range(20), k=4):
            until = dice.choice([None, NOW + (begins + dice.randint(1, 9)) * HOUR])
            make_price(
                variant=variant, price=ngn(dice.randint(1, 9)), valid_from=NOW + begins * HOUR, valid_until=until
            )

    by_variant = [list(variant.prices.all()) for variant in product.variants.all()]
    for moment in (NOW + half * HOUR / 2 for half in range(-1, 61)):
        offered = [price for prices in by_variant if (price := effective(prices, at=moment))]
        amounts = [price.amount_minor for price in offered]
        ranges = [(r[2], r[3]) for r in _ranges(product) if r[0] <= moment and (r[1] is None or r[1] > moment)]
        assert ranges == ([(min(amounts), max(amounts))] if amounts else [])


def test_two_writers_of_one_product_leave_a_range_of_both_prices() -> None:
    product = make_product(sizes=tuple("ABCDEFGH"), price=None)
    variants = list(product.variants.order_by("position"))
    together = Barrier(len(variants))

    def write(place: int) -> None:
        try:
            together.wait(timeout=120)
            make_price(variant=variants[place], price=ngn(100 + place), valid_from=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(variants)) as threads:
        list(threads.map(write, range(len(variants))))

    assert _ranges(product) == [(NOW, None, 10_000, 10_700, None, False)]


def test_the_tree_grows_by_paths() -> None:
    women = create_category(name="Women")
    dresses = create_category(name="Dresses", parent_id=women.id)

    assert (dresses.path, dresses.depth) == ("women/dresses", 1)
    with pytest.raises(SlugTaken):
        create_category(name="Dresses", parent_id=women.id)
    with pytest.raises(NotFound):
        create_category(name="Dresses", parent_id=new_id())
