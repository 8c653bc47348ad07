"""Write what products are called in other languages into the index: set-based, one statement for any number."""

from collections.abc import Collection
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from domains.catalogue.models import Category, Product
from domains.markets.languages import DEFAULT_LANGUAGE, DICTIONARIES
from domains.markets.models import Translation

_AT_ONCE = 2_000
# As in the catalogue's own language: A title, B category and those above it, C option values and attributes,
# D description. A language and what is said in it in single countries are one document, read by one dictionary.
_INDEX = """
    WITH said (product_id, language, weight, text) AS (
        SELECT product.id, spoken.language, part.weight, part.text
        FROM catalogue_product AS product
        JOIN markets_translation AS spoken ON spoken.kind = 'product' AND spoken.target = product.id::text
        CROSS JOIN LATERAL (
            VALUES ('A', spoken.texts ->> 'title'), ('D', spoken.texts ->> 'description')
        ) AS part (weight, text)
        WHERE {which}
        UNION ALL
        SELECT product.id, spoken.language, 'B', spoken.texts ->> 'name'
        FROM catalogue_product AS product
        JOIN catalogue_category AS category ON category.id = product.category_id
        JOIN catalogue_category AS top ON top.id = category.id OR starts_with(category.path, top.path || '/')
        JOIN markets_translation AS spoken ON spoken.kind = 'category' AND spoken.target = top.id::text
        WHERE {which}
        UNION ALL
        SELECT product.id, spoken.language, 'C', spoken.texts ->> 'name'
        FROM catalogue_product AS product
        JOIN catalogue_option_axis AS axis ON axis.product_id = product.id
        JOIN catalogue_option_value AS value ON value.axis_id = axis.id
        JOIN markets_translation AS spoken
            ON spoken.kind = 'value' AND spoken.target = axis.code || ':' || value.code
        WHERE {which}
        UNION ALL
        SELECT product.id, spoken.language, 'C', spoken.texts ->> 'name'
        FROM catalogue_product AS product
        CROSS JOIN LATERAL jsonb_each(
            CASE jsonb_typeof(product.attributes) WHEN 'object' THEN product.attributes ELSE '{{}}' END
        ) AS fact
        CROSS JOIN LATERAL jsonb_path_query(fact.value, '$[*]') AS meant (value)
        -- Choices by their names; what is so by the attribute's name. To be looked up by equality alone.
        CROSS JOIN LATERAL (
            SELECT
                CASE jsonb_typeof(meant.value) WHEN 'string' THEN 'choice' WHEN 'boolean' THEN 'attribute' END,
                CASE jsonb_typeof(meant.value) WHEN 'string' THEN fact.key || ':' || (meant.value #>> '{{}}')
                    WHEN 'boolean' THEN CASE WHEN meant.value = 'true' THEN fact.key END END
        ) AS named (kind, target)
        JOIN markets_translation AS spoken ON spoken.kind = named.kind AND spoken.target = named.target
        WHERE {which}
    ),
    document AS MATERIALIZED (
        SELECT
            said.product_id, known.language, known.dictionary::regconfig AS dictionary,
            string_agg(said.text, ' ' ORDER BY said.text) FILTER (WHERE said.weight = 'A') AS a,
            string_agg(said.text, ' ' ORDER BY said.text) FILTER (WHERE said.weight = 'B') AS b,
            string_agg(said.text, ' ' ORDER BY said.text) FILTER (WHERE said.weight = 'C') AS c,
            string_agg(said.text, ' ' ORDER BY said.text) FILTER (WHERE said.weight = 'D') AS d,
            -- What it is called in the language itself goes before what it is called in a country.
            min(ARRAY[said.language, said.text]) FILTER (WHERE said.weight = 'A') AS title
        FROM said
        JOIN unnest(%(languages)s::text[], %(dictionaries)s::text[]) AS known (language, dictionary)
            ON known.language = split_part(said.language, '-', 1)
        WHERE said.text <> ''
        GROUP BY said.product_id, known.language, known.dictionary
    ),
    -- What is no longer said in a language is no longer found in it.
    unsaid AS (
        DELETE FROM search_translation AS product
        WHERE {old} AND (product.product_id, product.language) NOT IN (
            SELECT document.product_id, document.language FROM document
        )
    ),
    -- In order, so that two writers of the same new words wait for each other instead of deadlocking.
    learned AS (
        INSERT INTO search_spoken_word (language, word)
        SELECT DISTINCT document.language, name.lexeme
        FROM document
        CROSS JOIN LATERAL unnest(
            to_tsvector('simple', search_fold(concat_ws(' ', document.a, document.b, document.c)))
        ) AS name
        WHERE length(name.lexeme) BETWEEN 3 AND 100
        ORDER BY document.language, name.lexeme
        ON CONFLICT DO NOTHING
    )
    INSERT INTO search_translation (product_id, language, title, words, indexed_at)
    SELECT
        document.product_id,
        document.language,
        coalesce(left(search_fold(document.title[2]), 400), ''),
        setweight(to_tsvector(document.dictionary, search_fold(coalesce(document.a, ''))), 'A')
        || setweight(to_tsvector(document.dictionary, search_fold(coalesce(document.b, ''))), 'B')
        || setweight(to_tsvector(document.dictionary, search_fold(coalesce(document.c, ''))), 'C')
        || setweight(to_tsvector(document.dictionary, search_fold(coalesce(document.d, ''))), 'D'),
        %(now)s
    FROM document
    ON CONFLICT (product_id, language) DO UPDATE SET
        title = excluded.title, words = excluded.words, indexed_at = excluded.indexed_at
"""
_INDEX_SOME = _INDEX.format(which="product.id = ANY(%(product_ids)s)", old="product.product_id = ANY(%(product_ids)s)")
_INDEX_ALL = _INDEX.format(which="true", old="true")
_SPOKEN = sorted(DICTIONARIES.keys() - {DEFAULT_LANGUAGE})


