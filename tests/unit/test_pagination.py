"""Cursors that only their own list accepts, and pages that know whether there is more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.common.errors import InvalidInput
from domains.common.ids import new_id
from domains.common.pagination import BadCursor, Cursors, page_of, page_size


async def _nobody_counts() -> int:
    raise AssertionError


def test_a_cursor_reads_back_as_its_position() -> None:
    row_id = new_id()
    cursors = Cursors("products", sort="newest", vendors=frozenset({row_id}))

    assert cursors.read(cursors.at(["Adire", 7, row_id])) == ["Adire", 7, str(row_id)]


@pytest.mark.parametrize(
    "other",
    [
        Cursors("vendors", sort="newest", category="women"),
        Cursors("products", sort="title", category="women"),
        Cursors("products", sort="newest", category="men"),
        Cursors("products", sort="newest"),
    ],
)
def test_refuses_the_cursor_of_another_list_sort_or_filter(other: Cursors) -> None:
    cursor = Cursors("products", sort="newest", category="women").at([1])

    with pytest.raises(BadCursor) as refused:
        other.read(cursor)

    assert (refused.value.code, refused.value.path) == ("BAD_CURSOR", ("after",))


@given(cursor=st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_refuses_garbage(cursor: str) -> None:
    with pytest.raises(BadCursor):
        Cursors("products").read(cursor)


def test_refuses_a_cursor_with_one_changed_byte_anywhere() -> None:
    cursors = Cursors("products")
    cursor = cursors.at(["Adire", 7])

    for place, letter in enumerate(cursor):
        forged = cursor[:place] + ("A" if letter != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(BadCursor):
            cursors.read(forged)


def test_refuses_a_giant_without_decoding_it() -> None:
    with pytest.raises(BadCursor):
        Cursors("products").read("A" * 1_000_000)


@pytest.mark.parametrize("first", [0, -1, 51, 10**9])
def test_refuses_pages_of_nothing_and_of_too_much(first: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        page_size(first)

    assert (refused.value.code, refused.value.path) == ("BAD_PAGE_SIZE", ("first",))


def test_a_row_too_many_means_there_is_more() -> None:
    cursors = Cursors("numbers")

    page = page_of([1, 2, 3], size=2, after=None, position=lambda n: [n], cursors=cursors, count=_nobody_counts)

    assert (page.items, page.has_next, page.has_previous) == ([1, 2], True, False)
    assert page.cursors == [cursors.at([1]), cursors.at([2])]
    assert page.end_cursor == cursors.at([2])


def test_an_empty_page_has_no_cursors() -> None:
    nothing: list[int] = []
    page = page_of(nothing, size=2, after="x", position=lambda n: [n], cursors=Cursors("numbers"), count=_nobody_counts)

    assert (page.items, page.has_next, page.has_previous, page.cursors, page.end_cursor) == ([], False, True, [], None)
