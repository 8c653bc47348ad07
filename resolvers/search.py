"""How lists of products, searches and suggestions are answered."""

from domains.search.filters import ProductFilter
from domains.search.listing import Sort, list_products
from domains.search.pages import ProductPage
from domains.search.queries import search_products
from domains.search.queries import suggest as suggest_for
from domains.search.rows import Suggestion
from resolvers.context import Context


async def products(
    context: Context, *, chosen: ProductFilter, sort: Sort, first: int | None, after: str | None
) -> ProductPage:
    """Published products with a price in the request's currency."""
    return await list_products(
        currency=context.currency, at=context.now, chosen=chosen, sort=sort, first=first, after=after
    )


async def search(
    context: Context, *, text: str, chosen: ProductFilter, first: int | None, after: str | None
) -> ProductPage:
    """Those of them that answer the question, best first."""
    return await search_products(
        text=text, currency=context.currency, at=context.now, chosen=chosen, first=first, after=after
    )


async def suggest(context: Context, *, text: str, limit: int) -> list[Suggestion]:
    """What the shopper may be about to type."""
    return await suggest_for(text=text, at=context.now, limit=limit)
