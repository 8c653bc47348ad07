"""How wishlists are answered."""

from uuid import UUID

from domains.checkout import wishlist_queries as queries
from domains.checkout.services import keep_wishlist, wish
from domains.checkout.wishlist_rows import FirstItems, SharedWishlistRow, WishlistItemRow, WishlistRow
from domains.common.bridge import in_transaction
from domains.common.errors import NotFound
from domains.common.pagination import Page, page_size
from resolvers.context import Context
from resolvers.relations import Relation

FIRST_ITEMS = Relation(batch=queries.first_items, keys="pages")
ITEM_COUNT = Relation(batch=queries.item_count_by_wishlist_id, keys="wishlist_ids")


async def wishlists(context: Context, *, first: int | None, after: str | None) -> Page[WishlistRow]:
    """The viewer's lists. Raises LoginRequired."""
    return await queries.list_wishlists(owner=context.viewer.owner(), first=first, after=after)


async def wishlist(context: Context, *, wishlist_id: UUID) -> WishlistRow:
    """The viewer's own list. Raises NotFound, LoginRequired."""
    return await queries.find_wishlist(wishlist_id=wishlist_id, owner=context.viewer.owner())


async def shared(context: Context, *, token: str) -> SharedWishlistRow | None:
    """The list of a token, or None."""
    try:
        return await queries.find_shared_wishlist(token=token)
    except NotFound:
        return None


async def items(context: Context, *, wishlist_id: UUID, first: int | None, after: str | None) -> Page[WishlistItemRow]:
    """A page of a list; the first pages of many lists are one batch."""
    size = page_size(first)
    if after is not None:
        return await queries.next_items(wishlist_id=wishlist_id, size=size, after=after)
    page: Page[WishlistItemRow] = await context.load_key(FIRST_ITEMS, FirstItems(wishlist_id, size))
    return page


async def create(context: Context, *, name: str) -> WishlistRow:
    """A further list."""
    made = await in_transaction(keep_wishlist.create_wishlist, owner=context.viewer.owner(), name=name, now=context.now)
    return await wishlist(context, wishlist_id=made.id)


async def rename(context: Context, *, wishlist_id: UUID, name: str) -> WishlistRow:
    """Call a list something else."""
    owner = context.viewer.owner()
    await in_transaction(keep_wishlist.rename_wishlist, wishlist_id=wishlist_id, owner=owner, name=name)
    return await wishlist(context, wishlist_id=wishlist_id)


async def delete(context: Context, *, wishlist_id: UUID) -> None:
    """Delete a list."""
    await in_transaction(keep_wishlist.delete_wishlist, wishlist_id=wishlist_id, owner=context.viewer.owner())


async def share(context: Context, *, wishlist_id: UUID, shared_by: str) -> WishlistRow:
    """Let others look."""
    owner = context.viewer.owner()
    await in_transaction(keep_wishlist.share_wishlist, wishlist_id=wishlist_id, owner=owner, shared_by=shared_by)
    return await wishlist(context, wishlist_id=wishlist_id)


async def unshare(context: Context, *, wishlist_id: UUID) -> WishlistRow:
    """Let nobody look any more."""
    await in_transaction(keep_wishlist.unshare_wishlist, wishlist_id=wishlist_id, owner=context.viewer.owner())
    return await wishlist(context, wishlist_id=wishlist_id)


async def add(
    context: Context, *, wishlist_id: UUID | None, product_id: UUID | None, variant_id: UUID | None
) -> WishlistRow:
    """Put something on a list."""
    made = await in_transaction(
        wish.wish_for,
        owner=context.viewer.owner(),
        wishlist_id=wishlist_id,
        product_id=product_id,
        variant_id=variant_id,
        now=context.now,
    )
    return await wishlist(context, wishlist_id=made.wishlist_id)


async def remove(context: Context, *, item_id: UUID) -> WishlistRow:
    """Take something off a list."""
    wishlist_id = await in_transaction(wish.stop_wishing, owner=context.viewer.owner(), item_id=item_id)
    return await wishlist(context, wishlist_id=wishlist_id)
