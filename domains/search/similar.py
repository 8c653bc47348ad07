"""Products like a product: the nearest in meaning, then those of its category that cost about as much."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.queries import PRODUCT_COLUMNS
from domains.catalogue.rows import ProductRow
from domains.common.db import fetch_all
from domains.search.filters import OFFERED_SQL, seen_condition

MOST_SIMILAR = 12

# The index gives its nearest before anybody asks whether they are shown, so more are taken than are needed.
_SIMILAR_SQL = """
    SELECT {columns}, source.id, found.way
    FROM unnest(%(product_ids)s::uuid[]) AS source (id)
    CROSS JOIN LATERAL (
        (
            SELECT product.id, 0 AS way, near.distance::float8 AS distance
            {offered}
            JOIN (
                SELECT other.product_id, other.embedding <=> own.embedding AS distance
                FROM search_vector AS own
                JOIN LATERAL (
                    SELECT candidate.product_id, candidate.embedding, candidate.embedder
                    FROM search_vector AS candidate
                    ORDER BY candidate.embedding <=> own.embedding
                    LIMIT 40
                ) AS other ON other.embedder = own.embedder
                WHERE own.product_id = source.id
            ) AS near ON near.product_id = product.id
            WHERE {seen} AND product.id <> source.id
        )
        UNION ALL
        (
            SELECT product.id, 1, abs(offer.lowest_minor - coalesce(own.lowest_minor, 0))::float8
            {offered}
            JOIN (
                SELECT self.category_id, band.lowest_minor
                FROM catalogue_product AS self
                LEFT JOIN catalogue_price_range AS band
                    ON band.product_id = self.id AND band.currency = %(currency)s AND band.valid_from <= %(at)s
                    AND (band.valid_until IS NULL OR band.valid_until > %(at)s)
                WHERE self.id = source.id
            ) AS own ON own.category_id = product.category_id
            WHERE {seen} AND product.id <> source.id
            ORDER BY 3, product.id
            LIMIT {most} + 1
        )
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
    """Up to `MOST_SIMILAR` other published products per product, the likest first. Raises UnknownCurrency."""
    seen = seen_condition(currency=currency, at=at)
    sql = _SIMILAR_SQL.format(columns=PRODUCT_COLUMNS, offered=OFFERED_SQL, seen=seen.sql, most=MOST_SIMILAR)
    found: dict[UUID, dict[UUID, ProductRow]] = defaultdict(dict)
    for row in await fetch_all(sql, seen.params | {"product_ids": list(set(product_ids))}, row=_similar):
        # What is both near and of the category keeps its first, better place.
        if len(found[row.source_id]) < MOST_SIMILAR:
            found[row.source_id].setdefault(row.product.id, row.product)
    return {source_id: list(products.values()) for source_id, products in found.items()}
