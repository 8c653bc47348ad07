"""Reactions to what happens to products."""

from domains.catalogue.attributes.services import adopt_texts as adopting
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


def adopt_texts(happened: Happened) -> None:
    """Read what products say under the attribute's name in free text as its values, a chunk at a time."""
    adopting.adopt_texts(attribute_id=happened.id("attribute_id"), code=happened.payload["code"])
