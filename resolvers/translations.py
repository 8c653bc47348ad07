"""How texts are answered in the language of the operation."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from domains.markets.models import Translation
from domains.markets.translations import texts_by_target
from resolvers.context import Context
from resolvers.relations import Relation

_LANGUAGE = (("language", "language"),)
TRANSLATIONS: Mapping[Translation.Kind, Relation] = MappingProxyType(
    {
        kind: Relation(batch=partial(texts_by_target, kind=kind.value), keys="targets", facts=_LANGUAGE)
        for kind in Translation.Kind
    }
)


async def translated(
    context: Context, *, kind: Translation.Kind, target: object, name: str, written: str | None
) -> str | None:
    """A text in the language of the operation, or as it was written; all of a kind on a level are read at once."""
    texts = await context.load_key(TRANSLATIONS[kind], target)
    return texts.get(name, written) if texts else written
