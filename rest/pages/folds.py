"""The filters that fold away: sizes, colours and attributes, each with how many pieces a choice would leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domains.catalogue.attributes.rows import spelled_out
from domains.catalogue.attributes.wording import number_in, truth_in
from domains.search.attribute_filters import AttributeFilter
from domains.search.facets import AttributeCounts, AxisCounts
from rest.pages.wording import worded_attributes, worded_axes

# The scripts offer as many (sieve.js).
MOST_VALUES = 18


@dataclass(frozen=True, slots=True)
class Chip:
    """Something to choose; `id` is its own on the page."""

    id: str
    value: str
    name: str
    swatch: str
    count: int | str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A facet. `field` names its inputs in the form, `kind` what they are: choices, boolean or number."""

    code: str
    name: str
    kind: str
    field: str
    is_axis: bool = False
    unit: str = ""
    chips: tuple[Chip, ...] = ()
    lowest: str = ""
    highest: str = ""
    least: str = ""
    most: str = ""

    @property
    def chosen(self) -> int:
        """How much of it is chosen."""
        ends = bool(self.least or self.most)
        return ends + sum(chip.is_chosen for chip in self.chips if chip.value)

    @property
    def is_open(self) -> bool:
        """Sizes and colours always; the others once something is chosen, for the list would be long."""
        return self.is_axis or self.chosen > 0


async def axis_folds(
    axes: Sequence[AxisCounts], *, asked: Mapping[str, Sequence[str]], language: str
) -> tuple[Fold, ...]:
    """Sizes and colours. What is chosen stays to be taken back, however rare it is."""
    return tuple(
        _axis_fold(axis, asked.get(axis.code, ())) for axis in await worded_axes(list(axes), language=language)
    )


async def attribute_folds(
    attributes: Sequence[AttributeCounts], *, asked: Sequence[AttributeFilter], language: str
) -> tuple[Fold, ...]:
    """The attributes, likewise: one that nothing found says stays where something of it is chosen."""
    filters = {each.code: each for each in asked}
    counted = {each.code for each in attributes}
    gone = [_uncounted(each) for each in asked if each.code not in counted]
    named = await worded_attributes([*attributes, *gone], language=language)
    return tuple(_attribute_fold(each, filters.get(each.code), language) for each in named)


def _axis_fold(axis: AxisCounts, asked: Sequence[str]) -> Fold:
    chips = [
        Chip(f"{axis.code}-{each.code}", each.code, each.name, each.swatch, each.count, each.is_chosen)
        for place, each in enumerate(axis.values)
        if place < MOST_VALUES or each.is_chosen
    ]
    chips = [*chips, *_missing(chips, asked, prefix=axis.code)]
    return Fold(code=axis.code, name=axis.name, kind="choices", field=axis.code, is_axis=True, chips=tuple(chips))


def _attribute_fold(each: AttributeCounts, asked: AttributeFilter | None, language: str) -> Fold:
    if each.kind == "number":
        return _number_fold(each, asked)
    if each.kind == "boolean":
        return _truth_fold(each, asked, language)
    chips = [
        Chip(f"with-{each.code}-{value.code}", value.code, value.name, "", value.count, value.is_chosen)
        for value in each.values[:MOST_VALUES]
    ]
    chips = [*chips, *_missing(chips, asked.choices if asked else (), prefix=f"with-{each.code}")]
    return Fold(code=each.code, name=each.name, kind="choices", field=f"with.{each.code}", chips=tuple(chips))


def _truth_fold(each: AttributeCounts, asked: AttributeFilter | None, language: str) -> Fold:
    counts = {value.code: value.count for value in each.values}
    said = "" if asked is None else str(asked.is_true).lower()
    words = {"": "Either", **{code: truth_in(language, is_true=code == "true") for code in ("true", "false")}}
    chips = tuple(
        Chip(
            f"is-{each.code}-{code or 'either'}",
            code,
            words[code],
            "",
            counts.get(code, 0) if code else "",
            said == code,
        )
        for code in words
    )
    return Fold(code=each.code, name=each.name, kind="boolean", field=f"is.{each.code}", chips=chips)


def _number_fold(each: AttributeCounts, asked: AttributeFilter | None) -> Fold:
    ends = (each.lowest, each.highest, asked.lowest if asked else None, asked.highest if asked else None)
    lowest, highest, least, most = ("" if end is None else number_in("en", number=end, unit="") for end in ends)
    return Fold(
        code=each.code, name=each.name, kind="number", field=each.code, unit=each.unit,
        lowest=lowest, highest=highest, least=least, most=most,
    )  # fmt: skip


def _missing(chips: Iterable[Chip], asked: Sequence[str], *, prefix: str) -> list[Chip]:
    known = {chip.value for chip in chips}
    return [Chip(f"{prefix}-{code}", code, spelled_out(code), "", 0, True) for code in asked if code not in known]


def _uncounted(asked: AttributeFilter) -> AttributeCounts:
    kind = min(asked.kinds)
    return AttributeCounts(code=asked.code, name=spelled_out(asked.code), kind=kind, unit="")
