"""Reads of the category tree, native async."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from domains.catalogue.rows import CategoryRow
from domains.catalogue.scopes import PUBLISHED_SQL
from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import NotFound

_NAMES = ("id", "parent_id", "name", "slug", "path", "depth", "position", "seo_title", "seo_description")
_COLUMNS = ", ".join(_NAMES)
_BY_ID = f"SELECT {_COLUMNS} FROM catalogue_category WHERE id = ANY(%s)"  # noqa: S608 - this and all below: constants
_BY_PATH = f"SELECT {_COLUMNS} FROM catalogue_category WHERE path = %s"  # noqa: S608
_BY_OLD_PATH = f"""
    SELECT {_COLUMNS} FROM catalogue_category
    WHERE id = (SELECT target_id FROM retired_slug WHERE kind = 'category' AND slug = %s)
"""  # noqa: S608
_ROOTS = f"SELECT {_COLUMNS} FROM catalogue_category WHERE parent_id IS NULL ORDER BY position, name, id"  # noqa: S608
_CHILDREN = f"""
    SELECT {_COLUMNS} FROM catalogue_category
    WHERE parent_id = ANY(%s)
    ORDER BY parent_id, position, name, id
"""  # noqa: S608
# An ancestor's path is a beginning of ours: built from it, it is found through the unique index.
_ANCESTORS = f"""
    SELECT category.id, {", ".join(f"ancestor.{name}" for name in _NAMES)}
    FROM catalogue_category AS category
    CROSS JOIN LATERAL generate_series(1, category.depth) AS level
    JOIN catalogue_category AS ancestor
        ON ancestor.path = array_to_string((string_to_array(category.path, '/'))[1:level], '/')
    WHERE category.id = ANY(%s)
    ORDER BY category.id, level
"""  # noqa: S608
_PRODUCT_COUNTS = f"""
    WITH direct AS (
        SELECT product.category_id, count(*) AS products
        FROM catalogue_product AS product
        JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
        WHERE {PUBLISHED_SQL}
        GROUP BY product.category_id
    )
    SELECT category.id, sum(direct.products)::bigint
    FROM catalogue_category AS category
    JOIN catalogue_category AS below
        ON below.id = category.id OR starts_with(below.path, category.path || '/')
    JOIN direct ON direct.category_id = below.id
    WHERE category.id = ANY(%(ids)s)
    GROUP BY category.id
"""  # noqa: S608


async def list_root_categories() -> list[CategoryRow]:
    """The categories without a parent, in order."""
    return await fetch_all(_ROOTS, row=CategoryRow)


async def find_category(*, category_id: UUID | None = None, path: str | None = None) -> CategoryRow:
    """The category of that id, or else path such as `women/dresses`. Raises NotFound.

    A path it had before leads to it too, unless another category has that one now.
    """
    if category_id is not None:
        rows = await fetch_all(_BY_ID, [[category_id]], row=CategoryRow)
    else:
        rows = await fetch_all(_BY_PATH, [path], row=CategoryRow)
        rows = rows or await fetch_all(_BY_OLD_PATH, [path], row=CategoryRow)
    if not rows:
        raise NotFound("There is no such category.")
    return rows[0]


async def category_by_id(*, category_ids: Collection[UUID]) -> Mapping[UUID, CategoryRow]:
    """Categories by id."""
    return {row.id: row for row in await fetch_all(_BY_ID, [list(category_ids)], row=CategoryRow)}


async def children_by_category_id(*, category_ids: Collection[UUID]) -> Mapping[UUID, list[CategoryRow]]:
    """The categories right below, in order."""
    grouped: defaultdict[UUID, list[CategoryRow]] = defaultdict(list)
    for row in await fetch_all(_CHILDREN, [list(category_ids)], row=CategoryRow):
        if row.parent_id is not None:
            grouped[row.parent_id].append(row)
    return grouped


async def ancestors_by_category_id(*, category_ids: Collection[UUID]) -> Mapping[UUID, list[CategoryRow]]:
    """The way from the root to each category, itself left out."""
    grouped: defaultdict[UUID, list[CategoryRow]] = defaultdict(list)
    for category_id, *ancestor in await fetch_tuples(_ANCESTORS, [list(category_ids)]):
        grouped[category_id].append(CategoryRow(*ancestor))
    return grouped


async def product_count_by_category_id(*, category_ids: Collection[UUID], at: datetime) -> Mapping[UUID, int]:
    """How many products shoppers see in each category and below; a category without any is missing."""
    counts = await fetch_tuples(_PRODUCT_COUNTS, {"ids": list(category_ids), "at": at})
    return {category_id: int(products) for category_id, products in counts}
