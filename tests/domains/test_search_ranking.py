"""Of a question with very many answers the newest are ranked, the best of these weighed, and nothing is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.search import ranking
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.filters import ProductFilter
from domains.search.mixing import Mode
from domains.search.queries import search_products
from domains.search.services.embed_products import rebuild_vectors
from domains.search.services.index_products import index_products, rebuild_documents
from tests.factories.catalogue import make_category, make_product
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
# The best of the newest four is old, and the best of all older still.
GOWNS = ("Gown Gown Gown", "Gown B", "Gown Gown", "Gown D", "Gown E", "Gown F")
RANKED_OF_FOUR = ["Gown Gown", "Gown F", "Gown E", "Gown D", "Gown B", "Gown Gown Gown"]


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
async def test_the_others_follow_the_ranked_ones_newest_first(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_RANKED", 4)
    await offered(*GOWNS)

    assert await found("gown", first=first) == RANKED_OF_FOUR


async def test_where_a_row_lies_in_the_table_does_not_make_it_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_RANKED", 4)
    await offered(*GOWNS)
    oldest = await Product.async_objects.aget(title="Gown Gown Gown")

    await in_transaction(index_products, product_ids=[oldest.id], now=NOON)

    assert await found("gown") == RANKED_OF_FOUR


async def test_only_products_that_fit_the_filter_take_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_RANKED", 2)
    bridal, evening = await in_transaction(lambda: (make_category(name="Bridal"), make_category(name="Evening")))
    await offered("Gown A", "Gown Gown", "Gown B", category=bridal)
    await offered("Gown C", "Gown D", category=evening)

    titles = await found("gown", first=2, chosen=ProductFilter(category_id=bridal.id))

    assert titles == ["Gown Gown", "Gown B", "Gown A"]


async def test_those_below_the_weighed_stay_in_the_order_of_a_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    await offered("Silk Lined Evening Gown", "Silk Evening Gown", "Silk Gown")
    weighed = await found("silk gown")
    monkeypatch.setattr(ranking, "MOST_WEIGHED", 1)

    assert weighed == ["Silk Gown", "Silk Evening Gown", "Silk Lined Evening Gown"]
    assert await found("silk gown", first=1) == weighed


async def test_what_has_the_very_word_is_ranked_however_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_RANKED", 2)
    # Long enough to be alike in all but one letter.
    asked, alike = "Handwovenceremonialkaftanandgele", "Handwovenceremonjalkaftanandgele"
    await offered(asked, f"{alike} A", f"{alike} B", f"{alike} C")

    titles = await found(asked, first=2)

    assert titles == [asked, f"{alike} C", f"{alike} B", f"{alike} A"]


async def test_what_is_near_in_meaning_is_ranked_however_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_RANKED", 1)
    await offered("Suede Slippers", "Leather Sandals", "Leather Sandals Too")
    await in_transaction(rebuild_vectors, embedder=PackagedEmbedder(), now=NOON)

    titles = await found("leather sandals", mode=Mode.HYBRID)

    assert set(titles[:2]) == {"Leather Sandals", "Leather Sandals Too"}
    assert titles[2:] == ["Suede Slippers"]


async def test_the_others_are_no_statement_more(monkeypatch: pytest.MonkeyPatch) -> None:
    await offered(*GOWNS)
    counts = []
    for most in (500, 2):
        monkeypatch.setattr(ranking, "MOST_RANKED", most)
        with counted_statements() as statements:
            await search_products(text="gown", currency="NGN", at=NOON)
        counts.append(len(statements))

    assert counts == [1, 1]
