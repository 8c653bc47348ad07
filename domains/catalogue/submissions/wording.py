"""What vendors write about their products, as it is kept."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from domains.common.errors import InvalidInput
from domains.common.text import clean_line

MAX_DESCRIPTION, MAX_ATTRIBUTES, MAX_VALUE = 20_000, 50, 200


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


def _attributes(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    if len(pairs) > MAX_ATTRIBUTES:
        raise InvalidInput(f"At most {MAX_ATTRIBUTES} attributes.", path=("attributes",))
    path = ("attributes",)
    return {
        clean_line(name, path=path, at_most=60): clean_line(value, path=path, at_most=MAX_VALUE)
        for name, value in pairs
    }


def _text(given: str) -> str:
    if len(given) > MAX_DESCRIPTION:
        raise InvalidInput(f"This is too long: at most {MAX_DESCRIPTION} characters.", path=("description",))
    text = unicodedata.normalize("NFC", given.replace("\r\n", "\n")).strip()
    if any(unicodedata.category(mark) in {"Cc", "Cs", "Cn"} and mark != "\n" for mark in text):
        raise InvalidInput("This has characters that cannot be printed.", path=("description",))
    return text
