"""Collections: filled by rules exactly when they hold, or by hand; hidden products in no page and no count."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Timer
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from domains.catalogue.collections.errors import (
    BadRule,
    CollectionFillsItself,
    CollectionIsManual,
    CollectionSlugTaken,
)
from domains.catalogue.collections.models import CollectionMember, CollectionRebuild
from domains.catalogue.collections.previewing import preview_rule
from domains.catalogue.collections.services import fill_collections as filling
from domains.catalogue.collections.services.fill_collections import fill_collections, prune_members, rebuild_chunk
from domains.catalogue.collections.services.keep_collections import (
    arrange_collection,
    create_collection,
    delete_collection,
    update_collection,
)
from domains.catalogue.models import Product
from domains.catalogue.services.publish_product import unpublish_product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.update_product import update_product
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.common.money import Money
from domains.vendors.models import Vendor
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import PUBLISHED_AT, make_category, make_product, make_variant
from tests.factories.collections import finish_rebuild, make_collection, rule, strays
from tests.factories.vendors import make_vendor

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY, MICRO = timedelta(days=1), timedelta(microseconds=1)
_IN = """
    SELECT product.title FROM catalogue_collection_member AS member
    JOIN catalogue_product AS product ON product.id = member.product_id
    WHERE member.collection_id = %s AND member.valid_from <= %s AND (valid_until IS NULL OR valid_until > %s)
    ORDER BY product.title
