"""Async reads of stock."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domains.catalogue.sales import BUYABLE_SQL
from domains.common.db import fetch_tuples
from domains.inventory.availability import NO_STOCK, Stock

_STOCK = """
SELECT variant_id, sum(on_hand - reserved)::bigint, max(low_stock_at)
FROM inventory_level WHERE variant_id = ANY(%s::uuid[]) GROUP BY variant_id
"""
_OFFER = f"""
SELECT wanted.id, coalesce(stock.units, 0), coalesce(stock.few, 0), buyable.id IS NOT NULL
FROM unnest(%(variant_ids)s::uuid[]) AS wanted (id)
LEFT JOIN (
    SELECT variant_id, sum(on_hand - reserved)::bigint AS units, max(low_stock_at) AS few
    FROM inventory_level WHERE variant_id = ANY(%(variant_ids)s::uuid[]) GROUP BY variant_id
) AS stock ON stock.variant_id = wanted.id
LEFT JOIN (SELECT variant.id {BUYABLE_SQL}) AS buyable ON buyable.id = wanted.id
"""  # noqa: S608 - constants only


async def stock_by_variant_id(variant_ids: Collection[UUID]) -> Mapping[UUID, Stock]:
    """The stock of each variant over all locations; a variant without levels has none."""
    rows = await fetch_tuples(_STOCK, [list(variant_ids)])
    found = {variant_id: Stock(available=units, low_stock_at=few) for variant_id, units, few in rows}
    return dict.fromkeys(variant_ids, NO_STOCK) | found


async def offered_stock_by_variant_id(
    *, variant_ids: Collection[UUID], currency: str, at: datetime
) -> Mapping[UUID, Stock]:
    """As `stock_by_variant_id`, knowing which of them a cart in that currency would take at that moment."""
    params: dict[str, Any] = {"variant_ids": list(variant_ids), "currency": currency, "at": at}
    rows = await fetch_tuples(_OFFER, params)
    return {
        variant_id: Stock(available=units, low_stock_at=few, is_offered=is_offered)
        for variant_id, units, few, is_offered in rows
    }
