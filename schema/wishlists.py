"""Wishlists, as the API shows them."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry

import resolvers.catalogue as goods
import resolvers.wishlists as answers
from domains.checkout.wishlist_rows import SharedWishlistRow, WishlistItemRow, WishlistRow
from domains.common.errors import InvalidInput
from schema.base import Connection, Info, Node, derived, global_id, is_row, related
from schema.catalogue import Product, Variant
from schema.errors import UserError, attempt
from schema.ids import decode_id


@strawberry.type(description="Something on a wishlist.")
class WishlistItem:
    """A `WishlistItemRow`."""

    is_type_of = is_row(WishlistItemRow)
    id: strawberry.ID = global_id("WishlistItem")
    added_at: datetime = strawberry.field(description="Since when it is wished for.")
    product: Product | None = related(goods.PRODUCT, description="Null while it is not shown.")
    variant: Variant | None = related(goods.VARIANT, description="The one that is meant; null for any.")


@strawberry.type(description="A wishlist of the viewer's.")
class Wishlist(Node):
    """A `WishlistRow`."""

    is_type_of = is_row(WishlistRow)
    id: strawberry.ID = global_id("Wishlist")
    name: str = strawberry.field(description="What its owner calls it.")
    is_default: bool = strawberry.field(description="Whether it takes what is wished for without naming a list.")
    share_token: str | None = strawberry.field(description="Give it to others for `sharedWishlist`; null: not shared.")
    shared_by: str | None = derived(lambda row: row.shared_by or None, description="The name that others see.")
    created_at: datetime = strawberry.field(description="When it was made.")

    @strawberry.field(description="How much is on it.")
    async def item_count(self, info: Info) -> int:
        """Zero where nothing was counted."""
        return await info.context.load(answers.ITEM_COUNT, self) or 0

    @strawberry.field(description="What is on it, the newest first.")
    async def items(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[WishlistItem]:
        """Pages of 1 to 50, 20 if not said."""
        return await _items(info, cast("WishlistRow", self).id, first, after)


@strawberry.type(description="A wishlist that somebody shares.")
class SharedWishlist:
    """A `SharedWishlistRow`."""

    name: str = strawberry.field(description="What its owner calls it.")
    shared_by: str | None = derived(lambda row: row.shared_by or None, description="The name its owner gave.")

    @strawberry.field(description="What is on it, the newest first.")
    async def items(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[WishlistItem]:
        """Pages of 1 to 50, 20 if not said."""
        return await _items(info, cast("SharedWishlistRow", self).id, first, after)


async def _items(info: Info, wishlist_id: UUID, first: int | None, after: str | None) -> Connection[WishlistItem]:
    page = await answers.items(info.context, wishlist_id=wishlist_id, first=first, after=after)
    return cast("Connection[WishlistItem]", page)


@strawberry.input(description="What to wish for: a product, or one variant of it.")
class WishlistItemAddInput:
    """What, and on which list."""

    product_id: strawberry.ID | None = strawberry.field(default=None, description="Global id of a product.")
    variant_id: strawberry.ID | None = strawberry.field(default=None, description="Global id of a variant.")
    wishlist_id: strawberry.ID | None = strawberry.field(default=None, description="The default list if left out.")


@strawberry.input(description="A new name for a wishlist.")
class WishlistRenameInput:
    """Which, and what it is called."""

    id: strawberry.ID = strawberry.field(description="Global id of the list.")
    name: str = strawberry.field(description="At most 60 characters.")


@strawberry.input(description="A wishlist to share.")
class WishlistShareInput:
    """Which, and under which name."""

    id: strawberry.ID = strawberry.field(description="Global id of the list.")
    display_name: str = strawberry.field(default="", description="Shown to whoever looks; at most 60 characters.")


@strawberry.type(description="The wishlist as it is now.")
class WishlistPayload:
    """What changes of a wishlist answer."""

    wishlist: Wishlist | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether the wishlist was deleted.")
class WishlistDeletePayload:
    """What `wishlistDelete` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _add(info: Info, given: WishlistItemAddInput) -> WishlistRow:
    if (given.product_id is None) == (given.variant_id is None):
        raise InvalidInput("Give either a product or a variant.", path=("productId",))
    return await answers.add(
        info.context,
        wishlist_id=_optional(given.wishlist_id, "Wishlist", "wishlistId"),
        product_id=_optional(given.product_id, "Product", "productId"),
        variant_id=_optional(given.variant_id, "Variant", "variantId"),
    )


