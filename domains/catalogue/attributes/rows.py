"""Light rows of what products say, for readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """What was chosen of an attribute."""

    code: str
    name: str
    attribute: str


@dataclass(frozen=True, slots=True)
class ChoiceAttributeRow:
    """One or several choices, in the attribute's order."""

    code: str
    name: str
    choices: tuple[ChoiceRow, ...]


@dataclass(frozen=True, slots=True)
class BooleanAttributeRow:
    """Yes or no."""

    code: str
    name: str
    is_true: bool


@dataclass(frozen=True, slots=True)
class NumberAttributeRow:
    """A number; `unit` is empty where it counts nothing in particular."""

    code: str
    name: str
    number: float
    unit: str


@dataclass(frozen=True, slots=True)
class TextAttributeRow:
    """A text: of a text attribute, of none, or one that is no value of its attribute."""

    code: str
    name: str
    text: str


type AttributeRow = ChoiceAttributeRow | BooleanAttributeRow | NumberAttributeRow | TextAttributeRow


def attribute_row(
    code: str, stored: Any, name: str | None, kind: str | None, unit: str | None, chosen: Sequence[Sequence[str]] | None
) -> AttributeRow:
    """What a product says under a code, with its attribute's facts where there is one."""
    shown = name or spelled_out(code)
    if kind == "boolean" and isinstance(stored, bool):
        return BooleanAttributeRow(code, shown, stored)
    if kind == "number" and isinstance(stored, int | float) and not isinstance(stored, bool):
        return NumberAttributeRow(code, shown, stored, unit or "")
    if chosen:
        return ChoiceAttributeRow(code, shown, tuple(ChoiceRow(choice, name, code) for choice, name in chosen))
    text = stored if isinstance(stored, str) else ", ".join(map(str, stored if isinstance(stored, list) else [stored]))
    return TextAttributeRow(code, shown, text)


def spelled_out(code: str) -> str:
    """A name for people of what has none: `made_in` is `Made in`."""
    words = code.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
