"""Keep the questions that found too little: write down, put aside, answer by a synonym, forget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.search.models import SearchMiss, SearchSynonym
from domains.search.services.keep_synonyms import MAX_TERM, create_synonym

# As long as the term of a synonym, which a question may become.
MAX_TEXT = MAX_TERM
KEPT = timedelta(days=90)
MOST_KEPT = 50_000

# In order, so that two processes that write the same questions wait for each other instead of deadlocking.
_STORE = """
    INSERT INTO search_miss (id, text, language, count, results, first_seen_at, last_seen_at, handled_as)
    SELECT given.id, given.text, given.language, given.count, given.results, given.seen_at, given.seen_at, ''
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::smallint[], %s::timestamptz[])
        AS given (id, text, language, count, results, seen_at)
    ORDER BY given.language, given.text
    ON CONFLICT (language, text) DO UPDATE SET
        count = search_miss.count + excluded.count,
        results = excluded.results,
        last_seen_at = greatest(search_miss.last_seen_at, excluded.last_seen_at)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A question and how often it found no more than `results`, since it was last written down."""

    text: str
    language: str
    count: int
    results: int
    last_seen_at: datetime


def store_misses(*, misses: Sequence[Miss]) -> None:
    """Add them to what is known; one statement for any number."""
    rows = [(new_id(), row.text, row.language, row.count, row.results, row.last_seen_at) for row in misses]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STORE, [list(column) for column in zip(*rows, strict=True)])


def set_aside(*, miss_id: UUID, now: datetime) -> SearchMiss:
    """Say that nothing needs to be done about it. Raises NotFound."""
    with transaction.atomic():
        return _handle(miss_id, SearchMiss.Handling.SET_ASIDE, now)


def answer_by_synonym(*, miss_id: UUID, means: str, now: datetime) -> SearchSynonym:
    """Make a synonym of the question. Raises NotFound, SynonymExists, InvalidInput."""
    with transaction.atomic():
        miss = _handle(miss_id, SearchMiss.Handling.SYNONYM, now)
        return create_synonym(term=miss.text, means=means)


def prune_misses(*, now: datetime, limit: int) -> int:
    """Forget what nobody has asked for long, and the rarest beyond a number; at most `limit`; tell how many."""
    old = SearchMiss.objects.filter(last_seen_at__lt=now - KEPT).order_by("last_seen_at")
    ids = list(old.values_list("id", flat=True)[:limit])
    rare = (
        SearchMiss.objects.exclude(id__in=ids).order_by("-count", "-last_seen_at", "-id").values_list("id", flat=True)
    )
    ids += list(rare[MOST_KEPT : MOST_KEPT + limit - len(ids)])
    return SearchMiss.objects.filter(id__in=ids).delete()[0]


def _handle(miss_id: UUID, handling: SearchMiss.Handling, now: datetime) -> SearchMiss:
    miss = SearchMiss.objects.select_for_update(no_key=True).filter(id=miss_id).first()
    if miss is None:
        raise NotFound
    miss.handled_as, miss.handled_at = handling, now
    miss.save(update_fields=["handled_as", "handled_at"])
    return miss
