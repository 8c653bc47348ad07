"""How the cart is answered. Writes answer nothing: the payload reads the whole cart anew."""

from uuid import UUID

from domains.checkout.cart_view import CartView
from domains.checkout.queries import cart_of
from domains.checkout.services import change_lines
from domains.checkout.services.set_contact import set_contact
from domains.checkout.services.set_delivery import set_delivery
from domains.common.bridge import in_transaction
from domains.identity.addresses import PostalAddress
from domains.identity.viewer import ViewerKind
from resolvers.context import Context


async def cart(context: Context) -> CartView | None:
    """The viewer's open cart; None for strangers, and while there is none."""
    if context.viewer.kind is ViewerKind.ANONYMOUS:
        return None
    return await cart_of(owner=context.viewer.owner(), now=context.now)


async def add_line(context: Context, *, variant_id: UUID, quantity: int, currency: str | None) -> None:
    """Put something into the viewer's cart; a new cart is in the currency of the request unless another is wanted.

    A cart with lines in another currency than the one wanted, or than that of the market asked in, is refused.
    """
    await in_transaction(
        change_lines.add_line,
        owner=context.viewer.owner(),
        variant_id=variant_id,
        quantity=quantity,
        currency=currency or context.currency,
        insist=currency is not None or context.market is not None,
        now=context.now,
    )


async def update_line(context: Context, *, line_id: UUID, quantity: int) -> None:
    """Set how many of a line are wanted."""
    owner = context.viewer.owner()
    await in_transaction(change_lines.update_line, owner=owner, line_id=line_id, quantity=quantity, now=context.now)


async def remove_line(context: Context, *, line_id: UUID) -> None:
    """Take a line out."""
    owner = context.viewer.owner()
    await in_transaction(change_lines.remove_line, owner=owner, line_id=line_id, now=context.now)


async def clear(context: Context) -> None:
    """Take everything out."""
    await in_transaction(change_lines.clear_cart, owner=context.viewer.owner(), now=context.now)


async def choose_contact(
    context: Context, *, email: str | None, address: PostalAddress | None, remind_me: bool | None
) -> None:
    """Say who is told, where it goes, and whether a guest is reminded."""
    owner = context.viewer.owner()
    await in_transaction(set_contact, owner=owner, email=email, address=address, remind_me=remind_me, now=context.now)


async def choose_delivery(context: Context, *, vendor_id: UUID, method_id: UUID) -> None:
    """Choose how one vendor ships."""
    owner = context.viewer.owner()
    await in_transaction(set_delivery, owner=owner, vendor_id=vendor_id, method_id=method_id, now=context.now)
