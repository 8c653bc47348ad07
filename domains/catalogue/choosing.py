"""Which variant, and which pictures, a choice of options means."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol


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
