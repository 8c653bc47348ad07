"""Write the search documents of products: set-based, one statement for any number."""

from collections.abc import Collection
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from domains.catalogue.models import Category, Product
from domains.search.services.index_facets import rebuild_facets, write_facets
from domains.search.services.index_translations import write_translations

_AT_ONCE = 2_000
# Weights: A title, B vendor and category path, C option values and attributes, D description.
_INDEX = """
    INSERT INTO search_document (id, product_id, title, names, words, indexed_at)
    SELECT
        gen_random_uuid(),
        product.id,
        search_fold(product.title),
        search_fold(concat_ws(' ', product.title, origin.names, chosen.names)),
        setweight(to_tsvector('english', search_fold(product.title)), 'A')
        || setweight(to_tsvector('english', search_fold(origin.names)), 'B')
        || setweight(to_tsvector('english', search_fold(concat_ws(' ', chosen.names, facts.texts))), 'C')
        || setweight(to_tsvector('english', search_fold(product.description)), 'D'),
        %(now)s
    FROM catalogue_product AS product
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    JOIN catalogue_category AS category ON category.id = product.category_id
    CROSS JOIN LATERAL (
        SELECT concat_ws(' ', vendor.name, category.name, translate(category.path, '/-', '  ')) AS names
    ) AS origin
    LEFT JOIN LATERAL (
        SELECT string_agg(value.name, ' ' ORDER BY value.name) AS names
        FROM catalogue_option_axis AS axis
        JOIN catalogue_option_value AS value ON value.axis_id = axis.id
        WHERE axis.product_id = product.id
    ) AS chosen ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(meant.text, ' ' ORDER BY fact.key, meant.text) AS texts
        FROM jsonb_each(product.attributes) AS fact
        LEFT JOIN catalogue_attribute AS attribute ON attribute.code = fact.key
        CROSS JOIN LATERAL jsonb_path_query(fact.value, '$[*]') AS said
        LEFT JOIN catalogue_attribute_choice AS choice
            ON choice.attribute_id = attribute.id AND choice.code = said #>> '{{}}'
        -- Choices by their names; what is so is asked for by the attribute's name ("vegan"); numbers are no words.
        CROSS JOIN LATERAL (
            SELECT CASE jsonb_typeof(said)
                WHEN 'string' THEN coalesce(choice.name, said #>> '{{}}')
                WHEN 'boolean' THEN CASE WHEN said = 'true' THEN attribute.name END
            END AS text
        ) AS meant
    ) AS facts ON jsonb_typeof(product.attributes) = 'object'
    WHERE {which}
    ON CONFLICT (product_id) DO UPDATE SET
        title = excluded.title,
        names = excluded.names,
        words = excluded.words,
        indexed_at = excluded.indexed_at
"""
# In order, so that two writers of the same new words wait for each other instead of deadlocking.
_LEARN = """
    INSERT INTO search_word (word)
    SELECT DISTINCT name.lexeme
    FROM search_document AS document
    CROSS JOIN LATERAL unnest(to_tsvector('simple', document.names)) AS name
    WHERE {which} AND length(name.lexeme) BETWEEN 3 AND 100
    ORDER BY name.lexeme
    ON CONFLICT DO NOTHING
"""
_INDEX_SOME = _INDEX.format(which="product.id = ANY(%(product_ids)s)")
_INDEX_ALL = _INDEX.format(which="true")
_LEARN_SOME = _LEARN.format(which="document.product_id = ANY(%(product_ids)s)")
_LEARN_ALL = _LEARN.format(which="true")


def index_products(*, product_ids: Collection[UUID], now: datetime) -> int:
    """Bring the documents of these products up to date, hidden ones too; tell how many there are."""
    with transaction.atomic():
        # Taking turns with whoever writes the products: an index write with older texts must not come last.
        locked = Product.objects.select_for_update(no_key=True).filter(id__in=set(product_ids)).order_by("id")
        ids = list(locked.values_list("id", flat=True))
        if not ids:
            return 0
        indexed = _write(_INDEX_SOME, {"product_ids": ids, "now": now})
        _write(_LEARN_SOME, {"product_ids": ids})
        write_facets(product_ids=ids)
        # Other values and attributes are called something else in other languages, too.
        write_translations(product_ids=ids, now=now)
    return indexed


def index_vendor(*, vendor_id: UUID, now: datetime) -> int:
    """Bring the documents of a vendor's products up to date: the vendor's name is among their words."""
    ids = list(Product.objects.filter(vendor=vendor_id).values_list("id", flat=True))
    return index_products(product_ids=ids, now=now)


def index_category(*, category_id: UUID, now: datetime) -> int:
    """Bring the documents of products in and below a category up to date: its name is among their words."""
    path = Category.objects.filter(id=category_id).values_list("path", flat=True).first()
    if path is None:
        return 0
    within = Q(category__path=path) | Q(category__path__startswith=f"{path}/")
    return index_products(product_ids=list(Product.objects.filter(within).values_list("id", flat=True)), now=now)


def index_attribute(*, code: str, now: datetime) -> int:
    """Bring the documents of products that say an attribute up to date: names of its choices are among their words."""
    ids = Product.objects.filter(attributes__has_key=code).order_by("id").values_list("id", flat=True)
    return sum(index_products(product_ids=chunk, now=now) for chunk in batched(list(ids), _AT_ONCE))


def rebuild_documents(*, now: datetime) -> int:
    """Write the documents of the whole catalogue and forget words out of use; tell how many documents there are."""
    with transaction.atomic():
        indexed = _write(_INDEX_ALL, {"now": now})
        _write("DELETE FROM search_word", {})
        _write(_LEARN_ALL, {})
        rebuild_facets()
    return indexed


def _write(sql: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
