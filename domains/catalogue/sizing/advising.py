"""Which size somebody should take. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domains.catalogue.sizing.measuring import BOUNDS, Measure
from domains.catalogue.sizing.rows import SizeRow, SpanRow
from domains.common.errors import InvalidInput


class AdviceAnswer(StrEnum):
    """What became of somebody's measures."""

    FITS = "fits"
    BETWEEN = "between"
    OUT_OF_RANGE = "out_of_range"
    NO_GUIDE = "no_guide"


@dataclass(frozen=True, slots=True)
class Advice:
    """The size to take, and why.

    answer   what became of the measures
    size     the one to take; None where there is none
    sizes    by the guide alone: the one that fits, or the two they are between
    reason   a sentence for the shopper
    """

    answer: AdviceAnswer
    size: str | None
    sizes: tuple[str, ...]
    reason: str


NO_GUIDE = Advice(AdviceAnswer.NO_GUIDE, None, (), "There is no size guide for this.")
_SHIFTED = {
    1: " It runs small, so we go one size up.",
    -1: " It runs large, so we go one size down.",
}
_AT_THE_END = {
    1: " It runs small, and there is no larger one.",
    -1: " It runs large, and there is no smaller one.",
}


def measures_of(given: Sequence[tuple[Measure, int]]) -> dict[Measure, int]:
    """Somebody's measures by name, in millimetres. Raises InvalidInput for none, one said twice, and nonsense."""
    if not given:
        raise InvalidInput("Give at least one measure.", path=("measures",))
    measures = dict(given)
    if len(measures) < len(given):
        raise InvalidInput("Give each measure once.", path=("measures",))
    for place, (name, mm) in enumerate(given):
        least, most = BOUNDS[name]
        if not least <= mm <= most:
            message = f"That is between {least} and {most} millimetres."
            raise InvalidInput(message, path=("measures", str(place), "mm"))
    return measures


def advise(*, sizes: Sequence[SizeRow], measures: Mapping[Measure, int], shift: int) -> Advice:
    """The size to take of those of a guide, from the smallest.

    `shift` is 1 where the product runs small, -1 where it runs large, else 0. Measures the guide does not go by say
    nothing. Between two sizes it is the larger one: cloth is taken in more easily than let out.
    """
    known = [span.name for span in sizes[0].measures]
    used = [name for name in known if name in measures]
    if not used:
        named = ", ".join(name.replace("_", " ") for name in known)
        return Advice(AdviceAnswer.NO_GUIDE, None, (), f"Its size guide goes by other measures: {named}.")
    smallest, largest = 0, len(sizes) - 1
    for name in used:
        spans = [_span(size, name) for size in sizes]
        # The first that is not too tight, and the last that is not too wide.
        roomy = next((place for place, span in enumerate(spans) if measures[name] <= span.high_mm), None)
        close = next((place for place in reversed(range(len(spans))) if measures[name] >= spans[place].low_mm), None)
        if roomy is None or close is None:
            return _out_of_range(name, "more than the largest" if roomy is None else "less than the smallest")
        smallest, largest = max(smallest, roomy), min(largest, close)
    return _shifted(sizes, fitting=smallest, closest=min(smallest, largest), shift=shift)


def _span(size: SizeRow, name: Measure) -> SpanRow:
    return next(span for span in size.measures if span.name == name)


def _out_of_range(name: Measure, how: str) -> Advice:
    reason = f"The {name.replace('_', ' ')} is {how} size is made for."
    return Advice(AdviceAnswer.OUT_OF_RANGE, None, (), reason)


def _shifted(sizes: Sequence[SizeRow], *, fitting: int, closest: int, shift: int) -> Advice:
    taken = min(max(fitting + shift, 0), len(sizes) - 1)
    told = {}
    if shift:
        told = _SHIFTED if taken != fitting else _AT_THE_END
    upper, lower = sizes[fitting].size, sizes[closest].size
    if closest == fitting:
        reason = f"Size {upper} is made for these measures.{told.get(shift, '')}"
        return Advice(AdviceAnswer.FITS, sizes[taken].size, (upper,), reason)
    reason = f"These measures are between {lower} and {upper}: of the two we take the larger.{told.get(shift, '')}"
    return Advice(AdviceAnswer.BETWEEN, sizes[taken].size, (lower, upper), reason)
