"""What facets are called in a language."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domains.catalogue.attributes.wording import truth_in
from domains.markets.languages import chain_of
from domains.markets.models import Translation
from domains.markets.translations import Texts, texts_by_target
from domains.search.facets import AttributeCounts, AxisCounts, Facets, SaidCount, ValueCount

_KIND = Translation.Kind


@dataclass(frozen=True, slots=True)
class _Names:
    """Translated texts by kind and target."""

    language: str
    texts: Mapping[str, Mapping[Any, Texts]]

    def of(self, kind: str, target: object, *, written: str) -> str:
        return self.texts.get(kind, {}).get(target, {}).get("name", written)

    def axis(self, axis: AxisCounts) -> AxisCounts:
        values = tuple(self._value(value) for value in axis.values)
        return replace(axis, name=self.of(_KIND.AXIS, axis.code, written=axis.name), values=values)

    def attribute(self, row: AttributeCounts) -> AttributeCounts:
        values = tuple(self._said(value) for value in row.values)
        return replace(row, name=self.of(_KIND.ATTRIBUTE, row.code, written=row.name), values=values)

    def _value(self, value: ValueCount) -> ValueCount:
        return replace(value, name=self.of(_KIND.VALUE, _value_target(value), written=value.name))

    def _said(self, said: SaidCount) -> SaidCount:
        if not said.name:
            return replace(said, name=truth_in(self.language, is_true=said.code == "true"))
        return replace(said, name=self.of(_KIND.CHOICE, _choice_target(said), written=said.name))


async def named_facets(facets: Facets, *, language: str) -> Facets:
    """The facets with the names of that language, where translated; yes and no get theirs, too.

    A statement for each kind of text, whatever the number, and none in the language the catalogue is written in.
    """
    names = _Names(language, await _texts(facets, language) if chain_of(language) else {})
    return replace(
        facets,
        categories=tuple(
            replace(row, name=names.of(_KIND.CATEGORY, row.id, written=row.name)) for row in facets.categories
        ),
        options=tuple(names.axis(axis) for axis in facets.options),
        attributes=tuple(names.attribute(row) for row in facets.attributes),
    )


async def _texts(facets: Facets, language: str) -> Mapping[str, Mapping[Any, Texts]]:
    targets: dict[str, list[object]] = {
        _KIND.CATEGORY: [row.id for row in facets.categories],
        _KIND.AXIS: [axis.code for axis in facets.options],
        _KIND.VALUE: [_value_target(value) for axis in facets.options for value in axis.values],
        _KIND.ATTRIBUTE: [row.code for row in facets.attributes],
        _KIND.CHOICE: [_choice_target(said) for row in facets.attributes for said in row.values if said.name],
    }
    asked = {kind: wanted for kind, wanted in targets.items() if wanted}
    found = await asyncio.gather(
        *(texts_by_target(kind=kind, targets=wanted, language=language) for kind, wanted in asked.items())
    )
    return dict(zip(asked, found, strict=True))


def _value_target(value: ValueCount) -> str:
    return f"{value.axis}:{value.code}"


def _choice_target(said: SaidCount) -> str:
    return f"{said.attribute}:{said.code}"
