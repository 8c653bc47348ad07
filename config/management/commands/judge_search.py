"""Say how good search is, by the judged questions, on the demo marketplace that is loaded."""

import asyncio
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.judging.questions import read_questions
from config.judging.ways import Score, judge
from domains.common.clock import utc_now
from domains.common.db import close_async_pools

_QUESTIONS = settings.BASE_DIR / "tests" / "search_quality" / "queries.json"


class Command(BaseCommand):
    """Prints nDCG@10 and recall@50 of each way of searching."""

    help = "Judge search by questions with graded answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--questions", type=Path, default=_QUESTIONS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, and print a table."""
        questions = read_questions(options["questions"])
        scores: dict[str, Score] = asyncio.run(_judge(questions))
        self.stdout.write(f"{len(questions)} questions   nDCG@10   recall@50")
        for name, score in scores.items():
            self.stdout.write(f"{name:<14}{score.ndcg:>10.3f}{score.recall:>12.3f}")


async def _judge(questions: Any) -> dict[str, Score]:
    try:
        return await judge(questions=questions, currency=settings.DEFAULT_CURRENCY, at=utc_now())
    finally:
        await close_async_pools()
