"""Which renditions a picture gets. Pure numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

# Raise it when anything here or in `drawing` changes what renditions look like: they are then made anew.
RECIPE = 1


class Shape(StrEnum):
    """The outline of a rendition."""

    ORIGINAL = "original"  # as the picture itself
    PORTRAIT = "portrait"  # 4:5, as products stand in lists
    SQUARE = "square"


WIDTHS: Mapping[Shape, tuple[int, ...]] = MappingProxyType(
    {
        Shape.ORIGINAL: (160, 320, 640, 960, 1280, 1920),
        Shape.PORTRAIT: (160, 320, 640, 960, 1280),
        Shape.SQUARE: (160, 320, 640),
    }
)
_RATIOS: Mapping[Shape, float] = MappingProxyType({Shape.PORTRAIT: 4 / 5, Shape.SQUARE: 1.0})
# Cutting away more than this would show a sleeve and call it a coat: such a picture is shown whole, on a ground.
_LEAST_KEPT = 0.5
# A picture between two widths gets one of its own where the lower one would lose this much.
_WORTH_ITS_OWN = 1.2


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """The spot that a crop keeps: fractions of width and height, from the top left corner."""

    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True, slots=True)
class Cut:
    """What of the picture is shown (left, top, right, bottom), and on a frame of which size before it is resized.

    The frame is larger than what is shown where the picture is shown whole on a ground.
    """

    box: tuple[int, int, int, int]
    frame: tuple[int, int]


def cut_of(*, size: tuple[int, int], shape: Shape, focal: FocalPoint) -> Cut:
    """How a picture of that size fits a shape."""
    width, height = size
    ratio = _RATIOS.get(shape, width / height)
    kept = (min(width, max(1, round(height * ratio))), min(height, max(1, round(width / ratio))))
    if kept[0] * kept[1] < _LEAST_KEPT * width * height:
        frame = (max(width, round(height * ratio)), max(height, round(width / ratio)))
        return Cut(box=(0, 0, width, height), frame=frame)
    left = _start(focal.x, whole=width, kept=kept[0])
    top = _start(focal.y, whole=height, kept=kept[1])
    return Cut(box=(left, top, left + kept[0], top + kept[1]), frame=kept)


def widths_for(*, shape: Shape, widest: int) -> tuple[int, ...]:
    """The widths made of a cut that is `widest` pixels wide, never more than it has."""
    fitting = tuple(width for width in WIDTHS[shape] if width <= widest)
    if not fitting:
        return (widest,)
    if widest < WIDTHS[shape][-1] and widest >= _WORTH_ITS_OWN * fitting[-1]:
        return (*fitting, widest)
    return fitting


def _start(focal: float, *, whole: int, kept: int) -> int:
    return max(0, min(whole - kept, round(focal * whole - kept / 2)))
