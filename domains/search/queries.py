"""Full text search that forgives typos, and suggestions while typing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from domains.catalogue.rows import ProductRow
from domains.common.db import fetch_all, fetch_tuples
from domains.common.errors import InvalidInput
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.markets.languages import DEFAULT_LANGUAGE, chain_of
from domains.search.attribute_filters import ensure_known
from domains.search.embedding.embedder import current_embedder
from domains.search.errors import SearchTooSlow
from domains.search.facet_statement import Matching
from domains.search.faceting import count_facets
from domains.search.facets import Facets
from domains.search.filters import EVERYTHING, OFFERED_SQL, Condition, ProductFilter, condition_for
from domains.search.highlighting import Highlight, highlights, unmarked
from domains.search.kept_facets import kept_facets
from domains.search.merchandising import IS_PINNED_SQL, PINNED_SQL, RULES_SQL
from domains.search.misses import miss_log
from domains.search.mixing import MIXED_MATCH_SQL, NEAR_SQL, Mode, vector_of
from domains.search.pages import ProductPage
from domains.search.question import question_of
from domains.search.ranking import hits_statement
from domains.search.rows import Suggestion, SuggestionKind
from domains.search.suggesting import SPOKEN_SUGGEST_SQL, SUGGEST_SQL
from domains.search.translated import IS_NEAR_SQL, SPOKEN_MATCH_SQL, SPOKEN_SQL, spoken_params

LANGUAGE = "english"
# So many rows are read for a page of one, too: they tell whether there are enough answers.
ENOUGH = 3
SECONDS = 2.0
MAX_SUGGESTIONS = 20

# What staff have pinned to the question. Strictly: all words, or their synonyms; the last one may be unfinished.
# Loosely: also words that begin like or resemble them. At last: any of those.
_ASKED_SQL = f"""
    WITH {RULES_SQL}, {PINNED_SQL},
    strict AS MATERIALIZED (
        SELECT search_widened(websearch_to_tsquery('english', search_fold(%(text)s))) || (
            search_widened(websearch_to_tsquery('english', search_fold(%(head)s)))
            && search_beginnings(search_fold(%(last)s), '', false)
        ) AS query
    ),
    loose AS (
        SELECT CASE %(way)s::integer
            WHEN 0 THEN ''::tsquery
            WHEN 1 THEN search_beginnings(search_fold(%(plain)s), '', true)
            ELSE search_widened(search_any(search_beginnings(search_fold(%(plain)s), '', true)))
        END && search_widened(websearch_to_tsquery('english', search_fold(%(without)s))) AS query
        WHERE %(way)s::integer > 0
    ),
    asked AS MATERIALIZED (
        SELECT strict.query AS strict, strict.query || coalesce(loose.query, ''::tsquery) AS query
        FROM strict
        LEFT JOIN loose ON true
    )
"""  # noqa: S608 - constants only
_COUNT_SQL = """
    SELECT count(*)
    {offered}
    JOIN search_document AS document ON document.product_id = product.id
    WHERE {match} AND {condition}
