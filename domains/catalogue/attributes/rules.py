"""What an attribute may be, and what a product may say of it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any

from domains.catalogue.attributes.errors import (
    AttributeOutOfPlace,
    AttributeRequired,
    BadAttribute,
    BadAttributeValue,
    UnknownAttribute,
    UnknownChoice,
)
from domains.common.errors import InvalidInput
from domains.common.text import clean_line

MAX_ATTRIBUTES, MAX_CHOICES, MAX_CHOSEN, MAX_PLACES = 500, 200, 20, 100
MAX_CODE, MAX_TEXT, MAX_UNIT = 40, 200, 12
# Numbers have up to nine digits before the point and three behind it.
MAX_NUMBER, PLACES = Decimal("999999999.999"), 3
_CODE = re.compile(r"\A[a-z0-9]+([-_][a-z0-9]+)*\Z")
_DIGITS = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,3})?")
CHOOSING = frozenset({"choice", "multi_choice"})
TRUTHS: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An attribute as values are checked by it; `applies` tells whether it is for the category asked about."""

    code: str
    name: str
    kind: str
    lowest: Decimal | None = None
    highest: Decimal | None = None
    is_required: bool = False
    applies: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChoice:
    """A choice to be: its code stays, its name may change."""

    code: str
    name: str


def fitting(
    *, given: Mapping[str, Any], kept: Mapping[str, Any], definitions: Mapping[str, Definition]
) -> dict[str, Any]:
    """What a product is to say, as it is stored. What it says already (`kept`) stays as it is.

    Under a name that no attribute has as its code, any text may stand. Raises what is in `errors`.
    """
    return {name: _fitting(name, value, kept, definitions.get(name)) for name, value in given.items()}


def ensure_said(*, said: Mapping[str, Any], definitions: Mapping[str, Definition]) -> None:
    """Raises AttributeRequired for the first attribute that has to be said and is not."""
    for missing in lacking(said=said, definitions=definitions):
        raise AttributeRequired(attribute=missing.code)


def lacking(*, said: Mapping[str, Any], definitions: Mapping[str, Definition]) -> list[Definition]:
    """The attributes that have to be said and are not, in order."""
    required = (each for each in definitions.values() if each.is_required and each.applies)
    return [each for each in required if not is_typed(each, said.get(each.code))]


def is_typed(definition: Definition, stored: object) -> bool:
    """Whether a stored value is one of the attribute's; a text from before there was the attribute may be none."""
    match definition.kind:
        case "choice":
            return isinstance(stored, str) and stored in definition.choices
        case "multi_choice":
            return isinstance(stored, list) and bool(stored) and all(each in definition.choices for each in stored)
        case "boolean":
            return isinstance(stored, bool)
        case "number":
            return isinstance(stored, int | float) and not isinstance(stored, bool)
        case _:
            return isinstance(stored, str) and bool(stored)


def is_code(text: str) -> bool:
    """Whether it may be the code of an attribute or a choice: lower-case letters, digits, hyphens, underscores."""
    return len(text) <= MAX_CODE and bool(_CODE.match(text))


def clean_choices(*, kind: str, choices: Sequence[NewChoice]) -> tuple[NewChoice, ...]:
    """The choices as they are kept, in order. Raises BadAttribute with the path of the first at fault."""
    if kind not in CHOOSING:
        if choices:
            raise BadAttribute("Nothing can be chosen of that kind of attribute.", path=("choices",))
        return ()
    if not 1 <= len(choices) <= MAX_CHOICES:
        raise BadAttribute(f"There are 1 to {MAX_CHOICES} choices.", path=("choices",))
    codes: set[str] = set()
    names: set[str] = set()
    for place, each in enumerate(choices):
        path = ("choices", str(place))
        if not is_code(each.code) or each.code in codes:
            raise BadAttribute("Each choice has a code of its own.", path=(*path, "code"))
        if each.name.casefold() in names:
            raise BadAttribute("Each choice has a name of its own.", path=(*path, "name"))
        codes.add(each.code)
        names.add(each.name.casefold())
    return tuple(choices)


def _fitting(name: str, value: Any, kept: Mapping[str, Any], definition: Definition | None) -> Any:
    if definition is None:
        if not isinstance(value, str):
            raise UnknownAttribute(attribute=name)
        return value
    is_kept = name in kept and type(kept[name]) is type(value) and kept[name] == value
    # A text from before there was the attribute may stay where it is.
    if is_kept and (definition.applies or not is_typed(definition, value)):
        return value
    if not definition.applies:
        raise AttributeOutOfPlace(attribute=name)
    match definition.kind:
        case "choice":
            return _choice(definition, value)
        case "multi_choice":
            return _choices(definition, value)
        case "boolean":
            return _truth(definition, value)
        case "number":
            return _number(definition, value)
        case _:
            return _text(definition, value)


def _choice(definition: Definition, value: object) -> str:
    if not isinstance(value, str):
        raise BadAttributeValue(f"{definition.code} is one of its choices.", attribute=definition.code)
    if value in definition.choices:
        return value
    wanted = " ".join(value.split()).casefold()
    for code, name in definition.choices.items():
        if wanted in {code, name.casefold()}:
            return code
    raise UnknownChoice(attribute=definition.code, choice=value, known=tuple(definition.choices))


def _choices(definition: Definition, value: object) -> list[str]:
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, list | tuple) or not 1 <= len(several) <= MAX_CHOSEN:
        message = f"{definition.code} is 1 to {MAX_CHOSEN} of its choices."
        raise BadAttributeValue(message, attribute=definition.code)
    chosen = {_choice(definition, each) for each in several}
    return [code for code in definition.choices if code in chosen]


def _truth(definition: Definition, value: object) -> bool:
    truth = TRUTHS.get(value.strip().casefold()) if isinstance(value, str) else value
    if not isinstance(truth, bool):
        raise BadAttributeValue(f"{definition.code} is true or false.", attribute=definition.code)
    return truth


def _number(definition: Definition, value: object) -> int | float:
    number = number_of(value)
    if number is None:
        message = f"{definition.code} is a number with up to {PLACES} digits behind the point."
        raise BadAttributeValue(message, attribute=definition.code)
    lowest, highest = definition.lowest, definition.highest
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        least = "" if lowest is None else f" {_plain(lowest)} or more"
        most = "" if highest is None else f" {_plain(highest)} or less"
        message = f"{definition.code} is{least}{' and' if least and most else ''}{most}."
        raise BadAttributeValue(message, attribute=definition.code)
    return int(number) if number == number.to_integral_value() else float(number)


def number_of(value: object) -> Decimal | None:
    """A number as we keep it, of a number or of its digits; None for anything else."""
    match value:
        case bool():
            return None
        case str():
            # Digits only: Decimal also reads "1e9", "NaN", "1_000" and the digits of other scripts.
            return Decimal(value.strip()) if _DIGITS.fullmatch(value.strip()) else None
        case int() | float():
            if not isfinite(value) or abs(value) > MAX_NUMBER:
                return None
            number = Decimal(str(value))
            return number if number == round(number, PLACES) else None
        case _:
            return None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _text(definition: Definition, value: object) -> str:
    if not isinstance(value, str):
        raise BadAttributeValue(f"{definition.code} is a text.", attribute=definition.code)
    try:
        return clean_line(value, path=(), at_most=MAX_TEXT)
    except InvalidInput as error:
        raise BadAttributeValue(error.message, attribute=definition.code) from error
