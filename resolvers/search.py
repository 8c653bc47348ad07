"""How lists of products, searches and suggestions are answered."""

from uuid import UUID

from domains.catalogue.rows import ProductRow
from domains.common.errors import NotFound
from domains.search.filters import ProductFilter
from domains.search.listing import Sort, list_products
from domains.search.mixing import Mode
from domains.search.pages import ProductPage
from domains.search.queries import search_products
from domains.search.queries import suggest as suggest_for
from domains.search.recommending import look_by_product_id, together_by_product_id
from domains.search.rows import Suggestion
from domains.search.similar import ensure_few, similar_by_product_id, similar_products
from resolvers.context import Context
from resolvers.relations import Relation


async def products(
    context: Context, *, chosen: ProductFilter, sort: Sort, first: int | None, after: str | None
) -> ProductPage:
    """Published products with a price in the request's currency."""
    return await list_products(
        currency=context.currency,
        at=context.now,
        chosen=chosen,
        sort=sort,
        first=first,
        after=after,
        language=context.language,
    )


async def search(
    context: Context, *, text: str, chosen: ProductFilter, first: int | None, after: str | None, mode: Mode
) -> ProductPage:
    """Those of them that answer the question, best first."""
    return await search_products(
        text=text,
        currency=context.currency,
        at=context.now,
        chosen=chosen,
        first=first,
        after=after,
        mode=mode,
        language=context.language,
    )


async def suggest(context: Context, *, text: str, limit: int) -> list[Suggestion]:
    """What the shopper may be about to type."""
    return await suggest_for(text=text, at=context.now, limit=limit, language=context.language)


SIMILAR = Relation(
    batch=similar_by_product_id, keys="product_ids", facts=(("currency", "currency"), ("at", "now")), many=True
)


LOOK = Relation(
    batch=look_by_product_id, keys="product_ids", facts=(("currency", "currency"), ("at", "now")), many=True
)
TOGETHER = Relation(
    batch=together_by_product_id, keys="product_ids", facts=(("currency", "currency"), ("at", "now")), many=True
)


async def beside(context: Context, relation: Relation, *, product_id: UUID, first: int) -> list[ProductRow]:
    """What goes with that product, by one of these relations. Raises InvalidInput."""
    ensure_few(first)
    found: list[ProductRow] = await context.load_key(relation, product_id)
    return found[:first]


async def similar_to(context: Context, *, product_id: UUID, first: int) -> list[ProductRow] | None:
    """The same by id; None for a product that nobody may see. Raises InvalidInput."""
    try:
        return await similar_products(product_id=product_id, currency=context.currency, at=context.now, first=first)
    except NotFound:
        return None
