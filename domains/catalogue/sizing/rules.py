"""When sizes make sense. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domains.catalogue.sizing.errors import BadSizeGuide
from domains.catalogue.sizing.measuring import BOUNDS, MEASURES_OF_KIND, Measure
from domains.common.text import clean_line

MAX_SIZES = 60
LONGEST_SIZE = 20

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSize:
    """A size to be in a guide, with the lowest and the highest of each measure in millimetres."""

    size: str
    measures: Mapping[str, Span]


def clean_sizes(*, kind: str, sizes: Sequence[NewSize]) -> tuple[NewSize, ...]:
    """The sizes as they are kept. Raises BadSizeGuide with the path of the first at fault, and InvalidInput.

    All have the same measures, those of the kind, and no size is made for less than the one before it: advice relies
    on both.
    """
    if not 1 <= len(sizes) <= MAX_SIZES:
        raise BadSizeGuide(f"A size guide has 1 to {MAX_SIZES} sizes.", path=("rows",))
    cleaned = tuple(_clean(kind, place, each) for place, each in enumerate(sizes))
    seen: set[str] = set()
    for place, each in enumerate(cleaned):
        if each.size.casefold() in seen:
            raise BadSizeGuide("Each size is there once.", path=("rows", str(place), "size"))
        seen.add(each.size.casefold())
    for place, (smaller, larger) in enumerate(pairwise(cleaned), start=1):
        _ensure_order(place, smaller, larger)
    return cleaned


def _clean(kind: str, place: int, new: NewSize) -> NewSize:
    path = ("rows", str(place))
    size = clean_line(new.size, path=(*path, "size"), at_most=LONGEST_SIZE)
    if not new.measures:
        raise BadSizeGuide("A size has measures.", path=(*path, "measures"))
    known = MEASURES_OF_KIND[kind]
    for name, (low, high) in new.measures.items():
        within = (*path, "measures", name)
        if name not in known:
            named = ", ".join(measure for measure in Measure if measure in known)
            raise BadSizeGuide(f"There is no such measure: there are {named}.", path=within)
        least, most = BOUNDS[Measure(name)]
        if not least <= low <= high <= most:
            raise BadSizeGuide(f"From low to high, between {least} and {most} millimetres.", path=within)
    return NewSize(size=size, measures=dict(new.measures))


def _ensure_order(place: int, smaller: NewSize, larger: NewSize) -> None:
    path = ("rows", str(place), "measures")
    if smaller.measures.keys() != larger.measures.keys():
        raise BadSizeGuide("All sizes have the same measures.", path=path)
    for name, span in larger.measures.items():
        before = smaller.measures[name]
        if span[0] < before[0] or span[1] < before[1]:
            raise BadSizeGuide("Sizes go from the smallest to the largest.", path=(*path, name))
