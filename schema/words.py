"""Texts that are translated."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from domains.markets.languages import DEFAULT_LANGUAGE
from domains.markets.models import Translation
from resolvers.translations import translated
from schema.base import Info, rooted

Kind = Translation.Kind


def worded(
    kind: Kind,
    name: str,
    *,
    description: str,
    target: Callable[[Any], object] = attrgetter("id"),
    written: Callable[[Any], str | None] | None = None,
) -> Any:
    """A field with the text `name` of its row, in the language of the operation where it is translated.

    Costs a statement for all rows of the kind on a level, and none in the language the catalogue is written in.
    """
    read = written or attrgetter(name)

    def resolve(root: Any, info: Info) -> Any:
        own = read(root)
        if own is None and name not in _MAY_BE_MISSING:
            return None
        if info.context.language == DEFAULT_LANGUAGE:
            return own
        return translated(info.context, kind=kind, target=target(root), name=name, written=own)

    return rooted(resolve, description=description)


# Said in a language even where nothing was written.
_MAY_BE_MISSING = frozenset({"seo_title", "seo_description"})
