"""The measures sizes go by, and how they are shown. Pure."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from domains.common.errors import InvalidInput


class Measure(StrEnum):
    """A length of the body, in the order in which guides show them."""

    BUST = "bust"
    CHEST = "chest"
    WAIST = "waist"
    HIPS = "hips"
    INSEAM = "inseam"
    HEIGHT = "height"
    FOOT_LENGTH = "foot_length"


# Millimetres: from the smallest baby to the largest grown-up, so that a slip (centimetres, inches) is noticed.
BOUNDS: Mapping[Measure, tuple[int, int]] = MappingProxyType(
    {
        Measure.BUST: (300, 2_000),
        Measure.CHEST: (300, 2_000),
        Measure.WAIST: (300, 2_000),
        Measure.HIPS: (300, 2_200),
        Measure.INSEAM: (100, 1_200),
        Measure.HEIGHT: (400, 2_500),
        Measure.FOOT_LENGTH: (60, 400),
    }
)
_ON_FEET = frozenset({Measure.FOOT_LENGTH})
MEASURES_OF_KIND: Mapping[str, frozenset[Measure]] = MappingProxyType(
    {"clothing": frozenset(Measure) - _ON_FEET, "shoes": _ON_FEET}
)
_LONGEST_MM = 10_000
_QUARTERS = ("", "¼", "½", "¾")


class LengthUnit(StrEnum):
    """What lengths are written in."""

    MM = "mm"
    CM = "cm"
    INCH = "inch"


_MM: Mapping[LengthUnit, Decimal] = MappingProxyType(
    {LengthUnit.MM: Decimal(1), LengthUnit.CM: Decimal(10), LengthUnit.INCH: Decimal("25.4")}
)


def millimetres(length: float, unit: LengthUnit) -> int:
    """A length as it is kept, in whole millimetres; the middle between two goes up. Raises InvalidInput."""
    # So said that what is no number is refused too.
    if not 0 < length < _LONGEST_MM:
        raise InvalidInput("That is no length.", path=("rows",))
    # As it was written: 32.25 is a quarter, whatever the nearest binary fraction.
    return int((Decimal(repr(length)) * _MM[unit]).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def label_of(measure: Measure) -> str:
    """The measure as it is shown, such as `Foot length`."""
    return measure.replace("_", " ").capitalize()


def half_centimetres(mm: int) -> int:
    """The length in halves of a centimetre; the middle between two goes up."""
    return (2 * mm + 5) // 10


def quarter_inches(mm: int) -> int:
    """The length in quarters of an inch (6.35 mm); the middle between two goes up."""
    return (200 * mm + 635) // 1_270


def in_centimetres(mm: int) -> str:
    """The length to half a centimetre: `82`, `82.5`."""
    whole, half = divmod(half_centimetres(mm), 2)
    return f"{whole}.5" if half else str(whole)


def in_inches(mm: int) -> str:
    """The length to a quarter of an inch: `32`, `32¼`."""
    whole, quarters = divmod(quarter_inches(mm), 4)
    return f"{whole or ''}{_QUARTERS[quarters]}" or "0"


def span_of(low: str, high: str) -> str:
    """Two lengths as they are shown: `82-86`, or `82` where they are shown alike."""
    return low if low == high else f"{low}\N{EN DASH}{high}"
