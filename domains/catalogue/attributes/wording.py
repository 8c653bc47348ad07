"""How values of attributes are said in a language. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

# Language -> yes, no.
TRUTHS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ar": ("نعم", "لا"),
        "de": ("Ja", "Nein"),
        "en": ("Yes", "No"),
        "es": ("Sí", "No"),
        "fr": ("Oui", "Non"),
        "it": ("Sì", "No"),
        "nl": ("Ja", "Nee"),
        "pt": ("Sim", "Não"),
        "sv": ("Ja", "Nej"),
        "yo": ("Bẹ́ẹ̀ni", "Bẹ́ẹ̀kọ́"),
    }
)
_COMMAS = frozenset({"de", "es", "fr", "it", "nl", "pt", "sv"})


def truth_in(language: str, *, is_true: bool) -> str:
    """Yes or no."""
    yes, no = TRUTHS[language.partition("-")[0]]
    return yes if is_true else no


def number_in(language: str, *, number: float, unit: str) -> str:
    """A number with its unit: `8.5 cm`, in French `8,5 cm`."""
    digits = f"{number:.3f}".rstrip("0").rstrip(".")
    if language.partition("-")[0] in _COMMAS:
        digits = digits.replace(".", ",")
    return f"{digits} {unit}".rstrip()
