"""Which variant, and which pictures, a choice of options means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import prod
from typing import Protocol

from domains.catalogue.rows import AxisRow, VariantRow

# A matrix is for people to choose from; two long axes and a third would be tens of thousands of cells.
MOST_CELLS = 500


class Answer(StrEnum):
    """What became of a choice of options."""

    AVAILABLE = "available"
    SOLD_OUT = "sold_out"
    UNAVAILABLE = "unavailable"
    DOES_NOT_EXIST = "does_not_exist"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of options (axis code to value code) and what became of it."""

    options: Mapping[str, str]
    answer: Answer
    variant: VariantRow | None


class Combined(Protocol):
    """Anything that stands for one combination of options."""

    @property
    def options(self) -> Mapping[str, str]:
        """Axis code to value code."""


def variant_for[V: Combined](variants: Iterable[V], options: Mapping[str, str]) -> V | None:
    """The variant of exactly these options; None when the combination does not exist.

    A choice that leaves an axis open means no variant yet.
    """
    return next((variant for variant in variants if dict(variant.options) == dict(options)), None)


def combinations(axes: Sequence[AxisRow], variants: Sequence[Combined]) -> list[Mapping[str, str]]:
    """Every combination of the axes' values, the first axis turning slowest; past MOST_CELLS only those that exist."""
    if prod(len(axis.values) for axis in axes) > MOST_CELLS:
        return [variant.options for variant in variants]
    codes = [axis.code for axis in axes]
    cells = product(*([value.code for value in axis.values] for axis in axes))
    return [dict(zip(codes, cell, strict=True)) for cell in cells]


class Coloured(Protocol):
    """Anything that shows one colour, or all of them where it names none."""

    @property
    def colour(self) -> str:
        """Code of the colour, or empty."""


COLOUR_AXIS = "colour"


def media_of_colour[M: Coloured](media: Sequence[M], colour: str) -> list[M]:
    """The pictures of that colour, then those of all colours, each in their order."""
    shown = [each for each in media if colour and each.colour == colour]
    return [*shown, *(each for each in media if not each.colour)]
