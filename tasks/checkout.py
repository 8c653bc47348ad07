"""Reactions to what happens to carts."""

from domains.common.live_log import publish
from tasks.table import Happened


async def push_cart(happened: Happened) -> None:
    """Tell the owner's devices; what the cart holds they read themselves."""
    await publish(
        topic=f"cart-of:{happened.payload['owner_id']}",
        cause=str(happened.sequence),
        name=happened.name,
        payload={},
    )
