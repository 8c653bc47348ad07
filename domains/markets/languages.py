"""The languages texts may be in: a fixed list, each with the dictionary that full text search reads it by."""

from collections.abc import Mapping
from types import MappingProxyType

from domains.identity.countries import COUNTRIES
from domains.markets.errors import UnknownLanguage

# What the catalogue itself is written in.
DEFAULT_LANGUAGE = "en"
# Language -> text search configuration of PostgreSQL. Names are constants of SQL, so a language is added here only.
DICTIONARIES: Mapping[str, str] = MappingProxyType(
    {
        "ar": "arabic",
        "de": "german",
        "en": "english",
        "es": "spanish",
        "fr": "french",
        "it": "italian",
        "nl": "dutch",
        "pt": "portuguese",
        "sv": "swedish",
        "yo": "simple",
    }
)
MAX_TAG = 5


def language_of(tag: str) -> str:
    """The tag as we write it, such as `fr` or `fr-CA`. Raises UnknownLanguage with those we know."""
    base, _, region = tag.replace("_", "-").partition("-")
    base, region = base.lower(), region.upper()
    if base not in DICTIONARIES or (region and region not in COUNTRIES):
        raise UnknownLanguage(known=tuple(DICTIONARIES))
    return f"{base}-{region}" if region else base


def chain_of(language: str) -> tuple[str, ...]:
    """The languages a text is looked for in, the best first; none of them: as it was written.

    `fr-CA` falls back to `fr`. The catalogue's own language ends the chain: what was written is in it.
    """
    base = language.partition("-")[0]
    candidates = (language,) if base == language else (language, base)
    return tuple(candidate for candidate in candidates if candidate != DEFAULT_LANGUAGE)


def dictionary_of(language: str) -> str:
    """The text search configuration of a language we know."""
    return DICTIONARIES[language.partition("-")[0]]
