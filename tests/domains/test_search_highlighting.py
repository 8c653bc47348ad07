"""What answers a question is marked, and nothing that a product is called can become HTML of ours."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from domains.common.bridge import in_transaction
from domains.search.highlighting import asked_lexemes, excerpt_of, marked
from domains.search.listing import list_products
from domains.search.mixing import Mode
from domains.search.queries import search_products
from domains.search.services.index_products import rebuild_documents
from domains.search.services.keep_synonyms import create_synonym
from tests.factories.catalogue import make_product
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOSTILE = "<script>alert('silk')</script> \x02silk\x03 <mark>silk</mark> &lt;silk&gt; \"silk\""


async def made[R](make: Callable[..., R], **facts: Any) -> R:
    return await in_transaction(make, **facts)


def _catalogue() -> None:
    make_product(title="Canvas Sneakers", description="Light sneakers of washed canvas, for summer.")
    make_product(title="Àdìrẹ Wrap Dress", description="Dyed in Abẹ́òkúta.")
    make_product(title="Navy Gèlè")
    make_product(title=HOSTILE, description=HOSTILE)
    create_synonym(term="trainers", means="sneakers")
    create_synonym(term="blue", means="navy")
    rebuild_documents(now=NOON)


@pytest.fixture
async def catalogue(database: None) -> None:
    await in_transaction(_catalogue)


async def titles(text: str, **how: Any) -> list[str]:
    page = await search_products(text=text, currency="NGN", at=NOON, **how)
    shown = await page.highlights()
    assert [row.product_id for row in shown] == [row.id for row in page.items]
    return [row.title for row in shown]


@pytest.mark.usefixtures("catalogue")
class TestSearch:
    async def test_marks_words_in_title_and_description(self) -> None:
        page = await search_products(text="canvas", currency="NGN", at=NOON)
        [shown] = await page.highlights()

        assert shown.title == "<mark>Canvas</mark> Sneakers"
        assert shown.excerpt == "Light sneakers of washed <mark>canvas</mark>, for summer."

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("sneaker", "Canvas <mark>Sneakers</mark>"),
            ("snekaers", "Canvas <mark>Sneakers</mark>"),
            ("trainers", "Canvas <mark>Sneakers</mark>"),
            ("canvas snea", "<mark>Canvas</mark> <mark>Sneakers</mark>"),
            ("adire", "<mark>Àdìrẹ</mark> Wrap Dress"),
            ("blue gele", "<mark>Navy</mark> <mark>Gèlè</mark>"),
            ("canvas -loafers", "<mark>Canvas</mark> Sneakers"),
            ('"wrap dress"', "Àdìrẹ <mark>Wrap</mark> <mark>Dress</mark>"),
        ],
    )
    async def test_marks_what_a_beginning_a_typo_or_a_synonym_stood_for(self, text: str, title: str) -> None:
        assert await titles(text) == [title]

    async def test_marks_nothing_in_what_is_only_near_in_meaning(self) -> None:
        found = await titles("canvas", mode=Mode.HYBRID)

        assert found[0] == "<mark>Canvas</mark> Sneakers"
        assert not any("<mark>" in title for title in found[1:] if "script" not in title)

    async def test_a_hostile_title_stays_text(self) -> None:
        [title] = await titles("silk alert")

        assert "<script" not in title
        assert title.startswith("&lt;script&gt;<mark>alert</mark>(&#x27;<mark>silk</mark>&#x27;)&lt;/script&gt;")
        assert "&lt;mark&gt;<mark>silk</mark>&lt;/mark&gt; &amp;lt;<mark>silk</mark>&amp;gt;" in title
        assert unescape(re.sub("</?mark>", "", title)) == HOSTILE

    async def test_a_list_without_a_question_has_its_texts_without_marks(self) -> None:
        page = await list_products(currency="NGN", at=NOON)
        shown = {row.title: row.excerpt for row in await page.highlights()}

        assert shown["Navy Gèlè"] is None
        assert shown["Àdìrẹ Wrap Dress"] == "Dyed in Abẹ́òkúta."
        assert await titles("") == []

    async def test_is_one_statement_for_a_page_of_any_size_and_none_unless_asked(self) -> None:
        await made(lambda: [make_product(title=f"Canvas Bag {number}") for number in range(50)] and None)
        await made(rebuild_documents, now=NOON)
        counts = []
        for first in (1, 50):
            page = await search_products(text="canvas", currency="NGN", at=NOON, first=first)
            with counted_statements() as statements:
                assert len(await page.highlights()) == first
            counts.append(len(statements))

        assert counts == [1, 1]


WORD = re.compile(r"\w[\w\u0300-\u036f]*")
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300)


@given(text=TEXTS, odd=st.integers(min_value=1, max_value=3))
@example(text=HOSTILE, odd=1)
@example(text="<mark>a</mark>", odd=1)
def test_marked_text_without_marks_is_the_text_whatever_it_is(text: str, odd: int) -> None:
    shown = marked(text, lambda word: len(word) % odd == 0)

    assert unescape(re.sub("</?mark>", "", shown)) == text
    assert re.findall("<[^>]*>?", re.sub("</?mark>", "", shown)) == []
    assert shown.count("<mark>") == shown.count("</mark>") == sum(len(word) % odd == 0 for word in WORD.findall(text))


@given(text=TEXTS, place=st.integers(min_value=0, max_value=40))
def test_an_excerpt_is_a_piece_of_the_text_with_its_first_hit(text: str, place: int) -> None:
    words = WORD.findall(text)
    wanted = words[place] if place < len(words) else None

    shown = excerpt_of(text, lambda word: word == wanted)

    if shown is None:
        assert not text.strip()
        return
    assert unescape(re.sub("</?mark>", "", shown)).strip("…") in text
    assert len(unescape(re.sub("</?mark>", "", shown))) <= 202
    if wanted is not None and len(wanted) < 50:
        assert f"<mark>{wanted}</mark>" in shown


@pytest.mark.parametrize(
    ("query", "whole", "beginnings"),
    [
        ("'a' & 'b'", {"a", "b"}, ()),
        ("'a' & !'b'", {"a"}, ()),
        ("'a' & !( 'b' | 'c':* ) | 'd':*AB", {"a"}, ("d",)),
        ("!( 'a' & !'b' )", {"b"}, ()),
        ("'a' <-> 'b' | 'c' <2> 'd':ABCD", {"a", "b", "c", "d"}, ()),
        ("'it''s' | '!(' & '\\\\'", {"it's", "!(", "\\"}, ()),
        ("", set(), ()),
    ],
)
def test_reads_what_a_query_looks_for(query: str, whole: set[str], beginnings: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery::text", [query])
        [written] = cursor.fetchone()

    assert asked_lexemes(written) == (frozenset(whole), beginnings)
