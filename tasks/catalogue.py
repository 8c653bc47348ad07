"""Reactions to what happens to products."""

from domains.common.live_log import publish
from tasks.table import Happened


async def push_product(happened: Happened) -> None:
    """Tell who watches the product."""
    await publish(
        topic=f"product:{happened.payload['product_id']}",
        cause=str(happened.sequence),
        name=happened.name,
        payload=dict(happened.payload),
    )
