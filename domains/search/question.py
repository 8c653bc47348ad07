"""What a shopper typed, made safe and ready to ask the database."""

import re
import unicodedata
from dataclasses import dataclass

from domains.search.errors import QuestionTooLong

MAX_CHARACTERS = 200
MAX_WORDS = 16
_WORD = re.compile(r"\w+")
# Control characters and lone surrogates; invisible format characters.
_SPACED = {"Cc": " ", "Cs": " ", "Cf": ""}


@dataclass(frozen=True, slots=True)
class Question:
    """A cleaned text and its parts.

    text    everything, in the syntax of web search: "a phrase", -without, or
    head    all but the last word, where the last word may be unfinished; else empty
    last    that last word; empty where it can't be unfinished (a closed phrase, an exclusion, a word of signs)
    without what is excluded, in that syntax
    plain   the words alone, without syntax and without what is excluded; empty when nothing is asked for
    """

    text: str
    head: str
    last: str
    without: str
    plain: str


def question_of(typed: str) -> Question:
    """Read what was typed. Raises QuestionTooLong."""
    if len(typed) > MAX_CHARACTERS:
        raise QuestionTooLong(characters=MAX_CHARACTERS, words=MAX_WORDS)
    text = _clean(typed)
    chunks = text.split()
    # One character may stand for many: a ligature of Arabic resolves to eighteen letters.
    if len(text) > MAX_CHARACTERS or len(chunks) > MAX_WORDS:
        raise QuestionTooLong(characters=MAX_CHARACTERS, words=MAX_WORDS)
    wanted = " ".join(chunk for chunk in chunks if not chunk.startswith("-"))
    without = " ".join(chunk for chunk in chunks if chunk.startswith("-"))
    plain = " ".join(_WORD.findall(wanted.replace("_", " ")))
    last = chunks[-1] if chunks else ""
    # An open quotation mark or a following "or" would change what the last word means.
    may_go_on = bool(_WORD.fullmatch(last)) and '"' not in text and last.lower() != "or"
    if not may_go_on:
        return Question(text, "", "", without, plain)
    return Question(text, " ".join(chunks[:-1]), last, without, plain)


def _clean(typed: str) -> str:
    """Compatibility forms resolved; joiners and marks of direction dropped; what no database stores made a space."""
    spaced = "".join(_SPACED.get(unicodedata.category(sign), sign) for sign in typed)
    return unicodedata.normalize("NFKC", spaced).strip()
