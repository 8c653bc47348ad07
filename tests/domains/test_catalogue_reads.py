"""Reads of the catalogue: everything a product page shows, each kind in one statement."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domains.catalogue.categories import (
    ancestors_by_category_id,
    category_by_id,
    children_by_category_id,
    find_category,
    list_root_categories,
    product_count_by_category_id,
)
from domains.catalogue.choosing import variant_for
from domains.catalogue.models import Product
from domains.catalogue.queries import (
    axes_by_product_id,
    find_product,
    media_by_product_id,
    price_by_variant_id,
    price_range_by_product_id,
    product_by_id,
    variant_by_id,
    variants_by_product_id,
)
from domains.catalogue.rows import PriceRangeRow, PriceRow
from domains.common.bridge import in_transaction
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.common.money import Money
from domains.vendors.models import Vendor
from tests.factories.catalogue import PUBLISHED_AT, make_category, make_media, make_price, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


def ngn(major: int) -> Money:
    return Money(major * 100, "NGN")


async def test_finds_a_product_by_slug_or_id() -> None:
    product = await made(make_product, slug="adire-dress", title="Adire Dress", attributes={"fabric": "cotton"})

    by_slug = await find_product(slug="adire-dress", at=NOON)

    assert by_slug == await find_product(product_id=product.id, at=NOON)
    assert (by_slug.id, by_slug.title, by_slug.attributes) == (product.id, "Adire Dress", {"fabric": "cotton"})
    assert (by_slug.vendor_id, by_slug.category_id) == (product.vendor_id, product.category_id)


@pytest.mark.parametrize(
    ("facts", "vendor_status", "shown"),
    [
        ({}, Vendor.Status.APPROVED, True),
        ({}, Vendor.Status.ON_HOLIDAY, True),
        ({}, Vendor.Status.SUSPENDED, False),
        ({}, Vendor.Status.APPLIED, False),
        ({}, Vendor.Status.CLOSED, False),
        ({"state": Product.State.DRAFT}, Vendor.Status.APPROVED, False),
        ({"state": Product.State.REVIEW}, Vendor.Status.APPROVED, False),
        ({"state": Product.State.ARCHIVED}, Vendor.Status.APPROVED, False),
        ({"publish_at": NOON}, Vendor.Status.APPROVED, True),
        ({"publish_at": NOON + INSTANT}, Vendor.Status.APPROVED, False),
        ({"unpublish_at": NOON}, Vendor.Status.APPROVED, False),
        ({"unpublish_at": NOON + INSTANT}, Vendor.Status.APPROVED, True),
    ],
)
async def test_hides_what_is_not_published_by_every_way(facts: dict[str, Any], vendor_status: str, shown: bool) -> None:
    vendor = await made(make_vendor, status=vendor_status)
    product = await made(make_product, vendor=vendor, slug="adire-dress", **facts)
    [variant] = (await variants_by_product_id(product_ids=[product.id]))[product.id]

    assert (product.id in await product_by_id(product_ids=[product.id], at=NOON)) is shown
    assert (variant.id in await variant_by_id(variant_ids=[variant.id], at=NOON)) is shown
    assert (await product_count_by_category_id(category_ids=[product.category_id], at=NOON)) == (
        {product.category_id: 1} if shown else {}
    )
    for question in ({"slug": "adire-dress"}, {"product_id": product.id}):
        if shown:
            assert (await find_product(**question, at=NOON)).id == product.id
        else:
            with pytest.raises(NotFound):
                await find_product(**question, at=NOON)


async def test_reads_variants_axes_and_pictures_in_order() -> None:
    dress = await made(make_product, sizes=("M", "S"), colours=("Indigo", "Ochre"))
    for position, file in ((1, "back.svg"), (0, "front.svg")):
        await made(make_media, product=dress, file=file, position=position)

    variants = (await variants_by_product_id(product_ids=[dress.id]))[dress.id]
    axes = (await axes_by_product_id(product_ids=[dress.id]))[dress.id]
    media = (await media_by_product_id(product_ids=[dress.id]))[dress.id]

    assert [tuple(variant.options.values()) for variant in variants] == [
        ("m", "indigo"),
        ("m", "ochre"),
        ("s", "indigo"),
        ("s", "ochre"),
    ]
    assert [(axis.name, [value.name for value in axis.values]) for axis in axes] == [
        ("Size", ["M", "S"]),
        ("Colour", ["Indigo", "Ochre"]),
    ]
    assert axes[1].values[0].swatch == "#3f51b5"
    assert [picture.file for picture in media] == ["front.svg", "back.svg"]
    assert variant_for(variants, {"colour": "ochre", "size": "s"}) == variants[3]
    assert variant_for(variants, {"colour": "green", "size": "s"}) is None
    assert variant_for(variants, {"size": "s"}) is None


async def test_a_sale_shows_at_its_instants_in_price_and_range_alike() -> None:
    dress = await made(make_product, price=ngn(100))
    [variant] = (await variants_by_product_id(product_ids=[dress.id]))[dress.id]
    await made(make_price, variant=await made(dress.variants.get), price=ngn(80), compare_at=ngn(100),
               valid_from=NOON, valid_until=NOON + timedelta(hours=2))  # fmt: skip

    async def shown(at: datetime) -> tuple[PriceRow | None, PriceRangeRow | None]:
        prices = await price_by_variant_id(variant_ids=[variant.id], currency="NGN", at=at)
        ranges = await price_range_by_product_id(product_ids=[dress.id], currency="NGN", at=at)
        return prices.get(variant.id), ranges.get(dress.id)

    usual = (PriceRow(variant.id, "NGN", 10_000, None), PriceRangeRow(dress.id, "NGN", 10_000, 10_000, None, False))
    sale = (PriceRow(variant.id, "NGN", 8_000, 10_000), PriceRangeRow(dress.id, "NGN", 8_000, 8_000, 10_000, True))
    assert await shown(PUBLISHED_AT - INSTANT) == (None, None)
    assert await shown(NOON - INSTANT) == usual
    assert await shown(NOON) == sale
    assert await shown(NOON + timedelta(hours=2) - INSTANT) == sale
    assert await shown(NOON + timedelta(hours=2)) == usual
    assert (sale[0].amount, sale[0].compare_at, sale[1].lowest) == (ngn(80), ngn(100), ngn(80))


async def test_walks_the_tree_up_and_down() -> None:
    women = await made(make_category, name="Women")
    clothing = await made(make_category, name="Clothing", parent=women)
    shoes = await made(make_category, name="Shoes", parent=women, position=1)
    dresses = await made(make_category, name="Dresses", parent=clothing)
    await made(make_category, name="Womenswear")
    for category in (dresses, dresses, shoes):
        await made(make_product, category=category)

    ancestors = await ancestors_by_category_id(category_ids=[dresses.id, women.id])
    children = await children_by_category_id(category_ids=[women.id, dresses.id])
    counts = await product_count_by_category_id(category_ids=[women.id, clothing.id, shoes.id], at=NOON)

    assert [row.path for row in ancestors[dresses.id]] == ["women", "women/clothing"]
    assert women.id not in ancestors
    assert [row.name for row in children[women.id]] == ["Clothing", "Shoes"]
    assert dresses.id not in children
    assert counts == {women.id: 3, clothing.id: 2, shoes.id: 1}
    assert [row.name for row in await list_root_categories()] == ["Women", "Womenswear"]
    assert (await find_category(path="women/clothing")).id == clothing.id
    assert (await find_category(category_id=clothing.id)).parent_id == women.id
    assert set(await category_by_id(category_ids=[women.id, new_id()])) == {women.id}
    with pytest.raises(NotFound):
        await find_category(path="women/%")


async def test_every_batch_is_one_statement_for_one_product_and_for_many() -> None:
    products = [await made(make_product, sizes=("S", "M")) for _ in range(5)]

    async def page(chosen: list[Product]) -> int:
        ids = [product.id for product in chosen]
        with counted_statements() as statements:
            await product_by_id(product_ids=ids, at=NOON)
            variants = await variants_by_product_id(product_ids=ids)
            await axes_by_product_id(product_ids=ids)
            await media_by_product_id(product_ids=ids)
            await price_range_by_product_id(product_ids=ids, currency="NGN", at=NOON)
            variant_ids = [variant.id for of_product in variants.values() for variant in of_product]
            prices = await price_by_variant_id(variant_ids=variant_ids, currency="NGN", at=NOON)
        assert len(prices) == 2 * len(chosen)
        return len(statements)

    assert await page(products[:1]) == 6
    assert await page(products) == 6


async def test_missing_keys_are_missing_and_no_keys_are_fine() -> None:
    nobody = new_id()

    for batch in (variants_by_product_id, media_by_product_id, axes_by_product_id):
        assert await batch(product_ids=[nobody]) == {}
        assert await batch(product_ids=[]) == {}
    assert await price_by_variant_id(variant_ids=[nobody], currency="NGN", at=NOON) == {}
    assert await price_by_variant_id(variant_ids=[], currency="NGN", at=NOON) == {}
