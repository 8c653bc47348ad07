"""Hybrid search: the places by words and the places by meaning, added up."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from time import monotonic

import httpx

from domains.search.embedding.embedder import current_embedder

log = logging.getLogger(__name__)

# Who asks a service for a vector waits no longer than this, and is then answered by words alone.
EMBED_SECONDS = 1.0
REST_SECONDS = 10.0
_ASKERS = 4
# Of a service and of what answers in its name; and of the packaged one where its files or its libraries are not there.
_FAILURES = (OSError, httpx.HTTPError, ValueError, KeyError, TypeError, ImportError, MemoryError)
# Reciprocal rank fusion: 1 / (k + place). Words weigh more: their hits say what was asked, neighbours only resemble it.
# `manage.py judge_search` tells what another weight would be worth.
K, WORDS_WEIGHT, MEANING_WEIGHT = 60, 1.0, 0.5

# The index gives no more than its ef_search, which is 40.
NEAR_SQL = """
    , near AS MATERIALIZED (
        SELECT nearest.product_id, row_number() OVER (ORDER BY nearest.distance, nearest.product_id) AS place
        FROM (
            SELECT vector.product_id, vector.embedder, vector.embedding <=> %(vector)s::vector AS distance
            FROM search_vector AS vector
            ORDER BY vector.embedding <=> %(vector)s::vector
            LIMIT 40
        ) AS nearest
        WHERE nearest.embedder = %(embedder)s
    )
"""
MIXED_MATCH_SQL = """product.id IN (
    SELECT worded.product_id FROM search_document AS worded WHERE worded.words @@ (SELECT query FROM asked)
    UNION
    SELECT near.product_id FROM near
    UNION
    SELECT pinned.product_id FROM pinned
)"""
MIXED_HIT_SQL = f"""
    , placed AS (
        SELECT
            worded.id, worded.score,
            CASE WHEN worded.is_worded THEN row_number() OVER (
                PARTITION BY worded.is_worded ORDER BY worded.score DESC, worded.id DESC
            ) END AS place
        FROM worded
    ),
    hit AS (
        SELECT placed.id, round(1e12 * (
            coalesce({WORDS_WEIGHT} / ({K} + placed.place), 0) + coalesce({MEANING_WEIGHT} / ({K} + near.place), 0)
        ))::bigint AS score
        FROM placed
        LEFT JOIN near ON near.product_id = placed.id
    )
"""  # noqa: S608


class Mode(StrEnum):
    """By what a search finds."""

    TEXT = "text"
    HYBRID = "hybrid"


class _Asking:
    """Asks the embedder for vectors of questions, in threads of its own: a service that hangs holds up nobody else.

    Whoever fails is left alone for a while, so that only the first of many searches waits for it in vain.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=_ASKERS, thread_name_prefix="question")
        self.rests_until = 0.0

    async def vector_of(self, text: str) -> list[float] | None:
        """The vector of a question; None where nobody answers in time."""
        if monotonic() < self.rests_until:
            return None
        asking = asyncio.get_running_loop().run_in_executor(self._threads, current_embedder().embed, [text])
        try:
            async with asyncio.timeout(EMBED_SECONDS):
                [vector] = await asking
        except _FAILURES as error:
            self.rests_until = monotonic() + REST_SECONDS
            log.warning("no vector of a question", extra={"reason": type(error).__name__})
            return None
        return vector


asking = _Asking()


async def vector_of(text: str) -> str | None:
    """The vector of a question as the database takes it; None where it says nothing or nobody answers in time."""
    vector = await asking.vector_of(text)
    return str(vector) if vector is not None and any(vector) else None