async def _remove(info: Info, item_id: str) -> WishlistRow:
    return await answers.remove(info.context, item_id=decode_id(item_id, expected="WishlistItem", path=("id",)))


async def _rename(info: Info, given: WishlistRenameInput) -> WishlistRow:
    return await answers.rename(info.context, wishlist_id=_list_id(given.id), name=given.name)


async def _delete(info: Info, wishlist_id: str) -> None:
    await answers.delete(info.context, wishlist_id=_list_id(wishlist_id))


async def _share(info: Info, given: WishlistShareInput) -> WishlistRow:
    return await answers.share(info.context, wishlist_id=_list_id(given.id), shared_by=given.display_name)


async def _unshare(info: Info, wishlist_id: str) -> WishlistRow:
    return await answers.unshare(info.context, wishlist_id=_list_id(wishlist_id))


def _list_id(value: str) -> UUID:
    return decode_id(value, expected="Wishlist", path=("id",))


def _optional(value: str | None, expected: str, field: str) -> UUID | None:
    return decode_id(value, expected=expected, path=(field,)) if value is not None else None


@strawberry.type
class WishlistsQuery:
    """Queries of wishlists."""

    @strawberry.field(description="The viewer's wishlists, the oldest first.")
    async def wishlists(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Wishlist]:
        """Pages of 1 to 50, 20 if not said."""
        return cast("Connection[Wishlist]", await answers.wishlists(info.context, first=first, after=after))

    @strawberry.field(description="A wishlist that somebody shares, by its token; null once it is not shared any more.")
    async def shared_wishlist(self, info: Info, token: str) -> SharedWishlist | None:
        """Nothing in it leads to its owner."""
        return cast("SharedWishlist | None", await answers.shared(info.context, token=token))


@strawberry.type
class WishlistsMutation:
    """Mutations of wishlists."""

    @strawberry.mutation(description="Make a further wishlist; the default one makes itself.")
    async def wishlist_create(self, info: Info, name: str) -> WishlistPayload:
        """Create."""
        return await attempt(WishlistPayload, answers.create(info.context, name=name), into="wishlist")

    @strawberry.mutation(description="Call a wishlist something else.")
    async def wishlist_rename(self, info: Info, input: WishlistRenameInput) -> WishlistPayload:  # noqa: A002
        """Rename."""
        return await attempt(WishlistPayload, _rename(info, input), into="wishlist")

    @strawberry.mutation(description="Delete a wishlist with what is on it; the default one stays.")
    async def wishlist_delete(self, info: Info, id: strawberry.ID) -> WishlistDeletePayload:  # noqa: A002
        """Delete."""
        return await attempt(WishlistDeletePayload, _delete(info, id))

    @strawberry.mutation(description="Put a product or a variant on a wishlist; a repeat changes nothing.")
    async def wishlist_item_add(self, info: Info, input: WishlistItemAddInput) -> WishlistPayload:  # noqa: A002
        """Add."""
        return await attempt(WishlistPayload, _add(info, input), into="wishlist")

    @strawberry.mutation(description="Take something off a wishlist.")
    async def wishlist_item_remove(self, info: Info, id: strawberry.ID) -> WishlistPayload:  # noqa: A002
        """Remove."""
        return await attempt(WishlistPayload, _remove(info, id), into="wishlist")

    @strawberry.mutation(description="Let whoever has the token see a wishlist.")
    async def wishlist_share(self, info: Info, input: WishlistShareInput) -> WishlistPayload:  # noqa: A002
        """Share."""
        return await attempt(WishlistPayload, _share(info, input), into="wishlist")

    @strawberry.mutation(description="Make a wishlist's token worthless.")
    async def wishlist_unshare(self, info: Info, id: strawberry.ID) -> WishlistPayload:  # noqa: A002
        """Unshare."""
        return await attempt(WishlistPayload, _unshare(info, id), into="wishlist")
