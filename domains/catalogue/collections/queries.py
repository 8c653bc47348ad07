"""Reads of collections, native async; of members only what shoppers may see is ever counted."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.collections.rows import CollectionRow
from domains.catalogue.scopes import PUBLISHED_SQL
from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound
from domains.common.pagination import Cursors, Page, page_of, page_size

_COLUMNS = """
    collection.id, collection.slug, collection.title, collection.description, collection.position,
    collection.rule IS NULL
"""
SHOWN_SQL = """(
    collection.shown_from <= %(at)s AND (collection.shown_until IS NULL OR collection.shown_until > %(at)s)
)"""
MEMBER_SQL = "(member.valid_from <= %(at)s AND (member.valid_until IS NULL OR member.valid_until > %(at)s))"

_SHOWN = f"SELECT {_COLUMNS} FROM catalogue_collection AS collection WHERE {SHOWN_SQL}"  # noqa: S608 - all below: constants
_BY_OLD_SLUG = f"""
    {_SHOWN}
    AND collection.id = (SELECT target_id FROM retired_slug WHERE kind = 'collection' AND slug = %(value)s)
"""  # noqa: S608
_IN_ORDER = "ORDER BY collection.position, collection.title, collection.id LIMIT %(rows)s"
_FIRST_PAGE = f"{_SHOWN} {_IN_ORDER}"
_NEXT_PAGE = f"""
    {_SHOWN}
    AND (collection.position, collection.title, collection.id) > (%(position)s::integer, %(title)s::text, %(id)s::uuid)
    {_IN_ORDER}
"""
_COUNT = f"SELECT count(*) FROM catalogue_collection AS collection WHERE {SHOWN_SQL}"  # noqa: S608
_OF_PRODUCTS = f"""
    SELECT member.product_id, {_COLUMNS}
    FROM catalogue_collection_member AS member
    JOIN catalogue_collection AS collection ON collection.id = member.collection_id
    WHERE member.product_id = ANY(%(ids)s) AND {MEMBER_SQL} AND {SHOWN_SQL}
    ORDER BY member.product_id, collection.position, collection.title, collection.id
"""  # noqa: S608
_PRODUCT_COUNTS = f"""
    SELECT member.collection_id, count(*)
    FROM catalogue_collection_member AS member
    JOIN catalogue_product AS product ON product.id = member.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE member.collection_id = ANY(%(ids)s) AND {MEMBER_SQL} AND {PUBLISHED_SQL}
    GROUP BY member.collection_id
"""  # noqa: S608


async def find_collection(*, collection_id: UUID | None = None, slug: str | None = None, at: datetime) -> CollectionRow:
    """The collection of that id, or else slug, that is shown. Raises NotFound, also for a hidden one.

    A slug it had before leads to it too, unless another collection has that one now.
    """
    column, value = ("id", collection_id) if collection_id is not None else ("slug", slug)
    sql = f"{_SHOWN} AND collection.{column} = %(value)s"
    rows = await fetch_all(sql, {"at": at, "value": value}, row=CollectionRow)
    if not rows and collection_id is None:
        rows = await fetch_all(_BY_OLD_SLUG, {"at": at, "value": value}, row=CollectionRow)
    if not rows:
        raise NotFound("There is no such collection.")
    return rows[0]


async def list_collections(*, at: datetime, first: int | None = None, after: str | None = None) -> Page[CollectionRow]:
    """The collections that are shown, in staff's order."""
    size = page_size(first)
    cursors = Cursors("collections")
    params: dict[str, Any] = {"at": at, "rows": size + 1}
    if after is not None:
        params["position"], params["title"], params["id"] = cursors.read(after)
    rows = await fetch_all(_FIRST_PAGE if after is None else _NEXT_PAGE, params, row=CollectionRow)

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT, {"at": at})
        return int(counted)

    return page_of(
        rows,
        size=size,
        after=after,
        position=lambda row: (row.position, row.title, row.id),
        cursors=cursors,
        count=count,
    )


async def collections_by_product_id(
    *, product_ids: Collection[UUID], at: datetime
) -> Mapping[UUID, list[CollectionRow]]:
    """The collections that are shown and have the product now, in staff's order."""
    grouped: defaultdict[UUID, list[CollectionRow]] = defaultdict(list)
    for product_id, *collection in await fetch_tuples(_OF_PRODUCTS, {"ids": list(product_ids), "at": at}):
        grouped[product_id].append(CollectionRow(*collection))
    return grouped


async def product_count_by_collection_id(*, collection_ids: Collection[UUID], at: datetime) -> Mapping[UUID, int]:
    """How many products shoppers see in each collection, in any currency; one without any is missing."""
    return dict(await fetch_tuples(_PRODUCT_COUNTS, {"ids": list(collection_ids), "at": at}))
