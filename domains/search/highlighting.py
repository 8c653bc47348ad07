"""Which words of a product answer a question, shown as HTML that is safe whatever the product is called."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from domains.catalogue.rows import ProductRow
from domains.common.db import fetch_tuples
from domains.markets.languages import DEFAULT_LANGUAGE, chain_of, dictionary_of
from domains.markets.translations import Texts, texts_by_target

# Of a description so much is looked at, and so much of it shown, beginning shortly before the first word that answers.
_READ, _SHOWN, _BEFORE = 4_000, 200, 60

# Accents that were typed apart belong to their letter.
_WORD = re.compile(r"\w[\w\u0300-\u036f]*")
# A tsquery as PostgreSQL writes it: lexemes in quotes, `:*` for beginnings, weights, and operators.
_SIGN = re.compile(r"'((?:[^'\\]|''|\\.)*)'(?::(\*?)[A-D]*)?|[!()]")

# The question as it was understood, corrected and widened; and the lexemes of each word that is to be shown, by the
# dictionary of the language that its text is in.
_WORDS_SQL = """
    SELECT NULL, NULL, ARRAY[understood.query::text] FROM {understood} AS understood
    UNION ALL
    SELECT
        given.word, given.dictionary,
        tsvector_to_array(to_tsvector(given.dictionary::regconfig, search_fold(given.word)))
    FROM unnest(%(shown_words)s::text[], %(shown_by)s::text[]) AS given (word, dictionary)
"""

type IsHit = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Highlight:
    """Texts of a product as HTML, in the language they were asked for: escaped, with `<mark>` around what answers.

    `excerpt` is None without a description.
    """

    product_id: UUID
    title: str
    excerpt: str | None


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as it is shown, and the dictionary of the language it is in."""

    text: str
    dictionary: str

    @property
    def words(self) -> Iterator[tuple[str, str]]:
        """What is looked for in it, each with the dictionary that reads it."""
        return ((word[0].lower(), self.dictionary) for word in _WORD.finditer(self.text[:_READ]))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown of a product."""

    product_id: UUID
    title: _Text
    description: _Text

    def marked(self, hits: Collection[tuple[str, str]]) -> Highlight:
        """The texts, with what hits."""
        title, excerpt = self.title, self.description
        return Highlight(
            self.product_id,
            marked(title.text, lambda word: (word.lower(), title.dictionary) in hits),
            excerpt_of(excerpt.text, lambda word: (word.lower(), excerpt.dictionary) in hits),
        )


async def unmarked(products: Sequence[ProductRow], *, language: str) -> list[Highlight]:
    """Highlights of products of which nothing was asked."""
    return [shown.marked(()) for shown in await _shown(products, language=language)]


async def highlights(
    products: Sequence[ProductRow], *, asked: str, understood: str, params: Mapping[str, Any], language: str
) -> list[Highlight]:
    """One per product, in their order, in the language as far as it is translated into it.

    One statement, and one more in another language than the catalogue's own. `asked` are the CTEs that end with the
    one that `understood` names.
    """
    rows = await _shown(products, language=language)
    words = sorted({word for row in rows for text in (row.title, row.description) for word in text.words})
    if not words:
        return [row.marked(()) for row in rows]
    given = {"shown_words": [word for word, _ in words], "shown_by": [dictionary for _, dictionary in words]}
    found = await fetch_tuples(asked + _WORDS_SQL.format(understood=understood), {**params, **given})
    [query] = [lexemes[0] for word, _, lexemes in found if word is None]
    whole, beginnings = asked_lexemes(query)
    hits = {
        (word, dictionary)
        for word, dictionary, lexemes in found
        if word is not None and any(lexeme in whole or lexeme.startswith(beginnings) for lexeme in lexemes)
    }
    return [row.marked(hits) for row in rows]


async def _shown(products: Sequence[ProductRow], *, language: str) -> list[_Shown]:
    """What is shown of the products: text by text in the language, or as it was written."""
    said: Mapping[UUID, Texts] = {}
    if products and chain_of(language):
        said = await texts_by_target(kind="product", targets=[row.id for row in products], language=language)
    spoken, written = dictionary_of(language), dictionary_of(DEFAULT_LANGUAGE)

    def text(row: ProductRow, name: str, own: str) -> _Text:
        translated = said.get(row.id, {}).get(name)
        return _Text(own, written) if translated is None else _Text(translated, spoken)

    return [
        _Shown(row.id, text(row, "title", row.title), text(row, "description", row.description)) for row in products
    ]


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
