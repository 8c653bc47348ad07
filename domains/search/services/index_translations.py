"""Write what products are called in other languages into the index: set-based, one statement per language."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.models import Product
from domains.markets.languages import DICTIONARIES

# A language and what is said in it in single countries are one document, read by one dictionary.
_INDEX = """
    INSERT INTO search_translation (product_id, language, words, indexed_at)
    SELECT
        product.id,
        %(language)s,
        setweight(to_tsvector(
            %(dictionary)s::regconfig, search_fold(coalesce(string_agg(said.texts ->> 'title', ' '), ''))
        ), 'A')
        || setweight(to_tsvector(
            %(dictionary)s::regconfig, search_fold(coalesce(string_agg(said.texts ->> 'description', ' '), ''))
        ), 'D'),
        %(now)s
    FROM markets_translation AS said
    JOIN catalogue_product AS product ON product.id = said.target::uuid
    WHERE said.kind = 'product' AND split_part(said.language, '-', 1) = %(language)s AND {which}
    GROUP BY product.id
    ON CONFLICT (product_id, language) DO UPDATE SET words = excluded.words, indexed_at = excluded.indexed_at
"""
_INDEX_SOME = _INDEX.format(which="said.target = ANY(%(targets)s)")
_INDEX_ALL = _INDEX.format(which="true")


def index_translations(*, product_ids: Collection[UUID], language: str, now: datetime) -> int:
    """Bring what is searched of these products in a language (`fr`, also for `fr-CA`) up to date; tell how many."""
    base = language.partition("-")[0]
    with transaction.atomic():
        # Taking turns, as for their documents: an index write with older texts must not come last.
        locked = Product.objects.select_for_update(no_key=True).filter(id__in=set(product_ids)).order_by("id")
        targets = [str(product_id) for product_id in locked.values_list("id", flat=True)]
        return _write(_INDEX_SOME, {**_spoken(base), "targets": targets, "now": now})


def rebuild_translations(*, now: datetime) -> int:
    """Write what is searched of the whole catalogue in all languages; tell how many documents there are."""
    with transaction.atomic():
        _write("DELETE FROM search_translation", {})
        return sum(_write(_INDEX_ALL, {**_spoken(base), "now": now}) for base in DICTIONARIES)


def _spoken(base: str) -> dict[str, Any]:
    return {"language": base, "dictionary": DICTIONARIES[base]}


def _write(sql: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
