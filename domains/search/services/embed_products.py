"""Write the vectors of products: in batches, the embedder asked outside of any transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.models import Product
from domains.search.embedding.embedder import Embedder

# A service takes so many texts at once, and a worker holds no more in memory.
BATCH = 256

# What a product is: its title, where it stands, of what it is, in which colours; not what all descriptions say.
_TEXTS = """
    SELECT product.id, concat_ws(
        '. ', product.title, replace(category.name, '&', 'and'), product.attributes ->> 'fabric', (
            SELECT string_agg(value.name, ' ' ORDER BY value.position, value.name)
            FROM catalogue_option_axis AS axis
            JOIN catalogue_option_value AS value ON value.axis_id = axis.id
            WHERE axis.product_id = product.id AND axis.code = 'colour'
        )
    )
    FROM catalogue_product AS product
    JOIN catalogue_category AS category ON category.id = product.category_id
    WHERE product.id = ANY(%s)
    ORDER BY product.id
"""
_STORE = """
    INSERT INTO search_vector (product_id, embedder, embedding, embedded_at)
    SELECT product.id, %s, given.embedding::vector, %s
    FROM unnest(%s::uuid[], %s::text[]) AS given (id, embedding)
    JOIN catalogue_product AS product ON product.id = given.id
    ON CONFLICT (product_id) DO UPDATE SET
        embedder = excluded.embedder, embedding = excluded.embedding, embedded_at = excluded.embedded_at
    -- Whoever read the texts later has the newer vector, whoever writes last.
    WHERE search_vector.embedded_at <= excluded.embedded_at
"""


def embed_products(*, product_ids: Collection[UUID], embedder: Embedder, now: datetime) -> int:
    """Bring the vectors of these products up to date, hidden ones too; tell how many have one.

    `now` is a moment before this call: vectors of texts that were read after it stay.
    """
    return sum(_embed(batch, embedder, now) for batch in batched(sorted(set(product_ids)), BATCH))


def rebuild_vectors(*, embedder: Embedder, now: datetime) -> int:
    """Write the vectors of the whole catalogue anew; tell how many there are."""
    return embed_products(product_ids=list(Product.objects.values_list("id", flat=True)), embedder=embedder, now=now)


def _embed(product_ids: Sequence[UUID], embedder: Embedder, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [list(product_ids)])
        texts = dict(cursor.fetchall())
    vectors = dict(zip(texts, embedder.embed(list(texts.values())), strict=True)) if texts else {}
    # Zeros are no direction: their distance to anything is not a number.
    telling = {key: str(vector) for key, vector in vectors.items() if any(vector)}
    with transaction.atomic(), connection.cursor() as cursor:
        silent: list[Any] = [list(texts.keys() - telling.keys()), now]
        cursor.execute("DELETE FROM search_vector WHERE product_id = ANY(%s) AND embedded_at <= %s", silent)
        cursor.execute(_STORE, [embedder.name, now, list(telling), list(telling.values())])
    return len(telling)
