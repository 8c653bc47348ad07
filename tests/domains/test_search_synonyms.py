"""Synonyms widen what is found; where nothing has all the words, any of them do."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from domains.common.bridge import in_transaction
from domains.search.errors import SynonymExists
from domains.search.models import SearchSynonym
from domains.search.queries import search_products
from domains.search.services.index_products import rebuild_documents
from domains.search.services.keep_synonyms import create_synonym, load_synonyms, read_synonyms, update_synonym
from domains.search.synonyms import SHIPPED
from tests.factories.catalogue import make_product
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


def _catalogue() -> None:
    for title in ("Canvas Sneakers", "Navy Gèlè", "Burnt Orange Clutch", "Merino Jumper", "Silk Tie"):
        make_product(title=title)
    load_synonyms(synonyms=read_synonyms(SHIPPED.read_text(encoding="utf-8").splitlines()))
    rebuild_documents(now=NOON)


@pytest.fixture
async def catalogue(database: None) -> None:
    await in_transaction(_catalogue)


async def found(text: str) -> list[str]:
    page = await search_products(text=text, currency="NGN", at=NOON)
    assert await page.count() == len(page.items)
    return sorted(row.title for row in page.items)


@pytest.mark.usefixtures("catalogue")
class TestSearch:
    async def test_finds_by_a_synonym_of_one_word_or_several(self) -> None:
        assert await found("trainers") == ["Canvas Sneakers"]
        assert await found("canvas running shoes") == ["Canvas Sneakers"]
        assert await found("sweater") == ["Merino Jumper"]
        assert await found("blue headwrap") == ["Navy Gèlè"]
        assert await found("head tie") == ["Navy Gèlè"]
        assert await found("orange evening bag") == ["Burnt Orange Clutch"]

    async def test_a_one_way_synonym_goes_one_way(self) -> None:
        assert await found("blue") == ["Navy Gèlè"]
        await made(update_synonym, synonym_id=(await made(SearchSynonym.objects.get, term="blue")).id, means="sky")
        assert await found("blue") == []

    async def test_an_excluded_word_excludes_its_synonyms(self) -> None:
        assert await found("navy -headwrap") == []

    async def test_any_word_will_do_where_nothing_has_all(self) -> None:
        assert await found("canvas clutch") == ["Burnt Orange Clutch", "Canvas Sneakers"]
        assert await found("merino spaceship") == ["Merino Jumper"]
        assert await found("canvas spaceship -sneakers") == []
        assert await found("spaceship rocket") == []

    async def test_takes_three_statements_at_most_and_pages_go_on_the_same_way(self) -> None:
        with counted_statements() as statements:
            first = await search_products(text="canvas clutch", currency="NGN", at=NOON, first=1)
        second = await search_products(text="canvas clutch", currency="NGN", at=NOON, first=1, after=first.end_cursor)

        assert len(statements) == 3
        assert {first.items[0].title, second.items[0].title} == {"Burnt Orange Clutch", "Canvas Sneakers"}


def test_reads_rings_and_one_way_lines() -> None:
    assert read_synonyms(["# shoes", "a, b,  C d ", "x > y, z", "x > w # more", "", "alone"]) == {
        "a": ("b", "c d"),
        "b": ("a", "c d"),
        "c d": ("a", "b"),
        "x": ("y", "z", "w"),
        "alone": (),
    }


def test_loading_again_keeps_what_staff_wrote() -> None:
    mine = create_synonym(term="Trainers", means="sneakers")

    assert load_synonyms(synonyms={"trainers": ["kicks"], "gele": ["headwrap"]}) == 1
    assert load_synonyms(synonyms={"trainers": ["kicks"], "gele": ["headwrap"]}) == 0

    assert SearchSynonym.objects.get(id=mine.id).means == "sneakers"
    with pytest.raises(SynonymExists):
        create_synonym(term="trainers", means="kicks")


@pytest.mark.parametrize("text", ["the", "'\"!!& \\| (<-> :*", "%_", "👩🏽‍🎨", "- -", "or or", ",,,", 'a -b "c'])
async def test_no_term_breaks_a_search(text: str) -> None:
    await made(create_synonym, term=text, means=text)
    await made(make_product, title="Canvas Sneakers")
    await made(rebuild_documents, now=NOON)

    assert await found("sneakers") == ["Canvas Sneakers"]
