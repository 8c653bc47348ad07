"""Collections, as the API shows them."""

from typing import cast

import strawberry

import resolvers.collections as answers
from domains.catalogue.collections.rows import CollectionRow
from domains.common.errors import InvalidInput
from domains.search.listing import Sort
from schema.base import Connection, Info, Node, global_id, is_row
from schema.facets import ProductResults
from schema.ids import decode_id
from schema.search import ProductFilterInput, chosen_filter
from schema.words import Kind, worded


@strawberry.type(description="A set of products to browse, chosen by hand or by a rule.")
class Collection(Node):
    """A `CollectionRow`."""

    is_type_of = is_row(CollectionRow)
    id: strawberry.ID = global_id("Collection")
    title: str = worded(Kind.COLLECTION, "title", description="Title.")
    slug: str = strawberry.field(description="Its part of an address.")
    description: str = worded(Kind.COLLECTION, "description", description="One or two sentences; may be empty.")
    is_manual: bool = strawberry.field(description="Whether its products, and their order, are chosen by hand.")

    @strawberry.field(description="How many products are in it.")
    async def product_count(self, info: Info) -> int:
        """Zero where nothing was counted."""
        return await info.context.load(answers.PRODUCT_COUNT, self) or 0

    @strawberry.field(description="Its products: a list like `products`, with the same filters, sorts and facets.")
    async def products(
        self,
        info: Info,
        filter: ProductFilterInput | None = None,  # noqa: A002
        sort: Sort = Sort.FEATURED,
        first: int | None = None,
        after: str | None = None,
    ) -> ProductResults:
        """Pages of 1 to 50, 20 if not said."""
        chosen, within = chosen_filter(filter), cast("CollectionRow", self).id
        page = await answers.products(info.context, within=within, chosen=chosen, sort=sort, first=first, after=after)
        return cast("ProductResults", page)


@strawberry.type
class CollectionsQuery:
    """Reads of collections."""

    @strawberry.field(description="A collection by id or by slug; null where there is none to be seen.")
    async def collection(
        self,
        info: Info,
        id: strawberry.ID | None = None,  # noqa: A002
        slug: str | None = None,
    ) -> Collection | None:
        """Raises InvalidInput unless exactly one of the two is given."""
        if (id is None) == (slug is None):
            raise InvalidInput("Give either an id or a slug.")
        key = decode_id(id, expected="Collection") if id else None
        return await answers.collection(info.context, collection_id=key, slug=slug)  # type: ignore[return-value]

    @strawberry.field(description="The collections, in the shop's order.")
    async def collections(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Collection]:
        """Pages of 1 to 50, 20 if not said."""
        return await answers.collections(info.context, first=first, after=after)  # type: ignore[return-value]
