"""When what a product costs, or whether it is shown, changes by itself: as it was planned, and nobody does anything."""

from datetime import datetime
from uuid import UUID

from domains.common.db import fetch_tuples

_MOST = 50

_MOMENTS = """
    SELECT DISTINCT moment FROM (
        SELECT unnest(ARRAY[price.valid_from, price.valid_until]) AS moment
        FROM catalogue_price AS price JOIN catalogue_variant AS variant ON variant.id = price.variant_id
        WHERE variant.product_id = %(product_id)s AND variant.is_active
        UNION ALL
        SELECT unpublish_at FROM catalogue_product WHERE id = %(product_id)s
    ) AS moments
    WHERE moment > %(since)s ORDER BY moment LIMIT %(most)s
"""


async def moments_of_product(*, product_id: UUID, since: datetime) -> tuple[datetime, ...]:
    """The next moments after `since`, past or to come, at which a price begins or ends or the product is hidden."""
    params = {"product_id": product_id, "since": since, "most": _MOST}
    return tuple(moment for (moment,) in await fetch_tuples(_MOMENTS, params))
