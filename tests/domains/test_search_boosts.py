"""What staff pin, put forward and put back: order, windows, pages, and nothing hidden."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domains.catalogue.collections.models import Collection, CollectionMember
from domains.catalogue.models import Category, Product
from domains.common.bridge import in_transaction
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.errors import EmptyWindow, NotOneTarget, TooManyBoosts
from domains.search.filters import ProductFilter
from domains.search.listing import Sort, list_products
from domains.search.mixing import Mode
from domains.search.models import Boost
from domains.search.queries import search_products
from domains.search.services import keep_boosts
from domains.search.services.embed_products import rebuild_vectors
from domains.search.services.index_products import rebuild_documents
from domains.search.services.keep_boosts import create_boost, update_boost
from domains.vendors.models import Vendor
from tests.factories.catalogue import make_category, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


def _catalogue() -> None:
    women, men = make_category(name="Women"), make_category(name="Men")
    dresses = make_category(name="Dresses", parent=women)
    zuri, kente = make_vendor(name="Zuri"), make_vendor(name="Kente House")
    for number, (title, category, vendor) in enumerate(
        [
            ("Silk Gown", dresses, zuri),
            ("Satin Gown", dresses, kente),
            ("Linen Gown", women, zuri),
            ("Wool Coat", men, kente),
            ("Straw Hat", men, zuri),
        ]
    ):
        make_product(title=title, category=category, vendor=vendor, publish_at=NOON - timedelta(days=number + 1))
    make_product(title="Draft Gown", category=dresses, vendor=zuri, state=Product.State.DRAFT)
    rebuild_documents(now=NOON)
    rebuild_vectors(embedder=PackagedEmbedder(), now=NOON)


@pytest.fixture(autouse=True)
async def _catalogued(database: None) -> None:
    await in_transaction(_catalogue)


async def rule(kind: str, *, of: str = "", now: datetime = NOON, **how: Any) -> Boost:
    """A rule about the product of that title, unless `how` names another target."""

    def make() -> Boost:
        targets = how.pop("targets", None) or {"product_id": Product.objects.get(title=of).id}
        return create_boost(kind=Boost.Kind(kind), now=now, targets=targets, **how)

    return await in_transaction(make)


async def category_of(path: str) -> dict[str, Any]:
    return {"category_id": (await made(Category.objects.get, path=path)).id}


async def vendor_of(name: str) -> dict[str, Any]:
    return {"vendor_id": (await made(Vendor.objects.get, name=name)).id}


def initials(page: Any) -> str:
    return " ".join(row.title.split()[0] for row in page.items)


async def listed(*, at: datetime = NOON, **how: Any) -> str:
    return initials(await list_products(currency="NGN", at=at, sort=Sort.FEATURED, **how))


async def found(text: str, *, at: datetime = NOON, **how: Any) -> str:
    page = await search_products(text=text, currency="NGN", at=at, **how)
    assert await page.count() == len(page.items)
    return initials(page)


async def test_pins_first_then_what_is_put_forward_then_the_newest_and_last_what_is_put_back() -> None:
    assert await listed() == "Silk Satin Linen Wool Straw"

    await rule("bury", of="Silk Gown")
    await rule("boost", of="Straw Hat", priority=10)
    await rule("boost", of="Linen Gown", priority=20)
    await rule("pin", of="Wool Coat", priority=1)

    assert await listed() == "Wool Linen Straw Satin Silk"
    newest = await list_products(currency="NGN", at=NOON, sort=Sort.NEWEST)
    assert initials(newest) == "Silk Satin Linen Wool Straw"


async def test_moves_a_category_with_all_below_a_vendor_and_a_collection() -> None:
    first = await rule("bury", targets=await category_of("women"))
    assert await listed() == "Wool Straw Silk Satin Linen"
    await made(first.delete)

    second = await rule("boost", targets=await vendor_of("Kente House"))
    assert await listed() == "Satin Wool Silk Linen Straw"
    await made(second.delete)

    def gather() -> Collection:
        collection = Collection.objects.create(slug="picks", title="Picks")
        hat = Product.objects.get(title="Straw Hat")
        CollectionMember.objects.create(collection=collection, product=hat, valid_from=NOON - SECOND, position=1)
        return collection

    await rule("pin", targets={"collection_id": (await made(gather)).id})
    assert await listed() == "Straw Silk Satin Linen Wool"


async def test_of_several_rules_a_pin_counts_then_the_highest_priority() -> None:
    await rule("boost", targets=await category_of("women"), priority=40)
    await rule("bury", targets=await vendor_of("Zuri"), priority=60)
    assert await listed() == "Satin Wool Silk Linen Straw"

    await rule("pin", of="Straw Hat", priority=1)
    assert await listed() == "Straw Satin Wool Silk Linen"


async def test_a_window_holds_to_the_second_and_an_end_is_outside_of_it() -> None:
    await rule("pin", of="Straw Hat", starts_at=NOON + SECOND, ends_at=NOON + 3 * SECOND, query="")

    moments = [NOON, NOON + SECOND, NOON + 2 * SECOND, NOON + 3 * SECOND]
    assert [(await listed(at=at)).startswith("Straw") for at in moments] == [False, True, True, False]
    await rule("pin", of="Silk Gown", starts_at=NOON + SECOND, ends_at=NOON + 3 * SECOND, query="gown")
    assert [(await found("gown", at=at)).startswith("Silk") for at in moments] == [False, True, True, False]


async def test_pages_meet_everything_once_over_all_ranks() -> None:
    await rule("pin", of="Straw Hat")
    await rule("boost", of="Wool Coat")
    await rule("bury", targets=await category_of("women/dresses"))
    whole = "Straw Wool Linen Silk Satin"
    assert await listed() == whole

    for size in (1, 2, 3, 4):
        seen, after = [], None
        while True:
            page = await list_products(currency="NGN", at=NOON, sort=Sort.FEATURED, first=size, after=after)
            seen.append(initials(page))
            after = page.end_cursor
            if not page.has_next:
                break
        assert " ".join(seen) == whole


async def test_a_window_that_opens_or_closes_between_pages_moves_nothing() -> None:
    await rule("pin", of="Straw Hat", ends_at=NOON + SECOND)
    await rule("pin", of="Silk Gown", starts_at=NOON + SECOND)
    first = await list_products(currency="NGN", at=NOON, sort=Sort.FEATURED, first=2)
    found_first = await search_products(text="gown or hat", currency="NGN", at=NOON, first=2)

    later = NOON + 10 * SECOND
    second = await list_products(currency="NGN", at=later, sort=Sort.FEATURED, first=3, after=first.end_cursor)
    found_second = await search_products(
        text="gown or hat", currency="NGN", at=later, first=3, after=found_first.end_cursor
    )

    assert initials(first) == "Straw Silk"
    assert initials(second) == "Satin Linen Wool"
    assert initials(found_first).startswith("Straw")
    ids = [row.id for row in [*found_first.items, *found_second.items]]
    assert len(ids) == len(set(ids)) == 4
    assert (await listed(at=later)).startswith("Silk")


async def test_a_page_has_the_same_cursors_until_a_rule_begins_or_ends() -> None:
    await rule("pin", of="Straw Hat", starts_at=NOON, ends_at=NOON + 10 * SECOND)

    async def cursors(seconds: int) -> tuple[str | None, str | None]:
        at = NOON + seconds * SECOND
        listed_then = await list_products(currency="NGN", at=at, sort=Sort.FEATURED, first=2)
        found_then = await search_products(text="gown", currency="NGN", at=at, first=2)
        return listed_then.end_cursor, found_then.end_cursor

    assert await cursors(1) == await cursors(9)
    assert await cursors(10) == await cursors(3600) != await cursors(9)


async def test_moves_hits_of_a_search_and_shows_what_is_pinned_to_it_without_having_its_words() -> None:
    await rule("boost", of="Linen Gown", priority=100)
    await rule("bury", of="Silk Gown", query="  GOWN! ", priority=100)
    found_plainly = await found("gown")
    await rule("pin", of="Straw Hat", query="gown")

    assert found_plainly == "Linen Satin Silk"
    assert await found("gown") == "Straw Linen Satin Silk"
    assert await found("hat") == "Straw"
    # The rule is of that question alone; the list knows only what holds everywhere.
    assert (await found("gowns")).startswith("Linen")
    assert "Straw" not in await found("gowns")
    assert await listed() == "Linen Silk Satin Wool Straw"


async def test_moves_what_is_found_by_words_and_meaning_as_well() -> None:
    await rule("pin", of="Wool Coat", query="silk gown")

    hybrid = await search_products(text="silk gown", currency="NGN", at=NOON, mode=Mode.HYBRID)

    assert initials(hybrid).startswith("Wool Silk")
    assert await hybrid.count() == len(hybrid.items)


async def test_a_pin_does_not_break_a_filter_or_show_what_is_hidden() -> None:
    await rule("pin", of="Draft Gown")
    await rule("pin", of="Draft Gown", query="hat")
    await rule("pin", of="Straw Hat", query="gown")

    assert await listed() == "Silk Satin Linen Wool Straw"
    assert await found("hat") == "Straw"
    women = ProductFilter(category_path="women")
    assert await found("gown", chosen=women) == "Linen Satin Silk"
    page = await search_products(text="gown", currency="NGN", at=NOON)
    assert sum(row.count for row in (await page.facets()).vendors) == await page.count() == 4


async def test_takes_no_statement_more_with_rules_than_without_and_for_any_page() -> None:
    counts = []
    for _ in range(2):
        for first in (1, 50):
            with counted_statements() as statements:
                await list_products(currency="NGN", at=NOON, sort=Sort.FEATURED, first=first)
                await search_products(text="gown", currency="NGN", at=NOON, first=first)
            counts.append(len(statements))
        for number in range(30):
            await rule("boost", targets=await category_of("women"), priority=number + 1)

    assert counts == [2, 2, 2, 2]


async def test_a_cursor_of_another_order_is_refused_like_a_foreign_one() -> None:
    page = await list_products(currency="NGN", at=NOON, sort=Sort.FEATURED, first=1)

    with pytest.raises(Exception, match="does not belong"):
        await list_products(currency="NGN", at=NOON, sort=Sort.NEWEST, after=page.end_cursor)


async def test_a_rule_has_one_target_that_exists_and_a_window_that_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    category, vendor = await category_of("women"), await vendor_of("Zuri")

    for targets, refusal in (
        ({}, NotOneTarget),
        (category | vendor, NotOneTarget),
        ({"product_id": new_id()}, NotFound),
    ):
        with pytest.raises(refusal):
            await made(create_boost, kind=Boost.Kind.PIN, now=NOON, targets=targets)
    with pytest.raises(EmptyWindow):
        await rule("pin", targets=vendor, ends_at=NOON)
    kept = await rule("pin", targets=vendor, ends_at=NOON + SECOND)
    with pytest.raises(EmptyWindow):
        await made(update_boost, boost_id=kept.id, starts_at=NOON + SECOND)
    monkeypatch.setattr(keep_boosts, "MOST", 1)
    with pytest.raises(TooManyBoosts):
        await rule("pin", targets=vendor)
    assert await made(Boost.objects.count) == 1
