"""Text that people type, as we keep it."""

import re
import unicodedata
from collections.abc import Sequence

from domains.common.errors import InvalidInput

# Marks that turn the direction of what follows: in a name on an invoice they only serve to deceive.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_SPACES = re.compile(r"\s+")


def clean_line(value: str, *, path: Sequence[str], at_most: int, required: bool = True) -> str:
    """One line of text: composed (NFC), trimmed, runs of spaces made one; tabs and line ends count as spaces.

    Raises InvalidInput where it is longer than `at_most` characters, has control characters, or is empty though
    required.
    """
    # Checked before the work: a megabyte of text is refused at once.
    if len(value) > 4 * at_most:
        raise InvalidInput(f"This is too long: at most {at_most} characters.", path=path)
    line = _SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip()
    if len(line) > at_most:
        raise InvalidInput(f"This is too long: at most {at_most} characters.", path=path)
    if required and not line:
        raise InvalidInput("This may not be empty.", path=path)
    if any(unicodedata.category(mark) in _UNPRINTABLE or mark in _BIDI_CONTROLS for mark in line):
        raise InvalidInput("This has characters that cannot be printed.", path=path)
    return line
