"""Which words of a product answer a question, shown as HTML that is safe whatever the product is called."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from domains.catalogue.rows import ProductRow
from domains.common.db import fetch_tuples

# Of a description so much is looked at, and so much of it shown, beginning shortly before the first word that answers.
_READ, _SHOWN, _BEFORE = 4_000, 200, 60

# Accents that were typed apart belong to their letter.
_WORD = re.compile(r"\w[\w\u0300-\u036f]*")
# A tsquery as PostgreSQL writes it: lexemes in quotes, `:*` for beginnings, weights, and operators.
_SIGN = re.compile(r"'((?:[^'\\]|''|\\.)*)'(?::(\*?)[A-D]*)?|[!()]")

# The question as it was understood, corrected and widened; and the lexemes of each word that is to be shown.
_WORDS_SQL = """
    SELECT NULL, ARRAY[asked.query::text] FROM asked
    UNION ALL
    SELECT given.word, tsvector_to_array(to_tsvector('english', search_fold(given.word)))
    FROM unnest(%(shown_words)s::text[]) AS given (word)
"""

type IsHit = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Highlight:
    """Texts of a product as HTML: escaped, with `<mark>` around what answers.

    `excerpt` is None without a description.
    """

    product_id: UUID
    title: str
    excerpt: str | None


def unmarked(products: Sequence[ProductRow]) -> list[Highlight]:
    """Highlights of products of which nothing was asked."""
    return [_highlight(product, lambda _word: False) for product in products]


async def highlights(products: Sequence[ProductRow], *, asked: str, params: Mapping[str, Any]) -> list[Highlight]:
    """One per product, in their order, by one statement. `asked` are the CTEs that end with `asked (query)`."""
    words = {word for product in products for text in _texts(product) for word in _words(text)}
    if not words:
        return unmarked(products)
    rows = await fetch_tuples(asked + _WORDS_SQL, {**params, "shown_words": sorted(words)})
    lexemes = {word: found for word, found in rows if word is not None}
    [query] = [found[0] for word, found in rows if word is None]
    whole, beginnings = asked_lexemes(query)
    hits = {
        word
        for word, found in lexemes.items()
        if any(lexeme in whole or lexeme.startswith(beginnings) for lexeme in found)
    }
    return [_highlight(product, lambda word: word.lower() in hits) for product in products]


def asked_lexemes(query: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The whole lexemes and the beginnings that a tsquery looks for; what it excludes is left out."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    excluded, is_negated = [False], False
    for sign in _SIGN.finditer(query):
        if sign[0] == "!":
            is_negated = not is_negated
            continue
        if sign[0] == "(":
            excluded.append(excluded[-1] ^ is_negated)
        elif sign[0] == ")":
            excluded.pop()
        elif not excluded[-1] ^ is_negated:
            lexeme = sign[1].replace("''", "'").replace("\\\\", "\\")
            (beginnings if sign[2] else whole).add(lexeme)
        is_negated = False
    return frozenset(whole), tuple(sorted(beginnings))


def marked(text: str, is_hit: IsHit) -> str:
    """The text as HTML, with marks around the words that are hits; without marks and escapes it is the text again."""
    parts, end = [], 0
    for word in _WORD.finditer(text):
        if is_hit(word[0]):
            parts += [escape(text[end : word.start()]), "<mark>", escape(word[0]), "</mark>"]
            end = word.end()
    return "".join([*parts, escape(text[end:])])


def excerpt_of(text: str, is_hit: IsHit) -> str | None:
    """A piece of the text around its first hit, or else its beginning, marked; None for an empty one."""
    text = text[:_READ].strip()
    if not text:
        return None
    first = next((word.start() for word in _WORD.finditer(text) if is_hit(word[0])), 0)
    start = 0
    if first > _BEFORE:
        start = text.rfind(" ", max(0, first - 2 * _BEFORE), first - _BEFORE) + 1 or first - _BEFORE
    end = len(text)
    if end - start > _SHOWN:
        space = text.rfind(" ", start, start + _SHOWN)
        # A text without spaces is cut where it is.
        end = space if space > first else start + _SHOWN
    cut = marked(text[start:end], is_hit)
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def _highlight(product: ProductRow, is_hit: IsHit) -> Highlight:
    return Highlight(product.id, marked(product.title, is_hit), excerpt_of(product.description, is_hit))


def _texts(product: ProductRow) -> tuple[str, str]:
    return product.title, product.description[:_READ]


def _words(text: str) -> Iterator[str]:
    return (word[0].lower() for word in _WORD.finditer(text))
