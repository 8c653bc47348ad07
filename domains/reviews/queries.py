"""Reads of reviews, native async: one statement per batch, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.identity.viewer import Viewer, ViewerKind
from domains.reviews.rows import FirstPage, PhotoRow, ReviewRow, ReviewSort, SummaryRow

_COLUMNS = """
    review.id, review.product_id, review.author_name, review.author_country, review.is_verified, review.rating,
    review.title, review.body, review.fit, review.state, review.moderation_reason, review.helpful_count, review.reply,
    review.replied_at, review.written_at, review.edited_at
"""
_SUMMARIES = """
    SELECT product_id, stars_1, stars_2, stars_3, stars_4, stars_5, runs_small, true_to_size, runs_large
    FROM reviews_summary WHERE product_id = ANY(%s)
"""
_SORTED_BY = {ReviewSort.NEWEST: "written_at", ReviewSort.HELPFUL: "helpful_count"}
_TYPES = {ReviewSort.NEWEST: "timestamptz", ReviewSort.HELPFUL: "int"}
# Constants of this file only: nothing that comes from outside becomes part of a statement.
_FIRST_PAGES = {
    sort: f"""
    SELECT {_COLUMNS}
    FROM unnest(%s::uuid[], %s::int[]) AS wanted (product_id, size)
    CROSS JOIN LATERAL (
        SELECT * FROM reviews_review
        WHERE product_id = wanted.product_id AND state = 'published'
        ORDER BY {column} DESC, id DESC
        LIMIT wanted.size
    ) AS review
    ORDER BY review.product_id, review.{column} DESC, review.id DESC
    """  # noqa: S608
    for sort, column in _SORTED_BY.items()
}
_NEXT_PAGE = {
    sort: f"""
    SELECT {_COLUMNS}
    FROM reviews_review AS review
    WHERE product_id = %s AND state = 'published' AND ({column}, id) < (%s::{_TYPES[sort]}, %s::uuid)
    ORDER BY {column} DESC, id DESC
    LIMIT %s
    """  # noqa: S608
    for sort, column in _SORTED_BY.items()
}
_ONE = f"""
    SELECT {_COLUMNS} FROM reviews_review AS review
    WHERE review.id = %s AND (review.state = 'published' OR review.author_id = %s)
"""  # noqa: S608
_OF_AUTHOR = f"""
    SELECT {_COLUMNS} FROM reviews_review AS review WHERE review.author_id = %s AND review.product_id = ANY(%s)
"""  # noqa: S608
_PHOTOS = """
    SELECT photo.id, photo.review_id, upload.path,
           coalesce(nullif(photo.alt, ''), 'A photo by ' || review.author_name), upload.width, upload.height
    FROM reviews_photo AS photo
    JOIN reviews_review AS review ON review.id = photo.review_id
    JOIN media_upload AS upload ON upload.id = photo.upload_id
    WHERE photo.review_id = ANY(%s)
    ORDER BY photo.review_id, photo.position, photo.id
"""
_VOTED = "SELECT review_id FROM reviews_vote WHERE voter_id = %s AND review_id = ANY(%s)"


async def summary_by_product_id(*, product_ids: Collection[UUID]) -> Mapping[UUID, SummaryRow]:
    """The summary of each product; one without reviews has one of zeros."""
    rows = await fetch_all(_SUMMARIES, [list(product_ids)], row=SummaryRow)
    found = {row.product_id: row for row in rows}
    return {key: found.get(key) or SummaryRow(product_id=key) for key in product_ids}


async def first_page_of_reviews(*, pages: Collection[FirstPage]) -> Mapping[FirstPage, Page[ReviewRow]]:
    """First pages of many products' reviews, in one statement per sort that is asked for."""
    made: dict[FirstPage, Page[ReviewRow]] = {}
    for sort in {page.sort for page in pages}:
        wanted = [page for page in pages if page.sort is sort]
        rows = await _first_rows(wanted, sort)
        for page in wanted:
            made[page] = _page(rows[page.product_id], product_id=page.product_id, size=page.size, sort=sort, after=None)
    return made


async def next_page_of_reviews(*, product_id: UUID, size: int, after: str, sort: ReviewSort) -> Page[ReviewRow]:
    """The page of a product's published reviews after a cursor. Raises BadCursor."""
    keys = [product_id, *_cursors(product_id, sort).read(after), size + 1]
    rows = await fetch_all(_NEXT_PAGE[sort], keys, row=ReviewRow)
    return _page(rows, product_id=product_id, size=size, sort=sort, after=after)


async def find_review(*, review_id: UUID, viewer: Viewer) -> ReviewRow:
    """A published review, or one of the viewer's own in any state. Raises NotFound."""
    rows = await fetch_all(_ONE, [review_id, _customer(viewer)], row=ReviewRow)
    if not rows:
        raise NotFound
    return rows[0]


async def viewers_review_by_product_id(*, product_ids: Collection[UUID], viewer: Viewer) -> Mapping[UUID, ReviewRow]:
    """What the viewer wrote about each product, published or not."""
    if (author_id := _customer(viewer)) is None:
        return {}
    rows = await fetch_all(_OF_AUTHOR, [author_id, list(product_ids)], row=ReviewRow)
    return {row.product_id: row for row in rows}


async def viewers_votes(*, review_ids: Collection[UUID], viewer: Viewer) -> Mapping[UUID, bool]:
    """Whether the viewer found each review helpful."""
    if (voter_id := _customer(viewer)) is None:
        return dict.fromkeys(review_ids, False)
    voted = {row[0] for row in await fetch_tuples(_VOTED, [voter_id, list(review_ids)])}
    return {review_id: review_id in voted for review_id in review_ids}


async def photos_by_review_id(*, review_ids: Collection[UUID]) -> Mapping[UUID, list[PhotoRow]]:
    """The photos of each review in their order; whoever sees a review sees its photos."""
    grouped: defaultdict[UUID, list[PhotoRow]] = defaultdict(list)
    for row in await fetch_all(_PHOTOS, [list(review_ids)], row=PhotoRow):
        grouped[row.review_id].append(row)
    return grouped


def size_of_page(first: int | None) -> int:
    """How many reviews a page has. Raises BadPageSize."""
    return page_size(first)


async def _first_rows(wanted: Sequence[FirstPage], sort: ReviewSort) -> Mapping[UUID, list[ReviewRow]]:
    # The same product may be asked for pages of several sizes: the largest holds them all.
    sizes: defaultdict[UUID, int] = defaultdict(int)
    for page in wanted:
        sizes[page.product_id] = max(sizes[page.product_id], page.size + 1)
    grouped: defaultdict[UUID, list[ReviewRow]] = defaultdict(list)
    for row in await fetch_all(_FIRST_PAGES[sort], [list(sizes), list(sizes.values())], row=ReviewRow):
        grouped[row.product_id].append(row)
    return grouped


def _page(
    rows: Sequence[ReviewRow], *, product_id: UUID, size: int, sort: ReviewSort, after: str | None
) -> Page[ReviewRow]:
    async def count() -> int:
        return (await summary_by_product_id(product_ids=[product_id]))[product_id].count

    return page_of(
        rows[: size + 1],
        size=size,
        after=after,
        position=lambda row: (getattr(row, _SORTED_BY[sort]), row.id),
        cursors=_cursors(product_id, sort),
        count=count,
    )


def _cursors(product_id: UUID, sort: ReviewSort) -> Cursors:
    return Cursors("reviews", product=product_id, sort=sort)


def _customer(viewer: Viewer) -> UUID | None:
    return viewer.id if viewer.kind is ViewerKind.CUSTOMER else None
