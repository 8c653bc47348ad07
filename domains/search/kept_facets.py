"""Facets kept for some seconds in each process, and counted once however many ask at the same time.

A whole catalogue of 100,000 products takes PostgreSQL a good part of a second to count, and everybody opens the same
few lists. So for as long again those who ask get what was counted last, while it is counted anew: of what is asked for
all the time nobody waits for a count. Counts may so be a few seconds old; what a list shows never is.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
from django.conf import settings

from domains.search.facets import Facets

MOST_KEPT = 512

type Count = Callable[[], Coroutine[Any, Any, Facets]]


@dataclass(frozen=True, slots=True)
class _Counted:
    facets: Facets
    counted_at: float


@dataclass(frozen=True, slots=True)
class _Kept:
    """A count, done or under way, with the one before it."""

    task: asyncio.Task[Facets]
    counted_at: float
    before: _Counted | None

    def serves(self, *, at: float) -> bool:
        """A count under way serves whoever asks meanwhile; one that failed serves nobody."""
        if not self.task.done():
            return not self.task.get_loop().is_closed()
        return self._is_good() and at - self.counted_at < _seconds()

    def last(self, *, at: float) -> _Counted | None:
        """What was counted last, unless that is too long ago."""
        done = _Counted(self.task.result(), self.counted_at) if self._is_good() else self.before
        return done if done and at - done.counted_at < 2 * _seconds() else None

    def _is_good(self) -> bool:
        return self.task.done() and not self.task.cancelled() and self.task.exception() is None


_kept: OrderedDict[bytes, _Kept] = OrderedDict()


async def kept_facets(count: Count, *facts: object) -> Facets:
    """What `count` gives, or gave not long ago for the same facts, which say all that it depends on.

    Whoever goes away while it is counted spoils it for nobody: the count goes on. Raises what `count` raises.
    """
    if not settings.FACETS_KEPT:
        return await count()
    key, now = orjson.dumps(facts, default=str, option=orjson.OPT_SORT_KEYS), monotonic()
    kept = _kept.get(key)
    if kept is None or not kept.serves(at=now):
        kept = _Kept(asyncio.create_task(count()), now, kept.last(at=now) if kept else None)
        # Where everybody has gone away nobody else looks at what went wrong.
        kept.task.add_done_callback(lambda task: task.cancelled() or task.exception())
        _kept[key] = kept
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    last = kept.last(at=now)
    return last.facets if last else await asyncio.shield(kept.task)


def _seconds() -> float:
    seconds: float = settings.FACETS_KEPT.total_seconds()
    return seconds