"""


def ngn(major: int) -> Money:
    return Money(major * 100, "NGN")


def titles(collection_id: UUID, *, at: datetime = NOON) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_IN, [collection_id, at, at])
        return [title for (title,) in cursor.fetchall()]


def filled(*conditions: dict[str, Any], match: str = "all", at: datetime = NOON) -> list[str]:
    """Who is in a collection of these conditions; what a preview says of published products must agree."""
    made = make_collection(rule=rule(*conditions, match=match), now=NOON)
    assert strays() == []
    previewed = preview_rule(rule=rule(*conditions, match=match), at=at)
    assert sorted(product.title for product in previewed.products) == titles(made.id, at=at)
    assert previewed.count == len(titles(made.id, at=at))
    return titles(made.id, at=at)


def test_finds_by_category_with_all_below_and_by_vendor() -> None:
    women = make_category(name="Women")
    house = make_vendor(name="House")
    make_product(title="Gown", category=make_category(name="Gowns", parent=women))
    make_product(title="Wrap", category=women, vendor=house)
    make_product(title="Apron", category=make_category(name="Womenswear"), vendor=house)
    below = {"kind": "category", "categories": [str(women.id)]}
    made_by = {"kind": "vendor", "vendors": [str(house.id)]}

    assert filled(below) == ["Gown", "Wrap"]
    assert filled(below, made_by) == ["Wrap"]
    assert filled(below, made_by, match="any") == ["Apron", "Gown", "Wrap"]
    assert filled(below, {**made_by, "not": True}) == ["Gown"]
    assert filled(made_by, {**below, "not": True}) == ["Apron"]


def test_finds_by_price_of_the_cheapest_variant_in_its_currency() -> None:
    make_product(title="Cheap", price=ngn(100))
    make_product(title="Dear", price=ngn(300))
    make_product(title="Foreign", price=Money(1_00, "EUR"))
    spanning = make_product(title="Spanning", price=ngn(200))
    make_variant(product=spanning, options={"size": "xl"}, price=ngn(900))

    assert filled({"kind": "price", "currency": "NGN", "highest": 200_00}) == ["Cheap", "Spanning"]
    assert filled({"kind": "price", "currency": "NGN", "lowest": 200_00}) == ["Dear", "Spanning"]
    assert filled({"kind": "price", "currency": "NGN", "lowest": 150_00, "highest": 250_00}) == ["Spanning"]
    assert filled({"kind": "price", "currency": "EUR", "lowest": 0}) == ["Foreign"]


def test_finds_by_attribute_option_and_words_of_the_title() -> None:
    make_product(title="Ìró in Linens", attributes={"season": "Summer"}, sizes=("M",), colours=("Indigo",))
    make_product(title="Wool Coat", attributes={"season": "Winter"}, sizes=("L",))
    retired = make_product(title="Retired Coat", sizes=("S",))
    retired.variants.update(is_active=False)

    assert filled({"kind": "attribute", "name": "season", "values": ["summer", "spring"]}) == ["Ìró in Linens"]
    assert filled({"kind": "option", "axis": "colour", "values": ["indigo", "red"]}) == ["Ìró in Linens"]
    assert filled({"kind": "option", "axis": "size", "values": ["l"]}) == ["Wool Coat"]
    assert filled({"kind": "option", "axis": "size", "values": ["s"]}) == []
    assert filled({"kind": "title", "words": ["iro", "wool coat"]}) == ["Wool Coat", "Ìró in Linens"]
    assert filled({"kind": "title", "words": ["linen"]}) == ["Ìró in Linens"]
    assert filled({"kind": "title", "words": ["coat linen"]}) == []


def test_a_sale_begins_and_ends_in_its_collection_to_the_microsecond() -> None:
    product = make_product(title="Gown", price=ngn(300))
    collection = make_collection(rule=rule({"kind": "on_sale"}), now=NOON)
    under = make_collection(rule=rule({"kind": "price", "currency": "NGN", "highest": 250_00}), now=NOON)
    sale = NewPrice(
        variant_id=product.variants.get().id,
        amount=ngn(200),
        compare_at=ngn(300),
        valid_from=NOON + DAY,
        valid_until=NOON + 2 * DAY,
    )
    set_prices(prices=[sale], now=NOON)

    fill_collections(product_ids=[product.id], now=NOON)

    for found in (collection, under):
        moments = (NOON + DAY - MICRO, NOON + DAY, NOON + 2 * DAY - MICRO, NOON + 2 * DAY)
        assert [titles(found.id, at=at) for at in moments] == [[], ["Gown"], ["Gown"], []]
    assert strays() == []


def test_what_is_new_stays_so_for_its_days() -> None:
    make_product(title="Gown", publish_at=NOON - 29 * DAY)
    make_product(title="Old", publish_at=NOON - 31 * DAY)
    make_product(title="Draft", publish_at=None, state=Product.State.DRAFT)

    collection = make_collection(rule=rule({"kind": "published_within", "days": 30}), now=NOON)

    assert [titles(collection.id, at=at) for at in (NOON, NOON + DAY - MICRO, NOON + DAY)] == [["Gown"], ["Gown"], []]


def test_follows_a_product_that_changes() -> None:
    product = make_product(title="Cotton Gown")
    collection = make_collection(rule=rule({"kind": "title", "words": ["linen"]}), now=NOON)

    seen = []
    for title in ("Linen Gown", "Linen Dress", "Silk Dress"):
        update_product(product_id=product.id, title=title, now=NOON)
        fill_collections(product_ids=[product.id], now=NOON)
        seen.append(titles(collection.id))

    assert seen == [["Linen Gown"], ["Linen Dress"], []]


def test_a_new_rule_is_followed_in_chunks_that_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "CHUNK", 2)
    for number in range(5):
        make_product(title=f"Linen {number}" if number % 2 else f"Wool {number}")
    collection = make_collection(rule=rule({"kind": "title", "words": ["linen"]}), now=NOON)
    assert titles(collection.id) == ["Linen 1", "Linen 3"]

    update_collection(collection_id=collection.id, rule=rule({"kind": "title", "words": ["wool"]}), now=NOON)
    progress = []
    while rebuild_chunk(collection_id=collection.id, version=2, now=NOON):
        rebuild = CollectionRebuild.objects.get()
        progress.append((rebuild.done, rebuild.total, rebuild.finished_at))

    assert titles(collection.id) == ["Wool 0", "Wool 2", "Wool 4"]
    assert progress == [(2, 5, None), (4, 5, None)]
    rebuild.refresh_from_db()
    assert (rebuild.done, rebuild.version, rebuild.finished_at) == (5, 2, NOON)
    due = OutboxEvent.objects.filter(name="CollectionRebuildAdvanced").order_by("id").values_list("payload", flat=True)
    assert [(one["version"], one["done"]) for one in due] == [(1, 0), (1, 2), (1, 4), (2, 0), (2, 2), (2, 4)]


def test_a_former_rule_is_written_no_further() -> None:
    make_product(title="Linen Gown")
    collection = create_collection(title="Linen", rule=rule({"kind": "title", "words": ["linen"]}), now=NOON)
    update_collection(collection_id=collection.id, rule=rule({"kind": "title", "words": ["wool"]}), now=NOON)

    assert rebuild_chunk(collection_id=collection.id, version=1, now=NOON) is False

    assert titles(collection.id) == []
    assert CollectionRebuild.objects.get().finished_at is None


def test_a_chunk_that_comes_twice_changes_nothing() -> None:
    make_product(title="Linen Gown")
    collection = make_collection(rule=rule({"kind": "title", "words": ["linen"]}), now=NOON)
    before = list(CollectionMember.objects.values_list("product_id", "valid_from", "position"))

    assert rebuild_chunk(collection_id=collection.id, version=1, now=NOON) is False

    assert list(CollectionMember.objects.values_list("product_id", "valid_from", "position")) == before


def test_refuses_a_rule_that_names_nobody_and_changes_nothing() -> None:
    nobody = rule({"kind": "on_sale"}, {"kind": "vendor", "vendors": [str(make_vendor().id), str(new_id())]})

    with pytest.raises(BadRule) as refused:
        create_collection(title="Nobody", rule=nobody, now=NOON)

    assert refused.value.path == ("rule", "conditions", "1", "vendors", "1")
    assert OutboxEvent.objects.count() == 0


def test_has_what_staff_chose_in_their_order() -> None:
    gown, wrap, coat = (make_product(title=title) for title in ("Gown", "Wrap", "Coat"))
    collection = make_collection(products=[gown, wrap])

    arrange_collection(collection_id=collection.id, product_ids=[coat.id, gown.id])

    kept = CollectionMember.objects.order_by("position").values_list("product_id", "position")
    assert list(kept) == [(coat.id, 0), (gown.id, 1)]
    fill_collections(product_ids=[coat.id, wrap.id], now=NOON)
    assert titles(collection.id) == ["Coat", "Gown"]


def test_refuses_what_does_not_fit_and_changes_nothing() -> None:
    product = make_product()
    manual = make_collection(products=[product], slug="picks")
    by_rule = make_collection(rule=rule({"kind": "on_sale"}), now=NOON)

    refusals: list[tuple[type[Exception], Any]] = [
        (CollectionFillsItself, partial(arrange_collection, collection_id=by_rule.id, product_ids=[product.id])),
        (CollectionIsManual, partial(update_collection, collection_id=manual.id, rule=rule({"kind": "on_sale"}))),
        (CollectionSlugTaken, partial(update_collection, collection_id=by_rule.id, slug="picks")),
        (InvalidInput, partial(update_collection, collection_id=manual.id, shown_from=NOON, shown_until=NOON)),
        (InvalidInput, partial(arrange_collection, collection_id=manual.id, product_ids=[product.id, product.id])),
        (NotFound, partial(arrange_collection, collection_id=manual.id, product_ids=[new_id()])),
        (NotFound, partial(delete_collection, collection_id=new_id())),
    ]
    for expected, deed in refusals:
        with pytest.raises(expected):
            deed(now=NOON) if deed.func is update_collection else deed()

    assert list(CollectionMember.objects.values_list("collection_id", "product_id")) == [(manual.id, product.id)]


def test_forgets_members_whose_span_is_over() -> None:
    make_product(title="Gown", publish_at=NOON - 29 * DAY)
    make_collection(rule=rule({"kind": "published_within", "days": 30}), now=NOON)

    assert prune_members(now=NOON + DAY, limit=10) == 0
    assert prune_members(now=NOON + 2 * DAY, limit=10) == 1
    assert CollectionMember.objects.count() == 0


def test_a_hidden_product_stays_a_member_that_nobody_sees() -> None:
    product = make_product(title="Linen Gown")
    collection = make_collection(rule=rule({"kind": "title", "words": ["linen"]}), now=NOON)

    unpublish_product(product_id=product.id, now=NOON)

    assert titles(collection.id) == ["Linen Gown"]
    assert preview_rule(rule=rule({"kind": "title", "words": ["linen"]}), at=NOON).count == 0


class TestRace:
    """Rules and products change at once, and the members are written meanwhile."""

    @pytest.fixture(autouse=True)
    def _no_deadlock(self, database: None) -> Iterator[None]:
        before = deadlocks()
        with many_connections():
            yield
        assert deadlocks() - before == 0

    def test_members_meet_the_last_rule_and_the_last_titles(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(filling, "CHUNK", 3)
        vendor = make_vendor(status=Vendor.Status.APPROVED)
        products = [make_product(title="Linen", vendor=vendor) for _ in range(8)]
        collections = [make_collection(rule=rule({"kind": "title", "words": ["linen"]}), now=NOON) for _ in range(2)]
        words = ("linen", "wool", "silk")

        def retitle(product_id: UUID, turn: int) -> None:
            update_product(product_id=product_id, title=words[turn % 3].title(), now=NOON)
            fill_collections(product_ids=[product_id], now=NOON)

        def change(collection_id: UUID, turn: int) -> None:
            told = rule({"kind": "title", "words": [words[turn % 3]]})
            version = update_collection(collection_id=collection_id, rule=told, now=NOON).version
            while rebuild_chunk(collection_id=collection_id, version=version, now=NOON):
                pass

        for turn in range(4):
            deeds: list[Callable[[], None]] = [
                partial(retitle, product.id, turn + place) for place, product in enumerate(products)
            ]
            deeds += [partial(change, collection.id, turn + place) for place, collection in enumerate(collections * 3)]
            assert all_at_once(deeds) == [None] * len(deeds)

            assert strays() == []
            assert set(CollectionRebuild.objects.values_list("finished_at", flat=True)) == {NOON}

    def test_a_rebuild_waits_for_who_still_writes_by_the_former_rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        product = make_product(title="Linen Gown")
        collection = make_collection(rule=rule({"kind": "title", "words": ["linen"]}), now=NOON)
        CollectionMember.objects.all().delete()
        has_written, may_commit, fill = Event(), Event(), filling._fill

        def write_and_wait(*what: Any) -> None:
            fill(*what)
            if not has_written.is_set():
                has_written.set()
                may_commit.wait(120)

        monkeypatch.setattr(filling, "_fill", write_and_wait)

        def change() -> None:
            has_written.wait(120)
            wool = rule({"kind": "title", "words": ["wool"]})
            update_collection(collection_id=collection.id, rule=wool, now=NOON)
            Timer(0.3, may_commit.set).start()
            finish_rebuild(collection_id=collection.id, now=NOON)

        deeds: list[Callable[[], None]] = [partial(fill_collections, product_ids=[product.id], now=NOON), change]
        assert all_at_once(deeds) == [None, None]

        assert strays() == []
        assert titles(collection.id) == []


def test_audit_finds_a_member_that_does_not_meet_the_rule() -> None:
    product = make_product(title="Linen Gown", publish_at=PUBLISHED_AT)
    collection = make_collection(rule=rule({"kind": "title", "words": ["linen"]}), now=NOON)
    assert strays() == []

    CollectionMember.objects.all().delete()
    assert [row[:2] for row in strays()] == [(collection.slug, product.id)]

    fill_collections(product_ids=[product.id], now=NOON)
    Product.objects.update(title="Wool Gown")
    assert [row[:2] for row in strays()] == [(collection.slug, product.id)]
    finish_rebuild(collection_id=collection.id, now=NOON)