def index_translations(*, product_ids: Collection[UUID], now: datetime) -> int:
    """Bring what is searched of these products in all languages up to date; tell how many documents there are."""
    with transaction.atomic():
        # Taking turns, as for their documents: an index write with older texts must not come last.
        locked = Product.objects.select_for_update(no_key=True).filter(id__in=set(product_ids)).order_by("id")
        return write_translations(product_ids=list(locked.values_list("id", flat=True)), now=now)


def index_translated(*, kind: str, target: str, now: datetime) -> int:
    """The same of all products that have a text among their words: of a product, category, option or attribute."""
    which = _named_by(kind, target)
    if which is None:
        return 0
    ids = Product.objects.filter(which).order_by("id").values_list("id", flat=True).distinct()
    return sum(index_translations(product_ids=chunk, now=now) for chunk in batched(list(ids), _AT_ONCE))


def write_translations(*, product_ids: Collection[UUID], now: datetime) -> int:
    """The same of products that the transaction has locked."""
    return _write(_INDEX_SOME, {"product_ids": list(product_ids), "now": now})


def rebuild_translations(*, now: datetime) -> int:
    """Write what is searched of the whole catalogue in all languages and forget words out of use.

    Tells how many documents there are.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_spoken_word")
        return _write(_INDEX_ALL, {"now": now})


def _named_by(kind: str, target: str) -> Q | None:
    """Which products have such a text among their words; None where nothing of that kind is searched."""
    code, _, value = target.partition(":")
    match kind:
        case Translation.Kind.PRODUCT:
            return Q(id=target)
        case Translation.Kind.CATEGORY:
            path = Category.objects.filter(id=target).values_list("path", flat=True).first()
            return None if path is None else Q(category__path=path) | Q(category__path__startswith=f"{path}/")
        case Translation.Kind.VALUE:
            return Q(axes__code=code, axes__values__code=value)
        case Translation.Kind.CHOICE:
            return Q(attributes__contains={code: value}) | Q(attributes__contains={code: [value]})
        case Translation.Kind.ATTRIBUTE:
            return Q(attributes__contains={target: True})
        case _:
            return None


def _write(sql: str, params: dict[str, Any]) -> int:
    spoken = {"languages": _SPOKEN, "dictionaries": [DICTIONARIES[language] for language in _SPOKEN]}
    with connection.cursor() as cursor:
        cursor.execute(sql, params | spoken)
        return int(cursor.rowcount)
