"""Which texts may be translated, and how long each may be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domains.common.errors import InvalidInput
from domains.common.text import clean_line

_SEO = {"seo_title": 120, "seo_description": 320}
# Kind -> text -> characters. Longer ones are paragraphs, the others one line.
TEXTS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "product": {"title": 200, "description": 20_000, **_SEO},
        "category": {"name": 80, **_SEO},
        "vendor": {"tagline": 200, "story": 20_000},
        "collection": {"title": 200, "description": 2_000},
        "axis": {"name": 60},
        "value": {"name": 80},
        "attribute": {"name": 80},
        "choice": {"name": 80},
    }
)
_PARAGRAPHS = frozenset({"description", "story"})


def clean_texts(*, kind: str, texts: Mapping[str, Any]) -> dict[str, str]:
    """The texts, clean; one that is empty is not said. Raises InvalidInput for what that kind does not have."""
    known = TEXTS.get(kind, {})
    unknown = sorted(texts.keys() - known.keys())
    if unknown:
        raise InvalidInput(f"There is no such text: it has {', '.join(known)}.", path=("texts", unknown[0]))
    return {name: _clean(name, text, at_most=known[name]) for name, text in texts.items()}


def _clean(name: str, text: str, *, at_most: int) -> str:
    if name not in _PARAGRAPHS:
        return clean_line(text, path=("texts", name), at_most=at_most, required=False)
    if len(text) > at_most:
        raise InvalidInput(f"At most {at_most} characters.", path=("texts", name))
    return text.strip()
