"""Questions that found too little: what is noted, what never is, and that searching neither waits nor fails for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from pytest_django.fixtures import Settings

from domains.common.bridge import in_transaction
from domains.search import misses
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.filters import ProductFilter
from domains.search.misses import MissLog, miss_log, text_to_note
from domains.search.mixing import Mode
from domains.search.models import SearchMiss
from domains.search.queries import search_products, suggest
from domains.search.question import question_of
from domains.search.services import keep_misses
from domains.search.services.embed_products import rebuild_vectors
from domains.search.services.index_products import rebuild_documents
from domains.search.services.keep_misses import Miss, prune_misses, store_misses
from tests.factories.catalogue import make_product
from tests.sandbox.running import until
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


def _catalogue() -> None:
    for number in range(3):
        make_product(title=f"Silk Gown {number}")
    make_product(title="Straw Hat")
    rebuild_documents(now=NOON)
    rebuild_vectors(embedder=PackagedEmbedder(), now=NOON)


@pytest.fixture
async def catalogue(database: None) -> None:
    await in_transaction(_catalogue)
    await miss_log.flush()
    await in_transaction(SearchMiss.objects.all().delete)


async def search(text: str, *, at: datetime = NOON, **how: Any) -> None:
    await search_products(text=text, currency="NGN", at=at, **how)


async def known() -> dict[str, tuple[int, int]]:
    await miss_log.flush()
    rows = await in_transaction(lambda: list(SearchMiss.objects.order_by("text")))
    return {row.text: (row.count, row.results) for row in rows}


@pytest.mark.usefixtures("catalogue")
class TestSearch:
    async def test_notes_what_found_too_little_and_how_often(self) -> None:
        for text in ("Jodhpurs", "  JODHPURS ", "straw hat", "silk gown", "-silk", "", "the"):
            await search(text)

        assert await known() == {"jodhpurs": (2, 0), "straw hat": (1, 1), "the": (1, 0)}

    async def test_adds_to_what_is_known(self) -> None:
        await search("jodhpurs")
        await known()
        await search("jodhpurs", at=NOON + timedelta(hours=1))

        assert await known() == {"jodhpurs": (2, 0)}
        [row] = await made(lambda: list(SearchMiss.objects.all()))
        assert (row.first_seen_at, row.last_seen_at) == (NOON, NOON + timedelta(hours=1))
        assert (row.language, row.handled_as, row.handled_at) == ("english", "", None)

    async def test_notes_nothing_that_a_filter_a_later_page_or_a_suggestion_made_small(self) -> None:
        page = await search_products(text="silk", currency="NGN", at=NOON, first=2)
        await search("silk", first=2, after=page.end_cursor)
        await search("silk", chosen=ProductFilter(on_sale=True))
        await suggest(text="jodhpurs", at=NOON)

        assert await known() == {}

    async def test_a_neighbour_in_meaning_is_no_answer_in_words(self) -> None:
        await search("jodhpurs", mode=Mode.HYBRID)

        assert await known() == {"jodhpurs": (1, 0)}

    async def test_a_search_does_not_write_and_many_are_one_statement(self) -> None:
        with counted_statements() as searching:
            for number in range(20):
                await search(f"jodhpurs n{number}")
        with counted_statements() as writing:
            await miss_log.flush()

        assert not [sql for sql in searching if "search_miss" in sql]
        assert len(writing) == 1
        assert len(await known()) == 20

    async def test_a_database_that_does_not_answer_fails_no_search_and_loses_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(**_: Any) -> None:
            raise OperationalError("gone")

        monkeypatch.setattr(misses, "store_misses", broken)
        await search("jodhpurs")
        await miss_log.flush()
        await search("jodhpurs")
        monkeypatch.undo()

        assert await known() == {"jodhpurs": (2, 0)}

    async def test_writes_by_itself_soon(self, settings: Settings) -> None:
        settings.SEARCH_LOG = timedelta(milliseconds=20)
        log = MissLog()
        log.note(question_of("jodhpurs"), language="english", results=0, at=NOON)

        async def is_written() -> bool:
            return bool(await made(SearchMiss.objects.count))

        await until(is_written)
        assert await made(SearchMiss.objects.count) == 1

    async def test_holds_no_more_than_so_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(misses, "MOST_NOTED", 3)
        for text in ("a1", "b1", "c1", "d1", "a1"):
            await search(text)

        assert await known() == {"a1": (2, 0), "b1": (1, 0), "c1": (1, 0)}


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com", "ada at gmail dot com", "ADA@EXAMPLE", "+234 803 123 4567", "0803-123-4567", "٠٨٠٣١٢٣٤٥٦٧",
        "4111 1111 1111 1111", "12345", "https://example.com/x", "www.example.com", "FS7K2M9QXA",
        "\uff0b\uff12\uff13\uff14\uff18\uff10\uff13\uff11",
        "", "  ", "!!!", "-gown",
    ],
)  # fmt: skip
def test_keeps_nothing_personal_and_nothing_empty(text: str) -> None:
    assert text_to_note(question_of(text)) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Red\tDRESS 2026 size 42", "red dress 2026 size 42"),
        ('"wrap dress" -silk', "wrap dress"),
        ("=cmd|' /C calc'!A0", "cmd c calc a0"),
        ("@SUM"[1:] + "(1)", "sum 1"),
        ("Àdìrẹ", "àdìrẹ"),
        ("word " * 15, "word " * 11 + "word"),
        ("x" * 200, "x" * 60),
    ],
)
def test_keeps_the_words_alone_and_not_too_many(text: str, kept: str) -> None:
    assert text_to_note(question_of(text)) == kept


def test_forgets_what_is_old_and_what_is_rare_beyond_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def miss(text: str, count: int, days: int) -> Miss:
        at = NOON - timedelta(days=days)
        return Miss(text=text, language="english", count=count, results=0, last_seen_at=at)

    store_misses(misses=[miss("old", 99, 91), miss("often", 5, 1), miss("rare", 1, 1), miss("now", 1, 0)])
    monkeypatch.setattr(keep_misses, "MOST_KEPT", 3)

    assert prune_misses(now=NOON, limit=10) == 1
    assert prune_misses(now=NOON, limit=10) == 0
    monkeypatch.setattr(keep_misses, "MOST_KEPT", 2)
    assert prune_misses(now=NOON, limit=10) == 1
    assert set(SearchMiss.objects.values_list("text", flat=True)) == {"often", "now"}


def test_languages_are_apart() -> None:
    for language in ("english", "french"):
        store_misses(misses=[Miss(text=str(uuid4()), language=language, count=1, results=0, last_seen_at=NOON)])
        store_misses(misses=[Miss(text="gants", language=language, count=1, results=0, last_seen_at=NOON)])

    assert SearchMiss.objects.filter(text="gants").count() == 2
