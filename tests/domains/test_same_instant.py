"""A sale and a publication begin and end for every reader at the same microsecond, with nothing running then."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domains.catalogue.models import Variant
from domains.catalogue.price_history_queries import price_steps_by_variant_id
from domains.catalogue.queries import (
    price_by_variant_id,
    price_range_by_product_id,
    product_by_id,
    variant_by_id,
)
from domains.catalogue.sales import sellable_variants
from domains.checkout.queries import cart_of
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.money import Money
from domains.search.filters import ProductFilter
from domains.search.listing import list_products
from domains.search.queries import search_products
from domains.search.services.index_products import rebuild_documents
from tests.factories.catalogue import make_price, make_product
from tests.factories.checkout import an_owner, make_cart, make_line
from tests.factories.inventory import make_stock

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
END = NOON + timedelta(hours=2)
INSTANT = timedelta(microseconds=1)
OWNER = an_owner()
SALE = ProductFilter(on_sale=True, highest_minor=80_00)


@dataclass(frozen=True, slots=True)
class _Reader:
    """All who tell what a variant costs at a moment."""

    product_id: UUID
    variant_id: UUID

    async def prices(self, at: datetime) -> set[int]:
        """What they say; one amount where they agree."""
        prices = await price_by_variant_id(variant_ids=[self.variant_id], currency="NGN", at=at)
        ranges = await price_range_by_product_id(product_ids=[self.product_id], currency="NGN", at=at)
        steps = await price_steps_by_variant_id(variant_ids=[self.variant_id], currency="NGN", at=at)
        sold = await in_transaction(sellable_variants, variant_ids=[self.variant_id], currency="NGN", now=at)
        cart = await cart_of(owner=OWNER, now=at)
        assert cart is not None
        return {
            prices[self.variant_id].amount_minor,
            ranges[self.product_id].lowest_minor,
            ranges[self.product_id].highest_minor,
            steps[self.variant_id][-1].amount_minor,
            sold[self.variant_id].unit_price.minor,
            cart.total.minor,
        }

    async def on_sale(self, at: datetime) -> set[bool]:
        """Whether lists and searches of what is reduced have it, and whether its range says so."""
        listed = await list_products(currency="NGN", at=at, chosen=SALE)
        searched = await search_products(text="kaftan", currency="NGN", at=at, chosen=SALE)
        ranges = await price_range_by_product_id(product_ids=[self.product_id], currency="NGN", at=at)
        return {
            bool(listed.items),
            bool(await listed.count()),
            bool(searched.items),
            ranges[self.product_id].is_reduced,
        }

    async def shown(self, at: datetime) -> set[bool]:
        """Whether anybody sees it, and whether it can be bought."""
        ids = [self.variant_id]
        cart = await cart_of(owner=OWNER, now=at)
        assert cart is not None
        return {
            bool(await product_by_id(product_ids=[self.product_id], at=at)),
            bool(await variant_by_id(variant_ids=ids, at=at)),
            bool((await list_products(currency="NGN", at=at)).items),
            bool((await search_products(text="kaftan", currency="NGN", at=at)).items),
            bool(await in_transaction(sellable_variants, variant_ids=ids, currency="NGN", now=at)),
            all(line.counts for line in cart.lines),
        }


def _in_a_cart(variant: Variant) -> _Reader:
    make_stock(variant=variant, on_hand=9)
    make_line(cart=make_cart(owner=OWNER), variant=variant)
    rebuild_documents(now=utc_now())
    return _Reader(variant.product_id, variant.id)


def _sale() -> _Reader:
    variant = make_product(title="Kaftan", price=None).variants.get()
    make_price(variant=variant, price=Money(100_00, "NGN"))
    make_price(
        variant=variant, price=Money(80_00, "NGN"), compare_at=Money(100_00, "NGN"), valid_from=NOON, valid_until=END
    )
    return _in_a_cart(variant)


def _window() -> _Reader:
    return _in_a_cart(make_product(title="Kaftan", publish_at=NOON, unpublish_at=END).variants.get())


@pytest.mark.parametrize(
    ("at", "price"),
    [(NOON - INSTANT, 100_00), (NOON, 80_00), (END - INSTANT, 80_00), (END, 100_00)],
    ids=["before", "first", "last", "after"],
)
async def test_all_tell_one_price_at_either_end_of_a_sale(at: datetime, price: int) -> None:
    reader = await in_transaction(_sale)

    assert await reader.prices(at) == {price}
    assert await reader.on_sale(at) == {price == 80_00}


@pytest.mark.parametrize(
    ("at", "is_shown"),
    [(NOON - INSTANT, False), (NOON, True), (END - INSTANT, True), (END, False)],
    ids=["before", "first", "last", "after"],
)
async def test_all_see_a_product_within_its_window_and_nobody_outside(at: datetime, is_shown: bool) -> None:
    reader = await in_transaction(_window)

    assert await reader.shown(at) == {is_shown}
