"""Texts in the language of the page: a statement for each kind of thing, none in the language of the catalogue."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from domains.catalogue.rows import AxisRow
from domains.markets.languages import chain_of
from domains.markets.models import Translation
from domains.markets.translations import Texts, texts_by_target
from domains.search.facets import AttributeCounts, AxisCounts

Kind = Translation.Kind
_SHOWN: Mapping[Kind, tuple[str, ...]] = {
    Kind.PRODUCT: ("title", "description"),
    Kind.CATEGORY: ("name",),
    Kind.VENDOR: ("tagline", "story"),
    Kind.COLLECTION: ("title", "description"),
    Kind.AXIS: ("name",),
    Kind.VALUE: ("name",),
    Kind.ATTRIBUTE: ("name",),
    Kind.CHOICE: ("name",),
}
type _TargetOf = Callable[[Any], object]
_ID: _TargetOf = attrgetter("id")


async def worded[Row](kind: Kind, rows: Sequence[Row], *, language: str, target: _TargetOf = _ID) -> list[Row]:
    """The rows with their texts in the language; what is not translated as it was written."""
    if not rows or not chain_of(language):
        return list(rows)
    texts = await texts_by_target(kind=kind.value, targets={target(row) for row in rows}, language=language)
    return [_in_words(row, texts.get(target(row), {}), _SHOWN[kind]) for row in rows]


async def worded_axes[Axis: (AxisRow, AxisCounts)](axes: Sequence[Axis], *, language: str) -> list[Axis]:
    """Axes and their values, likewise."""
    return await _with_values(axes, (Kind.AXIS, Kind.VALUE), language=language, owner=attrgetter("axis"))


async def worded_attributes(attributes: Sequence[AttributeCounts], *, language: str) -> list[AttributeCounts]:
    """Attributes and their choices, likewise."""
    kinds = (Kind.ATTRIBUTE, Kind.CHOICE)
    return await _with_values(attributes, kinds, language=language, owner=attrgetter("attribute"))


async def _with_values[Row: (AxisRow, AxisCounts, AttributeCounts)](
    rows: Sequence[Row], kinds: tuple[Kind, Kind], *, language: str, owner: Callable[[Any], str]
) -> list[Row]:
    named = await worded(kinds[0], rows, language=language, target=attrgetter("code"))
    values: Sequence[Any] = [value for row in named for value in row.values]
    spoken = iter(
        await worded(kinds[1], values, language=language, target=lambda value: f"{owner(value)}:{value.code}")
    )
    return [replace(row, values=tuple(next(spoken) for _ in row.values)) for row in named]


def _in_words(row: Any, texts: Texts, names: tuple[str, ...]) -> Any:
    known = {name: texts[name] for name in names if name in texts and hasattr(row, name)}
    return replace(row, **known) if known else row
