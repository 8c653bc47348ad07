"""Markets, as the API shows them."""

import strawberry

import resolvers.markets as answers
from domains.markets.models import Market as StoredMarket
from schema.base import Info

strawberry.enum(StoredMarket.TaxDisplay, name="TaxDisplay", description="Whether the prices shown have tax in them.")


@strawberry.type(description="Countries that are shown prices in one currency.")
class Market:
    """A `MarketRow`."""

    code: str = strawberry.field(description="Stable, such as germany.")
    name: str = strawberry.field(description="As shown.")
    countries: list[str] = strawberry.field(description="ISO 3166-1 alpha-2 codes.")
    currency: str = strawberry.field(description="ISO 4217 code of what its prices are in.")
    languages: list[str] = strawberry.field(description="Tags such as fr or fr-CA; the first is its main one.")
    tax_display: StoredMarket.TaxDisplay = strawberry.field(description="Whether the prices shown have tax in them.")


@strawberry.type
class MarketsQuery:
    """Reads of markets."""

    @strawberry.field(description="All markets, in order.")
    async def markets(self, info: Info) -> list[Market]:
        """Those that are open."""
        return await answers.markets(info.context)  # type: ignore[return-value]

    @strawberry.field(description="The market of a country; null where we don't sell.")
    async def market(self, info: Info, country: str) -> Market | None:
        """By its two letters."""
        return await answers.market(info.context, country=country)  # type: ignore[return-value]
