"""Hybrid search: words and meaning, each by its place."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from domains.common.bridge import in_transaction
from domains.common.pagination import BadCursor
from domains.search import mixing
from domains.search.embedding import embedder
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.embedding.service import ServiceEmbedder
from domains.search.filters import ProductFilter
from domains.search.mixing import Mode
from domains.search.pages import ProductPage
from domains.search.queries import search_products
from domains.search.services.embed_products import rebuild_vectors
from domains.search.services.index_products import rebuild_documents
from domains.vendors.models import Vendor
from tests.factories.catalogue import make_category, make_product
from tests.factories.vendors import make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _catalogue() -> None:
    shoes, gowns = make_category(name="Shoes"), make_category(name="Gowns")
    for title in ("Leather Sandals", "Suede Sandals", "Wool Slippers"):
        make_product(title=title, category=shoes)
    make_product(title="Silk Evening Gown", category=gowns)
    make_product(title="Secret Sandals", category=shoes, vendor=make_vendor(status=Vendor.Status.SUSPENDED))
    rebuild_documents(now=NOON)
    rebuild_vectors(embedder=PackagedEmbedder(), now=NOON)


@pytest.fixture(autouse=True)
def _rested() -> Iterator[None]:
    """An embedder that failed in one test is left alone for seconds, which is not what the next test is about."""
    yield
    mixing.asking.rests_until = 0.0


@pytest.fixture(autouse=True)
async def _loaded(database: None) -> None:
    await in_transaction(_catalogue)


async def search(text: str, **how: Any) -> ProductPage:
    return await search_products(**{"text": text, "currency": "NGN", "at": NOON, "mode": Mode.HYBRID, **how})


def titles(page: ProductPage) -> list[str]:
    return [row.title for row in page.items]


async def test_what_has_the_words_comes_first_and_what_means_the_same_comes_too() -> None:
    by_words = await search("leather sandals", mode=Mode.TEXT)
    page = await search("leather sandals")

    assert titles(by_words) == ["Leather Sandals"]
    assert titles(page)[:2] == ["Leather Sandals", "Suede Sandals"]
    assert set(titles(page)) == {"Leather Sandals", "Suede Sandals", "Wool Slippers", "Silk Evening Gown"}


async def test_the_count_and_the_facets_are_of_the_same_products() -> None:
    page = await search("leather sandals", chosen=ProductFilter(category_path="shoes"))
    facets = await page.facets()

    assert len(page.items) == await page.count() == 3
    assert [(row.path, row.count, row.is_chosen) for row in facets.categories] == [
        ("gowns", 1, False),
        ("shoes", 3, True),
    ]


async def test_pages_meet_everything_once_and_cursors_are_of_one_mode() -> None:
    first = await search("sandals", first=2)
    second = await search("sandals", first=2, after=first.end_cursor)

    assert len({*titles(first), *titles(second)}) == 4
    assert (first.has_next, second.has_next) == (True, False)
    with pytest.raises(BadCursor):
        await search("sandals", first=2, after=first.end_cursor, mode=Mode.TEXT)


@pytest.mark.parametrize("text", ["", "the", "& | !", "👩🏽‍🎨", "\u200f", "%"])
async def test_what_asks_for_nothing_finds_nothing_or_something_but_never_fails(text: str) -> None:
    page = await search(text)

    assert await page.count() == len(page.items)


class Silent:
    name = "silent"

    def embed(self, texts: Any) -> list[list[float]]:
        return [[0.0] * 256 for _ in texts]


class Broken:
    name = "broken"

    def embed(self, texts: Any) -> list[list[float]]:
        raise FileNotFoundError("weights")


def _nobody_there() -> ServiceEmbedder:
    return ServiceEmbedder(url="http://127.0.0.1:1/v1", key="", model="m", dimensions=256)


@pytest.mark.parametrize("make", [Silent, Broken, _nobody_there])
async def test_without_a_vector_words_answer_alone(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    made = make()
    monkeypatch.setattr("domains.search.mixing.current_embedder", lambda: made)
    monkeypatch.setattr("domains.search.queries.current_embedder", lambda: made)

    assert titles(await search("leather sandals")) == ["Leather Sandals"]
    if isinstance(made, ServiceEmbedder):
        made.close()


async def test_is_one_statement_more_than_words_alone() -> None:
    embedder.current_embedder.cache_clear()
    with counted_statements() as few:
        await search("sandals silk wool", mode=Mode.TEXT)
    with counted_statements() as more:
        await search("sandals silk wool")

    assert len(more) == len(few) + 1
