"""Async reads of stock."""

from collections.abc import Collection, Mapping
from uuid import UUID

from domains.common.db import fetch_tuples
from domains.inventory.availability import NO_STOCK, Stock

_STOCK = """
SELECT variant_id, sum(on_hand - reserved)::bigint, max(low_stock_at)
FROM inventory_level WHERE variant_id = ANY(%s::uuid[]) GROUP BY variant_id
"""


async def stock_by_variant_id(variant_ids: Collection[UUID]) -> Mapping[UUID, Stock]:
    """The stock of each variant over all locations; a variant without levels has none."""
    rows = await fetch_tuples(_STOCK, [list(variant_ids)])
    found = {variant_id: Stock(available=units, low_stock_at=few) for variant_id, units, few in rows}
    return dict.fromkeys(variant_ids, NO_STOCK) | found
