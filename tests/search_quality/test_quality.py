"""Search is as good as it was: judged questions over the demo marketplace."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.demo.loading.seeding import load_marketplace
from config.demo.marketplace import Marketplace
from config.judging.questions import read_questions
from config.judging.ways import judge
from domains.common.bridge import in_transaction

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
QUESTIONS = Path(__file__).parent / "queries.json"


async def test_hybrid_search_is_better_than_each_way_alone() -> None:
    questions = read_questions(QUESTIONS)
    await in_transaction(
        load_marketplace, marketplace=Marketplace(now=NOW), with_accounts=False, tell=lambda progress: None
    )

    scores = await judge(questions=questions, currency="NGN", at=NOW)

    hybrid = scores.pop("hybrid")
    assert len(questions) >= 60
    assert set(scores) == {"text", "trigram", "vector"}
    for name, alone in scores.items():
        assert hybrid.ndcg > alone.ndcg, (name, hybrid, alone)
        assert hybrid.recall > alone.recall, (name, hybrid, alone)
    assert scores["text"].ndcg > 0.89
    assert scores["vector"].ndcg > 0.6
    assert hybrid.ndcg > 0.91
    assert hybrid.recall > 0.82
