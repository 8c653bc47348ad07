"""Reads of translations, native async: one statement per batch, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from domains.common.db import fetch_tuples
from domains.markets.languages import chain_of

_TEXTS = """
    SELECT target, language, texts::json
    FROM markets_translation
    WHERE kind = %(kind)s AND target = ANY(%(targets)s) AND language = ANY(%(languages)s)
"""

type Texts = Mapping[str, str]


async def texts_by_target(*, kind: str, targets: Collection[object], language: str) -> Mapping[Any, Texts]:
    """What is translated of each target into the language, text by text: `fr-CA`, where it says nothing `fr`.

    Targets are ids or codes. One that is not translated at all is missing.
    """
    chain = chain_of(language)
    params = {"kind": kind, "targets": [str(target) for target in targets], "languages": list(chain)}
    found: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for target, spoken, texts in await fetch_tuples(_TEXTS, params):
        found[target][spoken] = texts
    return {target: _merged(found[str(target)], chain) for target in targets if str(target) in found}


def _merged(by_language: Mapping[str, Texts], chain: tuple[str, ...]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for language in reversed(chain):
        merged |= by_language.get(language, {})
    return merged
