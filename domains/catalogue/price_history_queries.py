"""Reads of what was asked in the past, native async: one statement per batch, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from domains.catalogue.price_history import PriceStep, lowest_before_reduction, steps_until
from domains.common.db import fetch_tuples
from domains.common.money import Money

# A price that begins later is nobody's business yet.
_PRICES_BY_VARIANT_ID = """
    SELECT variant_id, currency, amount_minor, compare_at_minor, valid_from, valid_until
    FROM catalogue_price
    WHERE variant_id = ANY(%(ids)s) AND currency = %(currency)s AND valid_from <= %(at)s
"""
_PRICES_BY_PRODUCT_ID = """
    SELECT
        variant.product_id, variant.id,
        price.currency, price.amount_minor, price.compare_at_minor, price.valid_from, price.valid_until
    FROM catalogue_variant AS variant
    JOIN catalogue_price AS price ON price.variant_id = variant.id
    WHERE
        variant.product_id = ANY(%(ids)s) AND variant.is_active
        AND price.currency = %(currency)s AND price.valid_from <= %(at)s
"""

type Steps = tuple[PriceStep, ...]


async def price_steps_by_variant_id(
    *, variant_ids: Collection[UUID], currency: str, at: datetime
) -> Mapping[UUID, Steps]:
    """What each variant has cost in the currency until `at`, oldest first; a variant without prices is missing."""
    params = {"ids": list(variant_ids), "currency": currency, "at": at}
    prices: defaultdict[UUID, list[PriceStep]] = defaultdict(list)
    for variant_id, *price in await fetch_tuples(_PRICES_BY_VARIANT_ID, params):
        prices[variant_id].append(PriceStep(*price))
    return {variant_id: steps_until(of_variant, at=at) for variant_id, of_variant in prices.items()}


async def lowest_before_reduction_by_product_id(
    *, product_ids: Collection[UUID], currency: str, at: datetime
) -> Mapping[UUID, Money]:
    """The lowest price of the 30 days before its reduction began, of each product's cheapest active variant.

    It is the variant whose price the product's price range shows as the lowest. A product where that one is not
    reduced is missing.
    """
    params = {"ids": list(product_ids), "currency": currency, "at": at}
    prices: defaultdict[UUID, defaultdict[UUID, list[PriceStep]]] = defaultdict(lambda: defaultdict(list))
    for product_id, variant_id, *price in await fetch_tuples(_PRICES_BY_PRODUCT_ID, params):
        prices[product_id][variant_id].append(PriceStep(*price))
    lowest = {product_id: _lowest(of_product.values(), at=at) for product_id, of_product in prices.items()}
    return {product_id: amount for product_id, amount in lowest.items() if amount is not None}


def _lowest(of_variants: Collection[list[PriceStep]], *, at: datetime) -> Money | None:
    histories = [steps for prices in of_variants if (steps := steps_until(prices, at=at))]
    offered = [steps for steps in histories if steps[-1].valid_until is None]
    if not offered:
        return None
    # As price ranges choose theirs: of equally cheap ones the one compared with most.
    cheapest = min(offered, key=lambda steps: (steps[-1].amount_minor, -(steps[-1].compare_at_minor or 0)))
    return lowest_before_reduction(cheapest)
