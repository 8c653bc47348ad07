"""Questions that found too little: noted in memory while a search answers, and written down by the handful.

Whoever searches never waits for it and never fails by it. A process that is killed loses what it has noted within the
last `SEARCH_LOG_SECONDS`; one that is asked to stop writes it down first.
"""

import asyncio
import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error as DatabaseError

from domains.common.bridge import in_transaction
from domains.common.errors import Unavailable
from domains.search.question import Question
from domains.search.services.keep_misses import MAX_TEXT, Miss, store_misses

log = logging.getLogger(__name__)

# More different questions within a few seconds are no shoppers.
MOST_NOTED = 1_000
# Numbers of telephones, cards and orders; years and sizes are shorter.
_MOST_DIGITS = 6
# An address typed with or without its signs, or a link. Names of people can't be told from names of brands.
_PERSONAL = re.compile(r"@|://|\d{5}|\bwww\.|\b(gmail|googlemail|yahoo|hotmail|outlook|icloud|protonmail|ymail)\b")
_MIXED = re.compile(r"(?=\w*\d)(?=\w*[^\W\d_])\w{8,}")


def text_to_note(question: Question) -> str | None:
    """The words of a question as they are kept: lower case, at most 60 characters; None for what may be personal."""
    typed = question.text.lower()
    digits = sum(sign.isdigit() for sign in typed)
    if digits > _MOST_DIGITS or _PERSONAL.search(typed) or _MIXED.search(typed):
        return None
    words = question.plain.lower()
    if len(words) > MAX_TEXT:
        words = words[: MAX_TEXT + 1].rpartition(" ")[0] or words[:MAX_TEXT]
    return words.strip() or None


@dataclass(slots=True)
class _Noted:
    count: int
    results: int
    at: datetime


class MissLog:
    """What a process has noted and not yet written down."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], _Noted] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writing: set[asyncio.Task[None]] = set()

    def note(self, question: Question, *, language: str, results: int, at: datetime) -> None:
        """Remember that the question found no more than that; within seconds it is written down."""
        text = text_to_note(question)
        if text is None:
            return
        noted = self._noted.get((language, text))
        if noted is None and len(self._noted) >= MOST_NOTED:
            return
        count = noted.count + 1 if noted else 1
        self._noted[language, text] = _Noted(count, results, at)
        self._write_later()

    async def flush(self) -> None:
        """Write down what was noted; where the database does not answer, keep it for the next time."""
        noted, self._noted = self._noted, {}
        if not noted:
            return
        misses = [
            Miss(text=text, language=language, count=each.count, results=each.results, last_seen_at=each.at)
            for (language, text), each in noted.items()
        ]
        try:
            await in_transaction(store_misses, misses=misses)
        except (DatabaseError, Unavailable) as error:
            log.warning("searches not written down", extra={"reason": type(error).__name__, "number": len(misses)})
            # What was noted meanwhile is newer; the two counts are of different searches.
            for key, each in noted.items():
                newer = self._noted.setdefault(key, each)
                if newer is not each:
                    newer.count += each.count
            self._write_later()

    def _write_later(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._loop = loop
        loop.call_later(settings.SEARCH_LOG / timedelta(seconds=1), self._write)

    def _write(self) -> None:
        loop, self._loop = self._loop, None
        if loop is not None:
            task = loop.create_task(self.flush())
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)


miss_log = MissLog()
