"""Collections for tests: only what the test is about has to be said."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection

from config.audit.collections import COLLECTIONS
from config.audit.invariant import breaches
from domains.catalogue.collections.models import Collection, CollectionRebuild
from domains.catalogue.collections.services.fill_collections import rebuild_chunk
from domains.catalogue.collections.services.keep_collections import arrange_collection, create_collection
from domains.catalogue.models import Product

SHOWN_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


def rule(*conditions: dict[str, Any], match: str = "all") -> dict[str, Any]:
    """A rule of these conditions."""
    return {"match": match, "conditions": list(conditions)}


def make_collection(
    *,
    title: str = "Linen Summer",
    rule: object = None,
    products: Sequence[Product] = (),
    shown_from: datetime | None = SHOWN_FROM,
    now: datetime = SHOWN_FROM,
    **facts: Any,
) -> Collection:
    """A collection that is shown: with a rule filled by it, else of these products."""
    slug = facts.pop("slug", f"collection-{next(_numbers)}")
    made = create_collection(title=title, slug=slug, rule=rule, now=now, shown_from=shown_from, **facts)
    if rule is None:
        return arrange_collection(collection_id=made.id, product_ids=[product.id for product in products])
    finish_rebuild(collection_id=made.id, now=now)
    return made


def finish_rebuild(*, collection_id: UUID, now: datetime) -> None:
    """Write all chunks of a collection's rebuild, as the worker would."""
    version = CollectionRebuild.objects.get(pk=collection_id).version
    while rebuild_chunk(collection_id=collection_id, version=version, now=now):
        pass


def strays() -> list[Any]:
    """What the audit finds wrong in the members of collections, once all events have been handled."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_event SET dispatched_at = now()")
        return [row for breach in breaches(cursor, invariants=COLLECTIONS) for row in breach.rows]
