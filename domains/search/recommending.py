"""What goes with a product: what completes the look, and what others bought together with it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.queries import PRODUCT_COLUMNS, find_product
from domains.catalogue.rows import ProductRow
from domains.catalogue.scopes import PUBLISHED_SQL
from domains.common.db import fetch_all
from domains.search.filters import OFFERED_SQL, seen_condition
from domains.search.pairings import shipped_pairings
from domains.search.similar import MOST_SIMILAR, ensure_few, similar_by_product_id

# A basket of one customer is nobody's recommendation.
FEWEST_ORDERS = 2

# Of each category that goes with the product (without a rule: its neighbours) the newest are looked at, and of these
# those of the same occasion, the nearest in meaning first. Then one of each category, then a second one of each.
_LOOK_SQL = """
    WITH pair AS (
        SELECT given.slug, given.goes_with, given.place
        FROM unnest(%(slugs)s::text[], %(goes_with)s::text[], %(places)s::integer[]) AS given (slug, goes_with, place)
    ),
    source AS MATERIALIZED (
        SELECT
            product.id, product.attributes ->> 'occasion' AS occasion, own.embedder, own.embedding,
            category.id AS category_id, category.parent_id, string_to_array(category.path, '/') AS steps
        FROM catalogue_product AS product
        JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
        JOIN catalogue_category AS category ON category.id = product.category_id
        LEFT JOIN search_vector AS own ON own.product_id = product.id AND vector_norm(own.embedding) > 0
        WHERE product.id = ANY(%(product_ids)s::uuid[]) AND {published}
    ),
    ruled AS MATERIALIZED (
        SELECT DISTINCT ON (source.id, pair.place) source.id, pair.goes_with, pair.place
        FROM source
        JOIN pair ON pair.slug = ANY(source.steps)
        ORDER BY source.id, pair.place, array_position(source.steps, pair.slug) DESC
    ),
    shelf AS MATERIALIZED (
        SELECT ruled.id, ruled.place, category.id AS top_id, category.path
        FROM ruled
        JOIN catalogue_category AS category ON category.slug = ruled.goes_with
        UNION ALL
        SELECT source.id, beside.position, beside.id, beside.path
        FROM source
        JOIN catalogue_category AS beside
            ON beside.parent_id IS NOT DISTINCT FROM source.parent_id AND beside.id <> source.category_id
        WHERE NOT EXISTS (SELECT FROM ruled WHERE ruled.id = source.id)
    ),
    candidate AS (
        SELECT
            shelf.id AS source_id, shelf.place, newest.id,
            row_number() OVER (
                PARTITION BY shelf.id, shelf.top_id
                ORDER BY
                    coalesce(newest.occasion = source.occasion, false) DESC,
                    CASE WHEN vector.embedder = source.embedder THEN vector.embedding <=> source.embedding END,
                    newest.id
            ) AS number
        FROM shelf
        JOIN source ON source.id = shelf.id
        JOIN catalogue_category AS below ON below.id = shelf.top_id OR starts_with(below.path, shelf.path || '/')
        CROSS JOIN LATERAL (
            SELECT product.id, product.attributes ->> 'occasion' AS occasion
            {offered}
            WHERE {seen} AND product.category_id = below.id
            ORDER BY product.publish_at DESC, product.id DESC
            LIMIT 20
        ) AS newest
        LEFT JOIN search_vector AS vector ON vector.product_id = newest.id
        WHERE newest.id <> source.id
    )
    SELECT {columns}, candidate.source_id
    FROM candidate
    JOIN catalogue_product AS product ON product.id = candidate.id
    WHERE candidate.number <= 6
    ORDER BY candidate.source_id, candidate.number, candidate.place, product.id
"""
_TOGETHER_SQL = """
    SELECT {columns}, pair.product_id
    {offered}
    JOIN search_bought_together AS pair ON pair.other_id = product.id
    WHERE {seen} AND pair.product_id = ANY(%(product_ids)s::uuid[]) AND pair.times >= %(fewest)s
    ORDER BY pair.product_id, pair.times DESC, pair.last_at DESC, product.id
"""


@dataclass(frozen=True, slots=True)
class _Beside:
    product: ProductRow
    source_id: UUID


type Batch = Callable[..., Awaitable[Mapping[UUID, list[ProductRow]]]]


async def look_by_product_id(
    *, product_ids: Collection[UUID], currency: str, at: datetime
) -> Mapping[UUID, list[ProductRow]]:
    """Up to 12 published products of other categories that go with each; one statement. Raises UnknownCurrency."""
    seen = seen_condition(currency=currency, at=at)
    pairs = [(slug, other, place) for slug, others in shipped_pairings().items() for place, other in enumerate(others)]
    slugs, goes_with, places = (list(column) for column in zip(*pairs, strict=True))
    sql = _LOOK_SQL.format(columns=PRODUCT_COLUMNS, offered=OFFERED_SQL, seen=seen.sql, published=PUBLISHED_SQL)
    params = seen.params | {"product_ids": list(set(product_ids)), "slugs": slugs}
    return _grouped(
        await fetch_all(sql, params | {"goes_with": goes_with, "places": places}, row=_beside), into=defaultdict(dict)
    )


async def together_by_product_id(
    *, product_ids: Collection[UUID], currency: str, at: datetime
) -> Mapping[UUID, list[ProductRow]]:
    """Up to 12 others that were bought together with each, the most often first, filled up with what is like it.

    Two statements for any number. Raises UnknownCurrency.
    """
    seen = seen_condition(currency=currency, at=at)
    sql = _TOGETHER_SQL.format(columns=PRODUCT_COLUMNS, offered=OFFERED_SQL, seen=seen.sql)
    params = seen.params | {"product_ids": list(set(product_ids)), "fewest": FEWEST_ORDERS}
    bought, alike = await asyncio.gather(
        fetch_all(sql, params, row=_beside),
        similar_by_product_id(product_ids=product_ids, currency=currency, at=at),
    )
    # What is missing among those that are like something is hidden, and has nothing beside it.
    found: dict[UUID, dict[UUID, ProductRow]] = {key: {} for key in alike}
    _grouped((row for row in bought if row.source_id in alike), into=found)
    fill = (_Beside(product, key) for key, products in alike.items() for product in products)
    return _grouped(fill, into=found)


async def products_beside(
    batch: Batch, *, product_id: UUID, currency: str, at: datetime, first: int = 6
) -> list[ProductRow]:
    """What one of these batches finds beside one product, `first` (1 to 12) of it.

    Raises NotFound for a product that is hidden or does not exist, InvalidInput, UnknownCurrency.
    """
    ensure_few(first)
    _, found = await asyncio.gather(
        find_product(product_id=product_id, at=at), batch(product_ids=[product_id], currency=currency, at=at)
    )
    return found.get(product_id, [])[:first]


def _beside(*columns: Any) -> _Beside:
    return _Beside(ProductRow(*columns[:-1]), columns[-1])


def _grouped(rows: Iterable[_Beside], *, into: dict[UUID, dict[UUID, ProductRow]]) -> Mapping[UUID, list[ProductRow]]:
    """The first 12 of each, each of them once."""
    for row in rows:
        if len(into[row.source_id]) < MOST_SIMILAR:
            into[row.source_id].setdefault(row.product.id, row.product)
    return {source_id: list(products.values()) for source_id, products in into.items()}
