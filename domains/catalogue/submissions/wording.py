"""What vendors write about their products, as it is kept."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from domains.common.errors import InvalidInput
from domains.common.text import clean_line

MAX_DESCRIPTION, MAX_ATTRIBUTES, MAX_VALUE = 20_000, 50, 200
HEAVIEST_GRAMS = 1_000_000
_CODE = re.compile(r"[a-z0-9-]+")
_SWATCH = re.compile(r"(#[0-9a-f]{6})?")


def clean_product(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given, of which title, description and attributes (pairs) are made clean.

    Raises InvalidInput.
    """
    clean = dict(given)
    if "title" in clean:
        clean["title"] = clean_line(clean["title"], path=("title",), at_most=200)
    if "description" in clean:
        clean["description"] = _text(clean["description"])
    if "attributes" in clean:
        clean["attributes"] = _attributes(clean["attributes"])
    return clean


def clean_code(given: str, *, path: Sequence[str], at_most: int) -> str:
    """The code of an axis or a value. Raises InvalidInput."""
    code = clean_line(given, path=path, at_most=at_most)
    if not _CODE.fullmatch(code):
        raise InvalidInput("A code has lower-case letters, digits and hyphens.", path=path)
    return code


def clean_swatch(given: str, *, path: Sequence[str]) -> str:
    """A colour as #rrggbb, or nothing. Raises InvalidInput."""
    if not _SWATCH.fullmatch(given):
        raise InvalidInput("A swatch is #rrggbb.", path=path)
    return given


def clean_weight(given: int, *, path: Sequence[str]) -> int:
    """Grams. Raises InvalidInput."""
    if not 0 <= given <= HEAVIEST_GRAMS:
        raise InvalidInput("That is no weight.", path=path)
    return given


def _attributes(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_ATTRIBUTES:
        raise InvalidInput(f"At most {MAX_ATTRIBUTES} attributes.", path=("attributes",))
    path = ("attributes",)
    # Whether other values than texts are values of an attribute is asked when they are written.
    return {
        clean_line(name, path=path, at_most=60): (
            clean_line(value, path=path, at_most=MAX_VALUE) if isinstance(value, str) else value
        )
        for name, value in pairs
    }


def _text(given: str) -> str:
    if len(given) > MAX_DESCRIPTION:
        raise InvalidInput(f"This is too long: at most {MAX_DESCRIPTION} characters.", path=("description",))
    text = unicodedata.normalize("NFC", given.replace("\r\n", "\n")).strip()
    if any(unicodedata.category(mark) in {"Cc", "Cs", "Cn"} and mark != "\n" for mark in text):
        raise InvalidInput("This has characters that cannot be printed.", path=("description",))
    return text
