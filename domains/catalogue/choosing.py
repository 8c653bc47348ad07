"""Which variant a choice of options means."""

from collections.abc import Iterable, Mapping
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
