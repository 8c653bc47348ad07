"""Write what facets know of products: set-based, one statement for any number."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.models import Product, Variant

_INDEX = """
    INSERT INTO search_facet (product_id, offered, stocked, is_stocked, said)
    SELECT
        product.id,
        coalesce(array_agg(DISTINCT option.pair) FILTER (WHERE option.pair IS NOT NULL), '{{}}'),
        coalesce(array_agg(DISTINCT option.pair) FILTER (WHERE option.pair IS NOT NULL AND variant.is_stocked), '{{}}'),
        coalesce(bool_or(variant.is_stocked), false),
        ARRAY(
            SELECT attribute.code || ':' || (value.said #>> '{{}}')
            FROM catalogue_attribute AS attribute
            CROSS JOIN LATERAL jsonb_path_query(product.attributes -> attribute.code, '$[*]') AS value (said)
            WHERE attribute.is_filterable AND CASE attribute.kind
                WHEN 'boolean' THEN jsonb_typeof(value.said) = 'boolean'
                WHEN 'number' THEN jsonb_typeof(value.said) = 'number'
                ELSE EXISTS (
                    SELECT
                    FROM catalogue_attribute_choice AS choice
                    WHERE choice.attribute_id = attribute.id AND choice.code = value.said #>> '{{}}'
                )
            END
            ORDER BY 1
        )
    FROM catalogue_product AS product
    LEFT JOIN LATERAL (
        SELECT
            active.options,
            EXISTS (
                SELECT
                FROM inventory_level AS level
                WHERE level.variant_id = active.id AND level.on_hand > level.reserved
            ) AS is_stocked
        FROM catalogue_variant AS active
        WHERE active.product_id = product.id AND active.is_active
    ) AS variant ON true
    LEFT JOIN LATERAL (
        SELECT key || ':' || value AS pair FROM jsonb_each_text(variant.options)
    ) AS option ON true
    WHERE {which}
    GROUP BY product.id
    ON CONFLICT (product_id) DO UPDATE SET
        offered = excluded.offered,
        stocked = excluded.stocked,
        is_stocked = excluded.is_stocked,
        said = excluded.said
"""
_INDEX_SOME = _INDEX.format(which="product.id = ANY(%(product_ids)s)")
_INDEX_ALL = _INDEX.format(which="true")


def index_facets(*, product_ids: Collection[UUID]) -> None:
    """Bring what facets know of these products up to date."""
    with transaction.atomic():
        # Two writers of one product take turns; the second sees the stock of the first.
        locked = Product.objects.select_for_update(no_key=True).filter(id__in=set(product_ids)).order_by("id")
        write_facets(product_ids=list(locked.values_list("id", flat=True)))


def write_facets(*, product_ids: Sequence[UUID]) -> None:
    """The same for products that the caller has locked."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEX_SOME, {"product_ids": list(product_ids)})


def index_facets_of_variant(*, variant_id: UUID) -> None:
    """The same for the product of a variant that sold out or came back; nothing for a variant that is gone."""
    index_facets(product_ids=list(Variant.objects.filter(id=variant_id).values_list("product_id", flat=True)))


def rebuild_facets() -> None:
    """Bring what facets know of the whole catalogue up to date."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEX_ALL)
