"""How collections are answered."""

from dataclasses import replace
from uuid import UUID

from domains.catalogue.collections.queries import (
    collections_by_product_id,
    find_collection,
    list_collections,
    product_count_by_collection_id,
)
from domains.catalogue.collections.rows import CollectionRow
from domains.common.errors import NotFound
from domains.common.pagination import Page
from domains.search.filters import ProductFilter
from domains.search.listing import Sort, list_products
from domains.search.pages import ProductPage
from resolvers.context import Context
from resolvers.relations import Relation

OF_PRODUCT = Relation(batch=collections_by_product_id, keys="product_ids", facts=(("at", "now"),), many=True)
PRODUCT_COUNT = Relation(batch=product_count_by_collection_id, keys="collection_ids", facts=(("at", "now"),))


async def collection(
    context: Context, *, collection_id: UUID | None = None, slug: str | None = None
) -> CollectionRow | None:
    """A collection that is shown, or None."""
    try:
        return await find_collection(collection_id=collection_id, slug=slug, at=context.now)
    except NotFound:
        return None


async def collections(context: Context, *, first: int | None, after: str | None) -> Page[CollectionRow]:
    """The collections that are shown."""
    return await list_collections(at=context.now, first=first, after=after)


async def products(
    context: Context, *, within: UUID, chosen: ProductFilter, sort: Sort, first: int | None, after: str | None
) -> ProductPage:
    """The products of a collection with a price in the request's currency."""
    narrowed = replace(chosen, collection_id=within)
    return await list_products(
        currency=context.currency,
        at=context.now,
        chosen=narrowed,
        sort=sort,
        first=first,
        after=after,
        language=context.language,
    )
