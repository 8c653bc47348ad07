"""Of a question with very many answers all are looked at, the best at a glance weighed, and nothing is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.search import ranking
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.filters import ProductFilter
from domains.search.mixing import Mode
from domains.search.models import Boost
from domains.search.queries import search_products
from domains.search.services.embed_products import rebuild_vectors
from domains.search.services.index_products import index_products, rebuild_documents
from domains.search.services.keep_boosts import create_boost
from tests.factories.catalogue import make_category, make_product
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
# The best is the oldest. Two are weighed where no more may be; the others follow, the newest of equals first.
GOWNS = ("Gown Gown Gown", "Gown B", "Gown Gown", "Gown D", "Gown E", "Gown F")
RANKED = ["Gown Gown Gown", "Gown Gown", "Gown F", "Gown E", "Gown D", "Gown B"]


async def offered(*titles: str, **of_each: Any) -> None:
    """Products of these titles, the first one the oldest."""

    def make() -> None:
        for title in titles:
            make_product(title=title, **of_each)
        rebuild_documents(now=NOON)

    await in_transaction(make)


async def found(text: str, **how: Any) -> list[str]:
    """The titles of all pages."""
    titles: list[str] = []
    after: str | None = None
    while True:
        page = await search_products(text=text, currency="NGN", at=NOON, after=after, **how)
        titles += [row.title for row in page.items]
        if not page.has_next:
            assert await page.count() == len(titles)
            return titles
        after = page.end_cursor


@pytest.mark.parametrize("first", [1, 2, 3, 5, 50])
@pytest.mark.parametrize("weighed", [1, 2, 4, 100])
async def test_the_best_is_found_however_old_and_the_others_follow(
    first: int, weighed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "MOST_WEIGHED", weighed)
    await offered(*GOWNS)

    assert await found("gown", first=first) == RANKED


async def test_where_a_row_lies_in_the_table_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_WEIGHED", 2)
    await offered(*GOWNS)
    oldest = await Product.async_objects.aget(title="Gown Gown Gown")

    await in_transaction(index_products, product_ids=[oldest.id], now=NOON)

    assert await found("gown") == RANKED


async def test_only_products_that_are_shown_and_fit_the_filter_take_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_WEIGHED", 2)
    bridal, evening = await in_transaction(lambda: (make_category(name="Bridal"), make_category(name="Evening")))
    await offered("Gown A", "Gown Gown", "Gown B", category=bridal)
    await offered("Gown Gown Gown C", "Gown Gown Gown D", category=evening)
    await offered("Gown Gown Gown E", "Gown Gown F", category=bridal, state=Product.State.DRAFT)

    titles = await found("gown", first=2, chosen=ProductFilter(category_id=bridal.id))

    assert titles == ["Gown Gown", "Gown B", "Gown A"]


async def test_those_below_the_weighed_stay_in_the_order_of_a_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    await offered("Silk Lined Evening Gown", "Silk Evening Gown", "Silk Gown")
    weighed = await found("silk gown")
    monkeypatch.setattr(ranking, "MOST_WEIGHED", 1)

    assert weighed == ["Silk Gown", "Silk Evening Gown", "Silk Lined Evening Gown"]
    assert await found("silk gown", first=1) == weighed


async def test_what_has_the_very_word_goes_before_what_looks_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_WEIGHED", 2)
    # Long enough to be alike in all but one letter.
    asked, alike = "Handwovenceremonialkaftanandgele", "Handwovenceremonjalkaftanandgele"
    await offered(asked, f"{alike} {alike} A", f"{alike} {alike} B", f"{alike} C")

    titles = await found(asked, first=2)

    assert titles == [asked, f"{alike} {alike} B", f"{alike} {alike} A", f"{alike} C"]


async def test_what_is_near_in_meaning_goes_before_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_WEIGHED", 1)
    await offered("Suede Slippers", "Leather Sandals", "Leather Sandals Too", "Sandals Leather")
    await in_transaction(rebuild_vectors, embedder=PackagedEmbedder(), now=NOON)

    titles = await found("leather sandals", mode=Mode.HYBRID)

    assert titles[-1] == "Suede Slippers"
    assert len(titles) == 4


@pytest.mark.parametrize("kind", ["pin", "boost"])
async def test_staff_move_what_is_not_among_the_weighed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_WEIGHED", 2)
    await offered("Gown A", "Gown B", "Gown C", "Gown D", "Gown E")
    moved = await Product.async_objects.aget(title="Gown B")
    await in_transaction(
        create_boost, kind=Boost.Kind(kind), targets={"product_id": moved.id}, priority=100, starts_at=NOON, now=NOON
    )

    for first in (1, 2, 50):
        assert await found("gown", first=first) == ["Gown B", "Gown E", "Gown D", "Gown C", "Gown A"]


async def test_the_others_are_no_statement_more(monkeypatch: pytest.MonkeyPatch) -> None:
    await offered(*GOWNS)
    counts = []
    for most in (100, 2):
        monkeypatch.setattr(ranking, "MOST_WEIGHED", most)
        with counted_statements() as statements:
            await search_products(text="gown", currency="NGN", at=NOON)
        counts.append(len(statements))

    assert counts == [1, 1]
