"""Keep the rules by which staff move products in lists and searches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from domains.catalogue.collections.models import Collection
from domains.catalogue.models import Category, Product
from domains.common.errors import NotFound
from domains.common.text import clean_line
from domains.search.errors import EmptyWindow, NotOneTarget, TooManyBoosts
from domains.search.models import Boost
from domains.search.question import question_of
from domains.vendors.models import Vendor

# Every list reads those in force.
MOST = 500
MAX_QUERY, MAX_NOTE = 60, 200
_TARGETS: Mapping[str, Any] = {
    "product_id": Product,
    "category_id": Category,
    "vendor_id": Vendor,
    "collection_id": Collection,
}


def create_boost(
    *,
    kind: Boost.Kind,
    now: datetime,
    targets: Mapping[str, UUID],
    query: str = "",
    priority: int = 50,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    note: str = "",
) -> Boost:
    """Write a rule about one target, in force from now or `starts_at` on.

    `targets` has exactly one of product_id, category_id, vendor_id and collection_id. Raises NotOneTarget, NotFound,
    EmptyWindow, TooManyBoosts, InvalidInput.
    """
    if len(targets) != 1:
        raise NotOneTarget
    [(name, target_id)] = targets.items()
    with transaction.atomic():
        if not _TARGETS[name].objects.filter(id=target_id).exists():
            raise NotFound("There is no such thing to move.", path=(name,))
        if Boost.objects.count() >= MOST:
            raise TooManyBoosts(most=MOST)
        boost = Boost(
            kind=kind,
            query=_words(query),
            priority=priority,
            starts_at=starts_at or now,
            ends_at=ends_at,
            note=clean_line(note, path=("note",), at_most=MAX_NOTE, required=False),
            **{name: target_id},
        )
        _ensure_window(boost)
        boost.save(force_insert=True)
    return boost


def update_boost(*, boost_id: UUID, **changes: Any) -> Boost:
    """Change kind, query, priority, window or note; its target stays. Raises NotFound, EmptyWindow, InvalidInput."""
    with transaction.atomic():
        boost = Boost.objects.select_for_update(no_key=True).filter(id=boost_id).first()
        if boost is None:
            raise NotFound
        if "query" in changes:
            changes["query"] = _words(changes["query"])
        for name, value in changes.items():
            setattr(boost, name, value)
        _ensure_window(boost)
        boost.save(update_fields=list(changes))
    return boost


def delete_boost(*, boost_id: UUID) -> None:
    """Take the rule back. Raises NotFound."""
    if not Boost.objects.filter(id=boost_id).delete()[0]:
        raise NotFound


def _words(query: str) -> str:
    """A question as rules are held against it: its words in lower case."""
    return clean_line(question_of(query).plain.lower(), path=("query",), at_most=MAX_QUERY, required=False)


def _ensure_window(boost: Boost) -> None:
    if boost.ends_at is not None and boost.ends_at <= boost.starts_at:
        raise EmptyWindow
