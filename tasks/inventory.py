"""Reactions to what happens to stock."""

from domains.catalogue.queries import variant_by_id
from domains.common.clock import utc_now
from domains.common.live_log import publish
from tasks.table import Happened


async def push_availability(happened: Happened) -> None:
    """Tell who watches the product; nobody watches one that is not shown."""
    variant_id = happened.id("variant_id")
    variants = await variant_by_id(variant_ids=[variant_id], at=utc_now())
    if variant_id in variants:
        await publish(
            topic=f"product:{variants[variant_id].product_id}",
            cause=str(happened.sequence),
            name=happened.name,
            payload=dict(happened.payload),
        )
