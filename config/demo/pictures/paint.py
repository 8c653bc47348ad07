"""Colours worked out from a named one: lighter, darker, and what a picture is painted with."""

from dataclasses import dataclass

from config.demo.tables.colours import Colour

INK = "#17130F"
PAPER = "#FBF8F2"


@dataclass(frozen=True, slots=True)
class Ramp:
    """A colour with its shades and the companions it is printed with, as #RRGGBB."""

    base: str
    dark: str
    deep: str
    light: str
    pale: str
    companion: str
    contrast: str
    ground: str


def ramp_of(colour: Colour) -> Ramp:
    """The shades of a named colour."""
    base = colour.swatch
    return Ramp(
        base=base,
        dark=mixed(base, INK, 0.28),
        deep=mixed(base, INK, 0.55),
        light=mixed(base, "#FFFFFF", 0.22),
        pale=mixed(base, "#FFFFFF", 0.55),
        companion=colour.companion,
        contrast=colour.contrast,
        ground=mixed(PAPER, colour.companion if is_pale(base) else base, 0.16),
    )


def mixed(first: str, second: str, share: float) -> str:
    """`first` with `share` (0 to 1) of `second` stirred in."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02X}" for one, other in pairs)


def is_pale(colour: str) -> bool:
    red, green, blue = _channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue > 205


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
