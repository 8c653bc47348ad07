"""Reads of wishlists, native async: one statement per batch, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from domains.checkout.wishlist_rows import FirstItems, SharedWishlistRow, WishlistItemRow, WishlistRow
from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.identity.viewer import Owner

_LIST = "id, name, is_default, share_token, shared_by, created_at"
_ITEM = "item.id, item.wishlist_id, item.product_id, item.variant_id, item.added_at"
_OWNED = "owner_kind = %s AND owner_id = %s"
_LONGEST_TOKEN = 43

# Constants of this file only: nothing that comes from outside becomes part of a statement.
_LISTS = f"SELECT {_LIST} FROM checkout_wishlist WHERE {_OWNED} ORDER BY created_at, id LIMIT %s"  # noqa: S608
_MORE_LISTS = f"""
    SELECT {_LIST} FROM checkout_wishlist
    WHERE {_OWNED} AND (created_at, id) > (%s::timestamptz, %s::uuid)
    ORDER BY created_at, id
    LIMIT %s
"""  # noqa: S608
_COUNT_LISTS = f"SELECT count(*) FROM checkout_wishlist WHERE {_OWNED}"  # noqa: S608
_ONE = f"SELECT {_LIST} FROM checkout_wishlist WHERE id = %s AND {_OWNED}"  # noqa: S608
_SHARED = "SELECT id, name, shared_by FROM checkout_wishlist WHERE share_token = %s"
_FIRST_ITEMS = f"""
    SELECT {_ITEM}
    FROM unnest(%s::uuid[], %s::int[]) AS wanted (wishlist_id, size)
    CROSS JOIN LATERAL (
        SELECT * FROM checkout_wishlist_item
        WHERE wishlist_id = wanted.wishlist_id
        ORDER BY added_at DESC, id DESC
        LIMIT wanted.size
    ) AS item
    ORDER BY item.wishlist_id, item.added_at DESC, item.id DESC
"""  # noqa: S608
_MORE_ITEMS = f"""
    SELECT {_ITEM} FROM checkout_wishlist_item AS item
    WHERE wishlist_id = %s AND (added_at, id) < (%s::timestamptz, %s::uuid)
    ORDER BY added_at DESC, id DESC
    LIMIT %s
"""  # noqa: S608
_COUNTS = "SELECT wishlist_id, count(*) FROM checkout_wishlist_item WHERE wishlist_id = ANY(%s) GROUP BY wishlist_id"


async def list_wishlists(*, owner: Owner, first: int | None, after: str | None) -> Page[WishlistRow]:
    """The owner's lists, the oldest first. Raises BadCursor and BadPageSize."""
    size = page_size(first)
    cursors = Cursors("wishlists", owner=owner.id)
    keys = [owner.kind, owner.id]
    if after is None:
        rows = await fetch_all(_LISTS, [*keys, size + 1], row=WishlistRow)
    else:
        rows = await fetch_all(_MORE_LISTS, [*keys, *cursors.read(after), size + 1], row=WishlistRow)

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT_LISTS, keys)
        return int(counted)

    return page_of(
        rows, size=size, after=after, position=lambda row: (row.created_at, row.id), cursors=cursors, count=count
    )


async def find_wishlist(*, wishlist_id: UUID, owner: Owner) -> WishlistRow:
    """The owner's list. Raises NotFound, for somebody else's as for none."""
    rows = await fetch_all(_ONE, [wishlist_id, owner.kind, owner.id], row=WishlistRow)
    if not rows:
        raise NotFound
    return rows[0]


async def find_shared_wishlist(*, token: str) -> SharedWishlistRow:
    """The list that is shared by that token. Raises NotFound, also for a token that was revoked."""
    rows = await fetch_all(_SHARED, [token], row=SharedWishlistRow) if len(token) == _LONGEST_TOKEN else []
    if not rows:
        raise NotFound
    return rows[0]


async def first_items(*, pages: Collection[FirstItems]) -> Mapping[FirstItems, Page[WishlistItemRow]]:
    """The first pages of many lists, the newest wishes first. The caller has found out who may see the lists."""
    # The same list may be asked for pages of several sizes: the largest holds them all.
    sizes: defaultdict[UUID, int] = defaultdict(int)
    for page in pages:
        sizes[page.wishlist_id] = max(sizes[page.wishlist_id], page.size + 1)
    grouped: defaultdict[UUID, list[WishlistItemRow]] = defaultdict(list)
    for row in await fetch_all(_FIRST_ITEMS, [list(sizes), list(sizes.values())], row=WishlistItemRow):
        grouped[row.wishlist_id].append(row)
    return {
        page: _page(grouped[page.wishlist_id], wishlist_id=page.wishlist_id, size=page.size, after=None)
        for page in pages
    }


async def next_items(*, wishlist_id: UUID, size: int, after: str) -> Page[WishlistItemRow]:
    """The page of a list after a cursor. Raises BadCursor."""
    keys = [wishlist_id, *_cursors(wishlist_id).read(after), size + 1]
    rows = await fetch_all(_MORE_ITEMS, keys, row=WishlistItemRow)
    return _page(rows, wishlist_id=wishlist_id, size=size, after=after)


async def item_count_by_wishlist_id(*, wishlist_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How much is on each list; an empty one is missing."""
    return dict(await fetch_tuples(_COUNTS, [list(wishlist_ids)]))


def _page(rows: Sequence[WishlistItemRow], *, wishlist_id: UUID, size: int, after: str | None) -> Page[WishlistItemRow]:
    async def count() -> int:
        return (await item_count_by_wishlist_id(wishlist_ids=[wishlist_id])).get(wishlist_id, 0)

    return page_of(
        rows[: size + 1],
        size=size,
        after=after,
        position=lambda row: (row.added_at, row.id),
        cursors=_cursors(wishlist_id),
        count=count,
    )


def _cursors(wishlist_id: UUID) -> Cursors:
    return Cursors("wishlist", wishlist=wishlist_id)
