"""What a variant has cost, and the lowest price of the 30 days before its present reduction.

The rule is that of the EU's Price Indication Directive (98/6/EC, Article 6a): who announces a reduction names the
lowest price asked in the 30 days before the reduction began. A price with one to compare with is such an announcement.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from domains.catalogue.priced import Priced
from domains.common.money import Money

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PriceStep(Priced):
    """A price, as a row that holds in a range or as what was asked in fact; `valid_until` None: still or for good."""

    currency: str
    amount_minor: int
    compare_at_minor: int | None
    valid_from: datetime
    valid_until: datetime | None


def steps_until(prices: Iterable[PriceStep], *, at: datetime) -> tuple[PriceStep, ...]:
    """What was asked in fact from the first price on until `at`, oldest first, for prices of one variant and currency.

    Steps do not overlap, and two that follow each other differ; where nothing was asked there is a gap. The step that
    holds at `at` has no end: when it will end is nobody's business before.
    """
    begun = sorted((price for price in prices if price.valid_from <= at), key=lambda price: price.valid_from)
    steps: list[PriceStep] = []
    for step in _spans(begun, at=at):
        if steps and _goes_on(steps[-1], step):
            steps[-1] = replace(steps[-1], valid_until=step.valid_until)
        else:
            steps.append(step)
    return tuple(steps)


def lowest_before_reduction(steps: Sequence[PriceStep]) -> Money | None:
    """The lowest price of the 30 days before the present reduction began, from the steps of `steps_until`.

    None where the present price is not announced as reduced, and where nothing was asked before the reduction: a price
    younger than 30 days counts as far as it goes back.

    A reduction that goes further down, step by step and without a pause, began with its first step. A price that goes
    up again ends a reduction, even where it is still announced as one: what follows has the former as its past.
    """
    began = _reduction_began(steps)
    if began is None:
        return None
    before = [
        step.amount
        for step in steps
        if step.valid_from < began and (step.valid_until is None or step.valid_until > began - WINDOW)
    ]
    return min(before, key=lambda amount: amount.minor, default=None)


def _reduction_began(steps: Sequence[PriceStep]) -> datetime | None:
    if not steps or steps[-1].valid_until is not None or steps[-1].compare_at_minor is None:
        return None
    began = steps[-1]
    for earlier in reversed(steps[:-1]):
        is_same_reduction = (
            earlier.valid_until == began.valid_from
            and earlier.compare_at_minor is not None
            and earlier.amount_minor >= began.amount_minor
        )
        if not is_same_reduction:
            break
        began = earlier
    return began.valid_from


def _spans(begun: Sequence[PriceStep], *, at: datetime) -> Iterator[PriceStep]:
    """The effective price between each two moments at which it may change: of those that hold the latest to begin."""
    ends = {price.valid_until for price in begun if price.valid_until is not None and price.valid_until <= at}
    moments = sorted({price.valid_from for price in begun} | ends)
    waiting = list(reversed(begun))
    # The latest to begin on top. What has ended stays below until it surfaces.
    holding: list[tuple[int, PriceStep]] = []
    for moment, following in zip(moments, [*moments[1:], None], strict=False):
        while waiting and waiting[-1].valid_from <= moment:
            price = waiting.pop()
            heappush(holding, (len(waiting), price))
        while holding and (until := holding[0][1].valid_until) is not None and until <= moment:
            heappop(holding)
        if holding:
            yield replace(holding[0][1], valid_from=moment, valid_until=following)


def _goes_on(former: PriceStep, step: PriceStep) -> bool:
    is_equal = (former.amount_minor, former.compare_at_minor) == (step.amount_minor, step.compare_at_minor)
    return is_equal and former.valid_until == step.valid_from
