"""Reads of markets, native async."""

from domains.common.db import fetch_all, fetch_tuples
from domains.markets.errors import UnknownCountry
from domains.markets.rows import MarketRow

_MARKETS = """
    SELECT
        market.code, market.name, market.currency, market.tax_display, market.languages,
        array_agg(place.country::text ORDER BY place.country)
    FROM markets_market AS market
    JOIN markets_country AS place ON place.market_id = market.id
    WHERE market.is_open
"""
_ALL = f"{_MARKETS} GROUP BY market.id ORDER BY market.position, market.code"
_BY_COUNTRY = f"""
    {_MARKETS} AND market.id = (SELECT market_id FROM markets_country WHERE country = %s)
    GROUP BY market.id
"""  # noqa: S608 - constants only
_COUNTRIES = """
    SELECT place.country
    FROM markets_country AS place
    JOIN markets_market AS market ON market.id = place.market_id
    WHERE market.is_open
    ORDER BY place.country
"""


async def list_markets() -> list[MarketRow]:
    """All markets that are open, in order."""
    return await fetch_all(_ALL, row=MarketRow)


async def find_market(*, country: str) -> MarketRow:
    """The open market of a country, in capitals or not. Raises UnknownCountry with all that are in one."""
    rows = await fetch_all(_BY_COUNTRY, [country.upper()], row=MarketRow)
    if not rows:
        raise UnknownCountry(known=[known for (known,) in await fetch_tuples(_COUNTRIES)])
    return rows[0]
