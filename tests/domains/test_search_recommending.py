"""What completes a look, and what is bought together: by rules and events, hidden products never."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domains.catalogue.models import Category, Product
from domains.common.bridge import in_transaction
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.models import BoughtTogether
from domains.search.pairings import read_pairings, shipped_pairings
from domains.search.recommending import look_by_product_id, products_beside, together_by_product_id
from domains.search.services.count_pairs import count_pairs
from domains.search.services.embed_products import rebuild_vectors
from tasks.outbox.claim import claim_deliveries
from tasks.outbox.dispatch import dispatch_events
from tasks.run_reaction import run_reaction
from tasks.table import current_table
from tests.factories.catalogue import make_category, make_product
from tests.factories.inventory import make_stock
from tests.factories.orders import make_order
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


def _tree() -> dict[str, Category]:
    women, accessories = make_category(name="Women"), make_category(name="Accessories")
    dresses = make_category(name="Women Dresses", parent=women)
    return {
        "gowns": make_category(name="Evening Gowns", parent=dresses),
        "shoes": make_category(name="Women Shoes", parent=women),
        "bags": make_category(name="Bags", parent=accessories),
        "clutches": make_category(name="Clutches", parent=make_category(name="Bags", parent=accessories)),
        "cloth": make_category(name="Cloth", parent=accessories),
    }


def _shop() -> dict[str, Product]:
    tree = _tree()
    rows: list[tuple[str, str, dict[str, str], dict[str, Any]]] = [
        ("Silk Evening Gown", "gowns", {"occasion": "gala"}, {}),
        ("Satin Evening Gown", "gowns", {"occasion": "gala"}, {}),
        ("Rubber Boots", "shoes", {"occasion": "rain"}, {}),
        ("Silk Evening Shoes", "shoes", {}, {}),
        ("Gala Heels", "shoes", {"occasion": "gala"}, {}),
        ("Beaded Clutch", "clutches", {}, {}),
        ("Secret Clutch", "clutches", {"occasion": "gala"}, {"state": Product.State.DRAFT}),
        ("Wax Print", "cloth", {}, {}),
    ]
    shop = {
        title: make_product(title=title, category=tree[category], attributes=attributes, **more)
        for title, category, attributes, more in rows
    }
    rebuild_vectors(embedder=PackagedEmbedder(), now=NOON)
    return shop


async def look(product: Product) -> list[str]:
    found = await look_by_product_id(product_ids=[product.id], currency="NGN", at=NOON)
    return [row.title for row in found.get(product.id, [])]


async def together(product: Product) -> list[str]:
    found = await together_by_product_id(product_ids=[product.id], currency="NGN", at=NOON)
    return [row.title for row in found.get(product.id, [])]


async def test_a_look_has_one_of_each_category_that_goes_with_it_by_occasion_and_then_meaning() -> None:
    shop = await made(_shop)

    # Shoes go before bags; a second one of each comes after the first ones.
    assert await look(shop["Silk Evening Gown"]) == [
        "Gala Heels",
        "Beaded Clutch",
        "Silk Evening Shoes",
        "Rubber Boots",
    ]
    assert (await look(shop["Beaded Clutch"]))[0] == "Silk Evening Gown"


async def test_without_a_rule_a_look_is_of_the_categories_beside() -> None:
    shop = await made(_shop)

    assert await look(shop["Wax Print"]) == ["Beaded Clutch"]


async def test_a_hidden_product_has_no_look_and_is_in_none() -> None:
    shop = await made(_shop)

    assert await look(shop["Secret Clutch"]) == await together(shop["Secret Clutch"]) == []
    assert "Secret Clutch" not in await look(shop["Silk Evening Gown"])
    for batch in (look_by_product_id, together_by_product_id):
        for product_id in (shop["Secret Clutch"].id, new_id()):
            with pytest.raises(NotFound, match="There is no such product"):
                await products_beside(batch, product_id=product_id, currency="NGN", at=NOON)
        with pytest.raises(InvalidInput):
            await products_beside(batch, product_id=shop["Wax Print"].id, currency="NGN", at=NOON, first=13)


def _order(*products: Product) -> None:
    order = make_order(now=NOON, items={product.variants.get(): 1 for product in products}, stock=None)
    count_pairs(order_ids=[order.id])


async def test_bought_together_shows_what_several_orders_had_and_then_what_is_like_it() -> None:
    shop = await made(_shop)
    gown, boots, cloth, heels = (
        shop[title] for title in ("Silk Evening Gown", "Rubber Boots", "Wax Print", "Gala Heels")
    )
    await made(lambda: [make_stock(variant=product.variants.get()) for product in shop.values()] and None)
    for basket in ((gown, boots), (gown, boots, cloth), (boots, gown), (cloth, gown), (heels, gown)):
        await made(lambda basket=basket: _order(*basket))

    found = await together(gown)

    assert found[:3] == ["Rubber Boots", "Wax Print", "Satin Evening Gown"]
    assert len(found) == len(set(found)) == 6
    assert (await together(boots))[0] == "Silk Evening Gown"
    pairs = {
        (row.product_id, row.other_id): row.times for row in await made(lambda: list(BoughtTogether.objects.all()))
    }
    assert pairs[gown.id, boots.id] == pairs[boots.id, gown.id] == 3
    await made(lambda: Product.objects.filter(id=boots.id).update(state=Product.State.DRAFT))
    assert "Rubber Boots" not in await together(gown)


def test_an_order_is_counted_once_by_its_event_however_often_that_is_delivered() -> None:
    gown, boots = make_product(title="Gown"), make_product(title="Boots")
    make_order(now=NOON, items={gown.variants.get(): 2, boots.variants.get(): 1})
    dispatch_events(table=current_table())

    claims = claim_deliveries(reactions=["count_pairs"], limit=9, lease=timedelta(seconds=60))
    outcomes = [run_reaction.call(delivery_id=claims[0].delivery_id, token=claims[0].token) for _ in range(3)]

    assert outcomes == ["done", "refused", "refused"]
    assert list(BoughtTogether.objects.values_list("times", flat=True)) == [1, 1]


async def test_takes_as_many_statements_for_fifty_products_as_for_one() -> None:
    await made(_tree)
    gowns = await made(Category.objects.get, slug="evening-gowns")
    shoes = await made(Category.objects.get, slug="women-shoes")
    ids = [(await made(make_product, category=gowns)).id for _ in range(50)]
    for _ in range(15):
        await made(make_product, category=shoes)

    counts = []
    for some in (ids[:1], ids):
        for batch in (look_by_product_id, together_by_product_id):
            with counted_statements() as statements:
                found = await batch(product_ids=some, currency="NGN", at=NOON)
            counts.append(len(statements))
            assert set(found) == set(some)
            assert max(map(len, found.values())) <= 12

    assert counts == [1, 2, 1, 2]


def test_pairings_are_read_strictly_and_ours_name_categories_of_the_demo() -> None:
    assert read_pairings(["# a", "", "a > b, c # d"]) == {"a": ("b", "c")}
    for line in ("a", "a >", "> b"):
        with pytest.raises(ValueError, match="no pairing"):
            read_pairings([line])
    assert shipped_pairings()["women-dresses"][0] == "women-shoes"
