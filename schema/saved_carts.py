"""Saved carts, as the API shows them."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry

import resolvers.catalogue as goods
import resolvers.saved_carts as answers
from domains.checkout.saved_queries import SavedCartRow
from schema.base import Info, Node, global_id, is_row, related
from schema.catalogue import Variant
from schema.checkout import CartPayload
from schema.errors import UserError, attempt
from schema.ids import decode_id


@strawberry.type(description="A variant of a saved cart.")
class SavedCartLine:
    """A `SavedLineRow`."""

    quantity: int = strawberry.field(description="How many.")
    variant: Variant | None = related(goods.VARIANT, description="Null while it is not shown.")


@strawberry.type(description="What the viewer put aside under a name.")
class SavedCart(Node):
    """A `SavedCartRow`."""

    is_type_of = is_row(SavedCartRow)
    id: strawberry.ID = global_id("SavedCart")
    name: str = strawberry.field(description="As the viewer called it.")
    currency: str = strawberry.field(description="The currency of the cart that was saved.")
    created_at: datetime = strawberry.field(description="When it was saved.")
    lines: list[SavedCartLine] = related(answers.LINES, description="What is in it, in order.")


@strawberry.type(description="The saved cart.")
class SavedCartPayload:
    """What `cartSave` answers."""

    saved_cart: SavedCart | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether it was forgotten.")
class SavedCartDeletePayload:
    """What `savedCartDelete` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _restore(info: Info, value: str) -> None:
    await answers.restore(info.context, saved_cart_id=_key(value))


async def _delete(info: Info, value: str) -> None:
    await answers.delete(info.context, saved_cart_id=_key(value))


def _key(value: str) -> UUID:
    return decode_id(value, expected="SavedCart", path=("id",))


@strawberry.type
class SavedCartsQuery:
    """Queries of saved carts."""

    @strawberry.field(description="The viewer's saved carts, at most ten and those brought along; the newest first.")
    async def saved_carts(self, info: Info) -> list[SavedCart]:
        """Guests have them, too."""
        return cast("list[SavedCart]", await answers.saved_carts(info.context))


@strawberry.type
class SavedCartsMutation:
    """Mutations of saved carts."""

    @strawberry.mutation(description="Keep what is in the cart under a name; the cart stays as it is.")
    async def cart_save(self, info: Info, name: str) -> SavedCartPayload:
        """Save."""
        return await attempt(SavedCartPayload, answers.save(info.context, name=name), into="saved_cart")

    @strawberry.mutation(description="Add what was saved to the cart, at today's prices; the saved cart stays.")
    async def saved_cart_restore(self, info: Info, id: strawberry.ID) -> CartPayload:  # noqa: A002
        """Restore."""
        return await attempt(CartPayload, _restore(info, id))

    @strawberry.mutation(description="Forget a saved cart.")
    async def saved_cart_delete(self, info: Info, id: strawberry.ID) -> SavedCartDeletePayload:  # noqa: A002
        """Delete."""
        return await attempt(SavedCartDeletePayload, _delete(info, id))
