"""Where a shopper is, and what they read: from the cookies that the scripts keep, as `@inContext` takes them too."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from domains.markets.errors import UnknownCountry, UnknownLanguage
from domains.markets.languages import DEFAULT_LANGUAGE, language_of
from domains.markets.queries import find_market


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or empty where none was chosen; the currency of its market, and the language of texts."""

    country: str
    language: str
    currency: str

    @property
    def foreign(self) -> str:
        """The language where texts are read in another one than they were written in, else empty."""
        base, _, _ = self.language.partition("-")
        return self.language if base != DEFAULT_LANGUAGE else ""


async def place_of(request: HttpRequest) -> Place:
    """What the cookies say; what makes no sense in them counts as not said."""
    country, spoken = request.COOKIES.get("country", ""), _language(request.COOKIES.get("language", ""))
    if not country:
        return Place("", spoken or DEFAULT_LANGUAGE, str(settings.DEFAULT_CURRENCY))
    try:
        market = await find_market(country=country)
    except UnknownCountry:
        return Place("", spoken or DEFAULT_LANGUAGE, str(settings.DEFAULT_CURRENCY))
    return Place(country.upper(), spoken or market.language, market.currency)


def _language(tag: str) -> str:
    try:
        return language_of(tag)
    except UnknownLanguage:
        return ""
