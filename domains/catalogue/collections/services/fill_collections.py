"""Keep the members of collections with a rule: after a product changed, and after the rule changed.

Whoever writes members holds their products, and reads the rules after that. What was written by a former rule or a
former title is so followed by another writer, of the rebuild or of the product's event, who had to wait for it: the
members that remain are those of the last rule and the last product, whichever of the two came last.
"""

from collections.abc import Collection as Several
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.collections.events import CollectionRebuildAdvanced
from domains.catalogue.collections.models import Collection, CollectionRebuild
from domains.catalogue.models import Product
from domains.common.events import record

CHUNK = 1_000
# Requests under way still ask for a moment just past; a clock or two may be off.
_KEPT = timedelta(hours=1)

_HOLD = "SELECT id, version FROM catalogue_collection WHERE {which} AND rule IS NOT NULL ORDER BY id FOR KEY SHARE"
# The others are not moved by stock.
_BY_STOCK = """rule @? '$.conditions[*] ? (@.kind == "in_stock")'"""
_FILL = """
    WITH wanted AS MATERIALIZED (
        SELECT
            collection.id AS collection_id,
            product.id AS product_id,
            coalesce(lower(span.span), '2000-01-01 00:00:00+00') AS valid_from,
            upper(span.span) AS valid_until,
            -(extract(epoch FROM coalesce(product.publish_at, product.created_at)) * 1000000)::bigint AS position
        FROM catalogue_collection AS collection
        CROSS JOIN catalogue_product AS product
        CROSS JOIN LATERAL unnest(catalogue_rule_spans(collection.rule, product)) AS span (span)
        WHERE
            collection.id = ANY(%(collection_ids)s)
            AND product.id = ANY(%(product_ids)s)
            AND (upper(span.span) IS NULL OR upper(span.span) > %(kept)s)
    ),
    gone AS (
        DELETE FROM catalogue_collection_member AS member
        WHERE
            member.collection_id = ANY(%(collection_ids)s)
            AND member.product_id = ANY(%(product_ids)s)
            AND NOT EXISTS (
                SELECT FROM wanted
                WHERE
                    wanted.collection_id = member.collection_id
                    AND wanted.product_id = member.product_id
                    AND wanted.valid_from = member.valid_from
            )
    )
    INSERT INTO catalogue_collection_member AS member (collection_id, product_id, valid_from, valid_until, position)
    SELECT collection_id, product_id, valid_from, valid_until, position FROM wanted
    ON CONFLICT (collection_id, product_id, valid_from) DO UPDATE
    SET valid_until = excluded.valid_until, position = excluded.position
    WHERE (member.valid_until, member.position) IS DISTINCT FROM (excluded.valid_until, excluded.position)
"""
_PRUNE = """
    DELETE FROM catalogue_collection_member
    WHERE (collection_id, product_id, valid_from) IN (
        SELECT collection_id, product_id, valid_from
        FROM catalogue_collection_member
        WHERE valid_until < %(kept)s
        ORDER BY valid_until
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
"""


def fill_collections(*, product_ids: Several[UUID], now: datetime) -> None:
    """Put these products into the collections whose rules they meet, and take them out of the others."""
    with transaction.atomic():
        products = _locked_products(Product.objects.filter(id__in=set(product_ids)))
        collections = _held("true", {})
        _fill(list(collections), products, now)


def follow_stock(*, variant_id: UUID, now: datetime) -> None:
    """The same for the product of a variant that sold out or came back; only collections that ask for stock change."""
    with transaction.atomic():
        products = _locked_products(Product.objects.filter(variants=variant_id))
        _fill(list(_held(_BY_STOCK, {})), products, now)


def rebuild_chunk(*, collection_id: UUID, version: int, now: datetime) -> bool:
    """Write the next products' members by the rule of that version, and have the rest done; False when there is none.

    A former version's rebuild does nothing: that of the present one is under way.
    """
    with transaction.atomic():
        known = CollectionRebuild.objects.filter(collection=collection_id, version=version, finished_at=None).first()
        if known is None:
            return False
        rest = Product.objects.filter(id__gt=known.after) if known.after else Product.objects.all()
        products = _locked_products(rest, limit=CHUNK)
        present = _held("id = %(id)s", {"id": collection_id}).get(collection_id)
        step = CollectionRebuild.objects.select_for_update().filter(pk=known.pk, version=version, after=known.after)
        rebuild = step.first()
        if present != version or rebuild is None:
            return False
        _fill([collection_id], products, now)
        return _advance(rebuild, products, now)


def begin_rebuild(*, collection: Collection, now: datetime) -> None:
    """Have the members of a collection's rule written, from the first product on. The caller holds the collection."""
    CollectionRebuild.objects.update_or_create(
        collection=collection,
        defaults={
            "version": collection.version,
            "after": None,
            "done": 0,
            "total": Product.objects.count(),
            "began_at": now,
            "finished_at": None,
        },
    )
    record(CollectionRebuildAdvanced(collection_id=collection.id, version=collection.version, done=0))


def prune_members(*, now: datetime, limit: int) -> int:
    """Forget members whose span is over, at most `limit`; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PRUNE, {"kept": now - _KEPT, "limit": limit})
        return int(cursor.rowcount)


def _locked_products(rows: Any, *, limit: int | None = None) -> list[UUID]:
    return list(rows.select_for_update(no_key=True).order_by("id").values_list("id", flat=True)[:limit])


def _held(which: str, params: dict[str, Any]) -> dict[UUID, int]:
    """The version of each collection with a rule, which nobody deletes until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD.format(which=which), params)
        return dict(cursor.fetchall())


def _fill(collection_ids: list[UUID], product_ids: list[UUID], now: datetime) -> None:
    if not collection_ids or not product_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"collection_ids": collection_ids, "product_ids": product_ids, "kept": now - _KEPT})


def _advance(rebuild: CollectionRebuild, products: list[UUID], now: datetime) -> bool:
    rebuild.done += len(products)
    rebuild.after = products[-1] if products else rebuild.after
    if len(products) < CHUNK:
        rebuild.finished_at = now
    rebuild.save(update_fields=["done", "after", "finished_at"])
    if rebuild.finished_at is None:
        event = CollectionRebuildAdvanced(
            collection_id=rebuild.collection_id, version=rebuild.version, done=rebuild.done
        )
        record(event)
    return rebuild.finished_at is None
