"""How saved carts are answered."""

from uuid import UUID

from domains.checkout import saved_queries as queries
from domains.checkout.saved_queries import SavedCartRow
from domains.checkout.services import save_cart
from domains.common.bridge import in_transaction
from resolvers.context import Context
from resolvers.relations import Relation

LINES = Relation(batch=queries.lines_by_saved_cart_id, keys="saved_cart_ids", many=True)


async def saved_carts(context: Context) -> list[SavedCartRow]:
    """The viewer's saved carts. Raises LoginRequired."""
    return await queries.list_saved_carts(owner=context.viewer.owner())


async def saved_cart(context: Context, *, saved_cart_id: UUID) -> SavedCartRow:
    """The viewer's own. Raises NotFound, LoginRequired."""
    return await queries.find_saved_cart(saved_cart_id=saved_cart_id, owner=context.viewer.owner())


async def save(context: Context, *, name: str) -> SavedCartRow:
    """Put the viewer's cart aside."""
    made = await in_transaction(save_cart.save_cart, owner=context.viewer.owner(), name=name, now=context.now)
    return await saved_cart(context, saved_cart_id=made.id)


async def restore(context: Context, *, saved_cart_id: UUID) -> None:
    """Put it into the viewer's cart again."""
    owner = context.viewer.owner()
    await in_transaction(save_cart.restore_cart, owner=owner, saved_cart_id=saved_cart_id, now=context.now)


async def delete(context: Context, *, saved_cart_id: UUID) -> None:
    """Forget it."""
    await in_transaction(save_cart.delete_saved_cart, owner=context.viewer.owner(), saved_cart_id=saved_cart_id)
