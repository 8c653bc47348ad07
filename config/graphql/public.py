"""Answers that are everybody's: trusted queries over GET without a token, with entity tags, kept for a second.

The cache is this process's own. A burst of equal requests runs once: the first asks the database, the others wait for
its answer. What failed is never kept nor shared.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import orjson
from django.conf import settings
from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.types import Scope

from config.graphql.trusted import DocumentRefused, document_of
from domains.common.money import EXPONENTS

MAX_BYTES = 16 * 1024 * 1024
# All that changes an answer beside the URL.
VARY = "accept, authorization, x-currency, accept-language"
PUBLIC = "public, max-age=1, stale-while-revalidate=4"
PRIVATE = "private, no-store"

type Key = tuple[str, str, str]
type Run = Callable[[], Awaitable[tuple[Response, bool]]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer and its entity tag, good until `until` of the monotonic clock."""

    body: bytes
    tag: str
    until: float

    def response(self, if_none_match: str) -> Response:
        """The answer, or 304 for who has it already."""
        headers = {"etag": self.tag, "cache-control": PUBLIC, "vary": VARY}
        if _matches(if_none_match, self.tag):
            return Response(status_code=304, headers=headers)
        return Response(self.body, media_type="application/json", headers=headers)


class PublicAnswers:
    """The answers kept by one process, and those under way."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._flights: dict[Key, asyncio.Future[Kept | None]] = {}

    async def answer(self, key: Key, *, if_none_match: str, run: Run) -> Response:
        """The answer under a key; `run` makes it, and says whether all went well."""
        kept = self._kept.get(key)
        if kept is None or kept.until <= time.monotonic():
            flight = self._flights.get(key)
            if flight is None:
                return await self._lead(key, if_none_match, run)
            kept = await asyncio.shield(flight)
        if kept is not None:
            return kept.response(if_none_match)
        # The first of the burst failed, which may be its own affair, as an empty budget is.
        return _single(*await run(), if_none_match)

    def clear(self) -> None:
        """Forget all answers."""
        self._kept.clear()
        self._bytes = 0

    async def _lead(self, key: Key, if_none_match: str, run: Run) -> Response:
        # What is read may be as old as this moment, so the time runs from here.
        until = time.monotonic() + settings.GRAPHQL_CACHE.total_seconds()
        flight = asyncio.get_running_loop().create_future()
        if settings.GRAPHQL_CACHE:
            self._flights[key] = flight
        kept = None
        try:
            response, is_good = await run()
            if is_good:
                kept = Kept(bytes(response.body), _tag(response), until)
                self._keep(key, kept)
            return _single(response, is_good, if_none_match)
        finally:
            self._flights.pop(key, None)
            flight.set_result(kept)

    def _keep(self, key: Key, kept: Kept) -> None:
        if not settings.GRAPHQL_CACHE or len(kept.body) > MAX_BYTES // 16:
            return
        former = self._kept.pop(key, None)
        self._kept[key] = kept
        self._bytes += _weight(key, kept) - (_weight(key, former) if former else 0)
        while self._bytes > MAX_BYTES:
            oldest, dropped = self._kept.popitem(last=False)
            self._bytes -= _weight(oldest, dropped)


answers = PublicAnswers()


def public_key(scope: Scope) -> tuple[Key, str] | None:
    """What a public request asks for, with its `If-None-Match`; None for every other request."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["query_string"]:
        return None
    headers = dict(scope["headers"])
    accepted = headers.get(b"accept", b"").lower()
    if b"authorization" in headers or b"text/event-stream" in accepted or b"multipart/mixed" in accepted:
        return None
    asked = _asked(scope["query_string"])
    if asked is None:
        return None
    currency = currency_of(headers.get(b"x-currency", b"").decode("latin-1"))
    languages = headers.get(b"accept-language", b"").decode("latin-1")
    return (asked, currency, languages), headers.get(b"if-none-match", b"").decode("latin-1")


def currency_of(wanted: str) -> str:
    """The currency of a request by its `X-Currency`; the shop's own where it names none that exists."""
    wanted = wanted.upper()
    return wanted if wanted in EXPONENTS else settings.DEFAULT_CURRENCY


def query_payload(parameters: Mapping[str, str]) -> dict[str, object] | None:
    """The GraphQL request of a URL; None where its JSON is none."""
    payload: dict[str, object] = dict(parameters)
    try:
        for name in ("variables", "extensions"):
            if payload.get(name):
                payload[name] = orjson.loads(parameters[name])
    except orjson.JSONDecodeError:
        return None
    return payload


@lru_cache(maxsize=1024)
def _asked(query: bytes) -> str | None:
    """The document and the variables of a URL in one spelling; None unless they ask for a public answer."""
    payload = query_payload(QueryParams(query))
    try:
        document = document_of(payload).trusted if payload is not None else None
    except DocumentRefused:
        return None
    if payload is None or document is None or not document.is_public:
        return None
    named = payload.get("operationName")
    if named not in {None, document.name}:
        return None
    variables = orjson.dumps(payload.get("variables") or {}, option=orjson.OPT_SORT_KEYS).decode()
    return f"{document.hash} {variables}"


def _single(response: Response, is_good: bool, if_none_match: str) -> Response:
    if is_good:
        return Kept(bytes(response.body), _tag(response), 0).response(if_none_match)
    response.headers.update({"cache-control": PRIVATE, "vary": VARY})
    return response


def _tag(response: Response) -> str:
    return f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'


def _matches(if_none_match: str, tag: str) -> bool:
    given = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return "*" in given or tag in given


def _weight(key: Key, kept: Kept) -> int:
    # The entry's own objects weigh about as much as this.
    return len(kept.body) + sum(map(len, key)) + 500
