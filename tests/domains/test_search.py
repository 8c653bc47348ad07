"""Full text, typos, suggestions; hidden products in no answer and no count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from domains.catalogue.models import Product
from domains.catalogue.services.update_product import update_product
from domains.common.bridge import in_transaction
from domains.common.errors import InvalidInput
from domains.common.pagination import BadCursor
from domains.search import queries
from domains.search.errors import QuestionTooLong, SearchTooSlow
from domains.search.filters import ProductFilter
from domains.search.models import SearchDocument, SearchWord
from domains.search.queries import search_products, suggest
from domains.search.services.index_products import index_products, index_vendor, rebuild_documents
from domains.vendors.models import Vendor
from domains.vendors.services import update_vendor
from tests.factories.catalogue import make_category, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


def _catalogue() -> None:
    shoes, wear = make_category(name="Shoes"), make_category(name="Womenswear")
    zuri, lagos = make_vendor(name="Zuri Runners"), make_vendor(name="Atelier Lagos")
    make_product(title="Canvas Sneakers", vendor=zuri, category=shoes, colours=("White",))
    make_product(title="Suede Loafers", vendor=zuri, category=shoes, description="Lighter than sneakers.")
    make_product(title="Àdìrẹ Wrap Dress", vendor=lagos, category=wear, attributes={"fabric": "cotton"})
    make_product(title="Silk Evening Dress", vendor=lagos, category=wear, colours=("Indigo",))
    make_product(title="Linen Shirt Dress", vendor=lagos, category=wear)
    make_product(title="Linen Day Dress", vendor=lagos, category=wear)
    rebuild_documents(now=NOON)


@pytest.fixture
async def catalogue(database: None) -> None:
    await in_transaction(_catalogue)


async def found(text: str, **how: Any) -> list[str]:
    page = await search_products(text=text, currency="NGN", at=NOON, **how)
    assert page.has_next or await page.count() == len(page.items)
    return [row.title for row in page.items]


@pytest.mark.usefixtures("catalogue")
class TestSearch:
    async def test_a_word_of_the_title_goes_before_one_of_the_description(self) -> None:
        assert await found("sneakers") == ["Canvas Sneakers", "Suede Loafers"]

    async def test_a_typo_still_finds(self) -> None:
        assert await found("snekaers") == ["Canvas Sneakers", "Suede Loafers"]
        assert await found("silk evning dres") == ["Silk Evening Dress"]

    async def test_the_last_word_may_be_unfinished(self) -> None:
        assert await found("linen sh") == ["Linen Shirt Dress"]
        assert len(await found("dre")) == 4

    async def test_finds_by_vendor_category_option_and_attribute(self) -> None:
        assert sorted(await found("zuri")) == ["Canvas Sneakers", "Suede Loafers"]
        assert len(await found("womenswear")) == 4
        assert await found("indigo") == ["Silk Evening Dress"]
        assert await found("cotton") == ["Àdìrẹ Wrap Dress"]

    @pytest.mark.parametrize("text", ["adire wrap", "ÀDÌRẸ WRAP", "A\u0300di\u0300rẹ wrap", "  adire\twrap "])
    async def test_accents_and_case_do_not_matter(self, text: str) -> None:
        assert await found(text) == ["Àdìrẹ Wrap Dress"]

    async def test_understands_phrases_exclusions_and_or(self) -> None:
        assert await found('"shirt dress"') == ["Linen Shirt Dress"]
        assert await found("linen dress -day") == ["Linen Shirt Dress"]
        assert sorted(await found("loafers or silk or wrap")) == [
            "Silk Evening Dress",
            "Suede Loafers",
            "Àdìrẹ Wrap Dress",
        ]

    @pytest.mark.parametrize(
        "text",
        ["", "   ", "the", "the and of", "& | !", "'\"!!& \\| (<-> :*", "%", "_" * 200, "\\" * 200, "🦄", "👩🏽‍🎨",
         "\x00", "\ud800", "-dress", "zzzzqq", "a" * 200, "裙子", "فستان", "'", ":*", "()", '"', "\u200f"],
    )  # fmt: skip
    async def test_what_asks_for_nothing_here_finds_nothing(self, text: str) -> None:
        assert await found(text) == []
        assert await suggest(text=text, at=NOON) == []

    @pytest.mark.parametrize("seed", range(4))
    async def test_no_text_is_an_error_of_ours(self, seed: int) -> None:
        dice = Random(seed)
        signs = [
            *"ab 'e\"\\-|&!():*<>%_/.,;½№ﬁ€ßœ\t",
            "or",
            "sneak",
            "\u0301",
            "\u202e",
            "\u200d",
            "ọ",
            "好",
            "١",
            "🧵",
        ]

        for _ in range(100):
            text = "".join(dice.choices(signs, k=dice.randint(1, 24)))
            try:
                await search_products(text=text, currency="NGN", at=NOON)
                await suggest(text=text, at=NOON)
            except QuestionTooLong:
                continue

    async def test_one_letter_finds_nothing_but_suggests_beginnings(self) -> None:
        assert await found("a & | !") == []
        assert [row.name for row in await suggest(text="a & | !", at=NOON)] == ["Atelier Lagos", "Àdìrẹ Wrap Dress"]

    async def test_refuses_too_much_text(self) -> None:
        for text in ("a" * 201, "a " * 17, "x" * 10_000, "\ufdfa" * 100):
            with pytest.raises(QuestionTooLong):
                await search_products(text=text, currency="NGN", at=NOON)
            with pytest.raises(QuestionTooLong):
                await suggest(text=text, at=NOON)

    async def test_pages_are_stable_and_meet_everything_once(self) -> None:
        first = await search_products(text="dress", currency="NGN", at=NOON, first=3)
        second = await search_products(text="dress", currency="NGN", at=NOON, first=3, after=first.end_cursor)

        assert (first.has_next, second.has_next) == (True, False)
        assert len({row.id for row in [*first.items, *second.items]}) == 4
        assert await first.count() == await second.count() == 4

    async def test_the_second_page_of_a_typo_goes_on_loosely(self) -> None:
        first = await search_products(text="dres lagoos", currency="NGN", at=NOON, first=2)
        second = await search_products(text="dres lagoos", currency="NGN", at=NOON, first=2, after=first.end_cursor)

        assert len({row.id for row in [*first.items, *second.items]}) == 4

    async def test_a_cursor_works_only_with_its_own_question(self) -> None:
        page = await search_products(text="dress", currency="NGN", at=NOON, first=1)

        with pytest.raises(BadCursor):
            await search_products(text="linen", currency="NGN", at=NOON, first=1, after=page.end_cursor)

    async def test_filters_what_it_finds(self) -> None:
        assert await found("dress", chosen=ProductFilter(options={"colour": ("indigo",)})) == ["Silk Evening Dress"]
        assert await found("dress", chosen=ProductFilter(category_path="shoes")) == []

    async def test_is_one_statement_and_two_for_a_typo(self) -> None:
        counts = []
        for text, first in (("dress", 1), ("dress", 50), ("snekaers", 1), ("snekaers", 50)):
            with counted_statements() as statements:
                await search_products(text=text, currency="NGN", at=NOON, first=first)
            counts.append(len(statements))

        assert counts == [1, 1, 2, 2]

    async def test_a_search_that_takes_too_long_is_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "SECONDS", 0.0)

        with pytest.raises(SearchTooSlow):
            await search_products(text="dress", currency="NGN", at=NOON)
        with pytest.raises(SearchTooSlow):
            await suggest(text="dress", at=NOON)

    async def test_suggests_products_categories_and_vendors(self) -> None:
        async def names(text: str) -> list[tuple[str, str]]:
            return [(row.kind.value, row.name) for row in await suggest(text=text, at=NOON)]

        assert await names("sho") == [("category", "Shoes")]
        assert await names("zu") == [("vendor", "Zuri Runners")]
        assert await names("lin") == [("product", "Linen Day Dress"), ("product", "Linen Shirt Dress")]
        assert await names("evening si") == [("product", "Silk Evening Dress")]
        assert await names("snek") == [("product", "Canvas Sneakers")]
        assert await names("snekaers") == [("product", "Canvas Sneakers")]

    async def test_suggests_up_to_the_limit_in_one_statement(self) -> None:
        with counted_statements() as statements:
            suggestions = await suggest(text="dress", at=NOON, limit=3)

        assert len(suggestions) == 3
        assert len(statements) == 1
        with pytest.raises(InvalidInput):
            await suggest(text="dress", at=NOON, limit=21)


@pytest.mark.parametrize(
    ("facts", "vendor_status"),
    [
        ({"state": Product.State.DRAFT}, Vendor.Status.APPROVED),
        ({"state": Product.State.ARCHIVED}, Vendor.Status.APPROVED),
        ({"publish_at": NOON + timedelta(microseconds=1)}, Vendor.Status.APPROVED),
        ({"unpublish_at": NOON}, Vendor.Status.APPROVED),
        ({}, Vendor.Status.SUSPENDED),
        ({}, Vendor.Status.APPLIED),
    ],
)
async def test_hidden_products_are_in_no_answer_and_no_count(facts: dict[str, Any], vendor_status: str) -> None:
    vendor = await made(make_vendor, name="Secret House", status=vendor_status)
    category = await made(make_category, name="Hushwear")
    await made(make_product, title="Secret Kaftan", vendor=vendor, category=category, **facts)
    await made(rebuild_documents, now=NOON)

    for text in ("secret", "kaftan", "secrte", "hushwear", "kaft"):
        assert await found(text) == []
        hits = await suggest(text=text, at=NOON)
        assert [row.name for row in hits if row.kind != "vendor"] == []
    if vendor_status != Vendor.Status.APPROVED:
        assert await suggest(text="secret", at=NOON) == []


async def test_the_index_follows_a_product_and_its_vendor() -> None:
    vendor = await made(make_vendor, name="Zuri")
    product = await made(make_product, title="Canvas Sneakers", vendor=vendor)
    await made(index_products, product_ids=[product.id], now=NOON)

    await made(update_product, product_id=product.id, title="Leather Boots", now=NOON)
    assert await made(index_products, product_ids=[product.id], now=NOON) == 1
    await made(update_vendor, vendor_id=vendor.id, name="Kente House")
    assert await made(index_vendor, vendor_id=vendor.id, now=NOON) == 1

    assert await found("boots") == ["Leather Boots"]
    assert await found("kente") == ["Leather Boots"]
    assert await found("sneakers") == []
    assert await found("zuri") == []


def test_indexing_is_the_same_number_of_statements_for_one_and_for_many() -> None:
    ids = [make_product().id for _ in range(5)]

    counts = []
    for some in (ids[:1], ids):
        with counted_statements() as statements:
            index_products(product_ids=some, now=NOON)
        counts.append(len(statements))

    assert counts == [5, 5]
    assert SearchDocument.objects.count() == 5


def test_a_rebuild_writes_all_documents_and_forgets_old_words() -> None:
    product = make_product(title="Canvas Sneakers")
    rebuild_documents(now=NOON)
    update_product(product_id=product.id, title="Leather Boots", now=NOON)

    assert rebuild_documents(now=NOON) == 1

    words = set(SearchWord.objects.values_list("word", flat=True))
    assert {"leather", "boots"} <= words
    assert words.isdisjoint({"canvas", "sneakers"})
    assert SearchDocument.objects.get().title == "leather boots"


def test_indexing_nothing_is_fine() -> None:
    assert index_products(product_ids=[], now=NOON) == 0