"""
_MATCH_SQL = f"(document.words @@ (SELECT query FROM asked) OR {IS_PINNED_SQL})"  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class _Hit:
    """A product with how well it answers, and since when the rules that moved it hold."""

    product: ProductRow
    score: int
    ruled_since: datetime


async def search_products(
    *,
    text: str,
    currency: str,
    at: datetime,
    chosen: ProductFilter = EVERYTHING,
    first: int | None = None,
    after: str | None = None,
    mode: Mode = Mode.TEXT,
    language: str = DEFAULT_LANGUAGE,
) -> ProductPage:
    """Published products that answer the question, best first; where fewer than three do, also what looks like it.

    Where nothing has all the words, any of them do; without words there are no answers. In another language the
    question is also read as that language does, and looked for in what is translated into it.
    Raises QuestionTooLong, BadCursor, BadPageSize, UnknownCurrency, SearchTooSlow, and for attributes what
    `ensure_known` raises.
    """
    size, question, spoken = page_size(first), question_of(text), spoken_params(language)
    await ensure_known(chosen.attributes)
    condition = condition_for(chosen, currency=currency, at=at)
    cursors = Cursors("search", text=question.text, currency=currency, filter=chosen.facts, mode=mode, **spoken)
    params = asdict(question) | condition.params | spoken
    params |= {"way": 0, "rows": max(size + 1, ENOUGH), "ruled_at": at.isoformat()}
    if after is not None:
        params["ruled_at"], params["way"], params["after_score"], params["after_id"] = cursors.read(after)
    async with _in_time():
        hits = await _answers(condition, params, mode=mode) if question.plain else []
    if after is None and chosen == EVERYTHING and params.get("worded", ENOUGH) < ENOUGH:
        miss_log.note(question, language=params.get("dictionary", LANGUAGE), results=params["worded"], at=at)
    count = partial(_count, condition, params)
    page = _paged(hits, params, size=size, after=after, cursors=cursors, count=count)
    return ProductPage.of(
        page,
        facets=lambda: _facets(chosen, currency=currency, at=at, params=params),
        find_highlights=lambda: _highlights(page.items, params, language=language),
    )


def _paged(hits: Sequence[_Hit], params: dict[str, Any], **paging: Any) -> Page[ProductRow]:
    position = {hit.product.id: (hit.ruled_since, params["way"], hit.score, hit.product.id) for hit in hits}
    return page_of([hit.product for hit in hits], position=lambda product: position[product.id], **paging)


async def _answers(condition: Condition, params: dict[str, Any], *, mode: Mode) -> list[_Hit]:
    """A page of hits. `params` then tell how many have the words, and which way they were found: pages go on that way.

    By words alone as well where the question has no vector.
    """
    hits = await _hits(condition, params)
    if "after_id" not in params and len(hits) < ENOUGH:
        params["way"] = 1
        hits = await _hits(condition, params)
        if not hits and " " in params["plain"]:
            params["way"] = 2
            hits = await _hits(condition, params)
    params["worded"] = len(hits)
    if mode is Mode.HYBRID:
        params |= {"vector": await vector_of(params["plain"]), "embedder": current_embedder().name}
        hits = await _hits(condition, params) if params["vector"] else hits
    return hits


async def suggest(*, text: str, at: datetime, limit: int = 8, language: str = DEFAULT_LANGUAGE) -> list[Suggestion]:
    """Products, categories and vendors that the shopper may be about to type, best first, up to `limit` of each.

    In another language by what they are called in it, and by what was written; named as far as they are translated.
    Raises QuestionTooLong, InvalidInput, SearchTooSlow.
    """
    if not 1 <= limit <= MAX_SUGGESTIONS:
        raise InvalidInput(f"Ask for 1 to {MAX_SUGGESTIONS} suggestions.", path=("limit",))
    plain, spoken = question_of(text).plain, spoken_params(language)
    if not plain:
        return []
    params = {"plain": plain, "at": at, "most": limit, "chain": list(chain_of(language)), **spoken}
    async with _in_time():
        return await fetch_all(SPOKEN_SUGGEST_SQL if spoken else SUGGEST_SQL, params, row=_suggestion)


def _suggestion(kind: str, *columns: Any) -> Suggestion:
    return Suggestion(SuggestionKind(kind), *columns)


def _hit(*columns: Any) -> _Hit:
    return _Hit(ProductRow(*columns[:-2]), *columns[-2:])


async def _hits(condition: Condition, params: dict[str, Any]) -> list[_Hit]:
    asked, _ = _asked(params)
    return await fetch_all(hits_statement(condition, params, asked=asked), params, row=_hit)


def _asked(params: dict[str, Any]) -> tuple[str, str]:
    """What is asked for as CTEs, and the condition that a product answers it."""
    is_mixed = bool(params.get("vector"))
    if "spoken" in params:
        match = f"({SPOKEN_MATCH_SQL} OR {IS_PINNED_SQL}{' OR ' + IS_NEAR_SQL if is_mixed else ''})"
        return _ASKED_SQL + SPOKEN_SQL + (NEAR_SQL if is_mixed else ""), match
    return (_ASKED_SQL + NEAR_SQL, MIXED_MATCH_SQL) if is_mixed else (_ASKED_SQL, _MATCH_SQL)


async def _count(condition: Condition, params: dict[str, Any]) -> int:
    if not params["plain"]:
        return 0
    async with _in_time():
        asked, match = _asked(params)
        sql = asked + _COUNT_SQL.format(offered=OFFERED_SQL, match=match, condition=condition.sql)
        [(counted,)] = await fetch_tuples(sql, params)
    return int(counted)


async def _facets(chosen: ProductFilter, *, currency: str, at: datetime, params: dict[str, Any]) -> Facets:
    asked, match = _asked(params)
    matching = Matching(
        asked,
        "JOIN search_document AS document ON document.product_id = product.id",
        # A question without words to look for matches nothing, as on its pages.
        match if params["plain"] else "false",
        params,
    )

    async def count() -> Facets:
        async with _in_time():
            return await count_facets(chosen=chosen, currency=currency, at=at, matching=matching)

    wanted = [params[name] for name in ("text", "way", "vector", "spoken") if name in params]
    return await kept_facets(count, currency, chosen.facts, wanted)


async def _highlights(products: Sequence[ProductRow], params: dict[str, Any], *, language: str) -> Sequence[Highlight]:
    async with _in_time():
        if not params["plain"]:
            return await unmarked(products, language=language)
        asked, understood = (_ASKED_SQL + SPOKEN_SQL, "spoken") if "spoken" in params else (_ASKED_SQL, "asked")
        return await highlights(products, asked=asked, understood=understood, params=params, language=language)


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    # psycopg stops the statement on the server when its task is cancelled, so nothing goes on behind our back.
    try:
        async with asyncio.timeout(SECONDS):
            yield
    except TimeoutError as error:
        raise SearchTooSlow from error
