"""Products like a product: the nearest in meaning, then its category at about its price, its brand, what is new."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.queries import PRODUCT_COLUMNS, find_product
from domains.catalogue.rows import ProductRow
from domains.catalogue.scopes import PUBLISHED_SQL
from domains.common.db import fetch_all
from domains.common.errors import InvalidInput
from domains.search.filters import OFFERED_SQL, seen_condition

MOST_SIMILAR = 12

# The index gives its nearest before anybody asks whether they are shown, so more are taken than are needed. A vector of
# zeros has no direction and so no neighbours. Each fallback looks at the newest only, and not at all where enough was
# found before it: so no catalogue makes it slow.
_SIMILAR_SQL = """
    WITH source AS MATERIALIZED (
        SELECT product.id, product.category_id, product.vendor_id, band.lowest_minor, own.embedder, own.embedding
        FROM catalogue_product AS product
        JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
        LEFT JOIN search_vector AS own ON own.product_id = product.id AND vector_norm(own.embedding) > 0
        LEFT JOIN catalogue_price_range AS band
            ON band.product_id = product.id AND band.currency = %(currency)s AND band.valid_from <= %(at)s
            AND (band.valid_until IS NULL OR band.valid_until > %(at)s)
        WHERE product.id = ANY(%(product_ids)s::uuid[]) AND {published}
    )
    SELECT {columns}, source.id, found.way
    FROM source
    CROSS JOIN LATERAL (
        WITH near AS MATERIALIZED (
            SELECT product.id, nearest.distance
            {offered}
            JOIN (
                SELECT candidate.product_id, candidate.embedder, candidate.embedding <=> source.embedding AS distance
                FROM search_vector AS candidate
                WHERE source.embedding IS NOT NULL
                ORDER BY candidate.embedding <=> source.embedding
                LIMIT 40
            ) AS nearest ON nearest.product_id = product.id AND nearest.embedder = source.embedder
            WHERE {seen} AND product.id <> source.id
        ),
        shelf AS MATERIALIZED (
            SELECT product.id, abs(offer.lowest_minor - coalesce(source.lowest_minor, 0)) AS distance
            {offered}
            WHERE {seen} AND product.category_id = source.category_id AND product.id <> source.id
                AND (SELECT count(*) FROM near) < {most}
            ORDER BY product.publish_at DESC, product.id DESC
            LIMIT 200
        ),
        house AS MATERIALIZED (
            SELECT product.id, product.publish_at
            {offered}
            WHERE {seen} AND product.vendor_id = source.vendor_id AND product.id <> source.id
                AND (SELECT count(*) FROM near) + (SELECT count(*) FROM shelf) < {most}
            ORDER BY product.publish_at DESC, product.id DESC
            LIMIT {most}
        ),
        newest AS (
            SELECT product.id, product.publish_at
            {offered}
            WHERE {seen} AND product.id <> source.id
                AND (SELECT count(*) FROM near) + (SELECT count(*) FROM shelf) + (SELECT count(*) FROM house) < {most}
            ORDER BY product.publish_at DESC, product.id DESC
            LIMIT 2 * {most}
        )
        SELECT near.id, 0 AS way, near.distance::float8 AS distance FROM near
        UNION ALL
        SELECT shelf.id, 1, shelf.distance::float8 FROM shelf
        UNION ALL
        SELECT house.id, 2, -extract(epoch FROM house.publish_at)::float8 FROM house
        UNION ALL
        SELECT newest.id, 3, -extract(epoch FROM newest.publish_at)::float8 FROM newest
    ) AS found
    JOIN catalogue_product AS product ON product.id = found.id
    ORDER BY source.id, found.way, found.distance, product.id
"""


@dataclass(frozen=True, slots=True)
class _Similar:
    product: ProductRow
    source_id: UUID


def _similar(*columns: Any) -> _Similar:
    return _Similar(ProductRow(*columns[:-2]), columns[-2])


async def similar_by_product_id(
    *, product_ids: Collection[UUID], currency: str, at: datetime
) -> Mapping[UUID, list[ProductRow]]:
    """Up to `MOST_SIMILAR` other published products per product, the likest first. Raises UnknownCurrency.

    A hidden product is missing, like one that does not exist; a shown one has some wherever there are others.
    """
    seen = seen_condition(currency=currency, at=at)
    sql = _SIMILAR_SQL.format(
        columns=PRODUCT_COLUMNS, offered=OFFERED_SQL, seen=seen.sql, published=PUBLISHED_SQL, most=MOST_SIMILAR
    )
    found: dict[UUID, dict[UUID, ProductRow]] = defaultdict(dict)
    for row in await fetch_all(sql, seen.params | {"product_ids": list(set(product_ids))}, row=_similar):
        # What is both near and of the category keeps its first, better place.
        if len(found[row.source_id]) < MOST_SIMILAR:
            found[row.source_id].setdefault(row.product.id, row.product)
    return {source_id: list(products.values()) for source_id, products in found.items()}


async def similar_products(*, product_id: UUID, currency: str, at: datetime, first: int = 6) -> list[ProductRow]:
    """The same of one product, `first` (1 to 12) of them.

    Raises NotFound for a product that is hidden or does not exist, InvalidInput, UnknownCurrency.
    """
    ensure_few(first)
    _, found = await asyncio.gather(
        find_product(product_id=product_id, at=at),
        similar_by_product_id(product_ids=[product_id], currency=currency, at=at),
    )
    return found.get(product_id, [])[:first]


def ensure_few(first: int) -> None:
    """Raises InvalidInput unless so many products may be asked for beside a product."""
    if not 1 <= first <= MOST_SIMILAR:
        raise InvalidInput(f"Ask for 1 to {MOST_SIMILAR} products.", path=("first",))
