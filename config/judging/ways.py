"""Ways to search, each as the ids it answers with, the best first; and what they are worth."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from config.judging.questions import Question, read_facts
from domains.common.db import fetch_tuples
from domains.search.filters import OFFERED_SQL, seen_condition
from domains.search.mixing import Mode, vector_of
from domains.search.queries import search_products

DEPTH, TOP = 50, 10

type Way = Callable[[str], Awaitable[Sequence[UUID]]]


@dataclass(frozen=True, slots=True)
class Score:
    """Means over all questions: nDCG of the first ten, and recall of the first fifty.

    Where more than fifty products are worth something, finding fifty of them is a recall of 1.
    """

    ndcg: float
    recall: float


def ways(*, currency: str, at: datetime) -> Mapping[str, Way]:
    """The four ways: full text, likeness of letters, likeness of meaning, and the two joined."""
    seen = seen_condition(currency=currency, at=at)

    async def text(asked: str) -> Sequence[UUID]:
        return await _search(asked, Mode.TEXT)

    async def hybrid(asked: str) -> Sequence[UUID]:
        return await _search(asked, Mode.HYBRID)

    async def trigram(asked: str) -> Sequence[UUID]:
        likeness = "word_similarity(search_fold(%(asked)s), document.names)"
        joined = "JOIN search_document AS document ON document.product_id = product.id"
        return await _nearest(joined, f"{likeness} DESC", {"asked": asked})

    async def vector(asked: str) -> Sequence[UUID]:
        joined = "JOIN search_vector AS vector ON vector.product_id = product.id"
        # The sum keeps the index out: it would give forty of any kind, and this asks for what is possible.
        order = "(vector.embedding <=> %(vector)s::vector) + 0"
        return await _nearest(joined, order, {"vector": await vector_of(asked)})

    async def _search(asked: str, mode: Mode) -> Sequence[UUID]:
        page = await search_products(text=asked, currency=currency, at=at, first=DEPTH, mode=mode)
        return [row.id for row in page.items]

    async def _nearest(joined: str, order: str, params: Mapping[str, object]) -> Sequence[UUID]:
        sql = f"SELECT product.id {OFFERED_SQL} {joined} WHERE {seen.sql} ORDER BY {order}, product.id LIMIT {DEPTH}"
        return [key for (key,) in await fetch_tuples(sql, {**seen.params, **params})]

    return {"text": text, "trigram": trigram, "vector": vector, "hybrid": hybrid}


async def judge(*, questions: Sequence[Question], currency: str, at: datetime) -> dict[str, Score]:
    """What each way is worth. Raises ValueError for a question to which no product is an answer."""
    facts = await read_facts(currency=currency, at=at)
    grades = [{row.id: grade for row in facts if (grade := question.grade(row))} for question in questions]
    pointless = [question.text for question, worth in zip(questions, grades, strict=True) if not worth]
    if pointless:
        raise ValueError(f"Nothing answers {pointless}.")
    scores = {}
    for name, way in ways(currency=currency, at=at).items():
        found = [await way(question.text) for question in questions]
        scores[name] = Score(
            ndcg=sum(map(_ndcg, found, grades)) / len(questions),
            recall=sum(map(_recall, found, grades)) / len(questions),
        )
    return scores


def _ndcg(found: Sequence[UUID], worth: Mapping[UUID, int]) -> float:
    return _gain([worth.get(key, 0) for key in found]) / _gain(sorted(worth.values(), reverse=True))


def _gain(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:TOP]))


def _recall(found: Sequence[UUID], worth: Mapping[UUID, int]) -> float:
    return len(worth.keys() & set(found)) / min(len(worth), DEPTH)
