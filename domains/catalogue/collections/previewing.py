"""What a rule would show, without keeping it. Sync, for staff."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.db import connection

from domains.catalogue.collections.rules import rule_of
from domains.catalogue.scopes import PUBLISHED_SQL

MOST_SHOWN = 20
_PREVIEW = f"""
    SELECT product.id, product.title, product.slug, count(*) OVER ()
    FROM catalogue_product AS product
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE {PUBLISHED_SQL} AND catalogue_rule_spans(%(rule)s::jsonb, product) @> %(at)s::timestamptz
    ORDER BY product.publish_at DESC, product.id DESC
    LIMIT %(most)s
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Shown:
    """A product that a rule would show."""

    id: UUID
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class Preview:
    """How many products a rule would show now, and the newest of them."""

    count: int
    products: tuple[Shown, ...]


def preview_rule(*, rule: object, at: datetime) -> Preview:
    """The published products that meet a rule at a moment. Raises BadRule."""
    stored = orjson.dumps(rule_of(rule).stored).decode()
    with connection.cursor() as cursor:
        cursor.execute(_PREVIEW, {"rule": stored, "at": at, "most": MOST_SHOWN})
        rows = cursor.fetchall()
    return Preview(count=rows[0][3] if rows else 0, products=tuple(Shown(*row[:3]) for row in rows))
