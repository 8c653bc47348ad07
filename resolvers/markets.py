"""How markets are answered, and the context of an operation that names one."""

from domains.markets.errors import UnknownCountry
from domains.markets.languages import language_of
from domains.markets.queries import find_market, list_markets
from domains.markets.rows import MarketRow
from resolvers.context import Context


async def markets(context: Context) -> list[MarketRow]:
    """The markets that are open."""
    return await list_markets()


async def market(context: Context, *, country: str) -> MarketRow | None:
    """The market of a country, or None."""
    try:
        return await find_market(country=country)
    except UnknownCountry:
        return None


async def in_context(context: Context, *, country: str | None, language: str | None) -> Context:
    """The context as seen from a country, in a language. Raises UnknownCountry, UnknownLanguage."""
    spoken = language_of(language) if language is not None else None
    found = await find_market(country=country) if country is not None else None
    if found is None:
        return context.seen_from(market=context.market, language=spoken or context.language)
    return context.seen_from(market=found, language=spoken or found.language)
