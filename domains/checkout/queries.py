"""Async reads of carts."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from domains.catalogue.sales import SELLABLE_VARIANTS_SQL, SellableVariant, sellable_from
from domains.checkout.cart_view import CartView, StoredCart
from domains.checkout.contents import CONTENTS_BY_OWNER_SQL, contents_from
from domains.checkout.totals import recalculate
from domains.common.db import fetch_tuples
from domains.identity.viewer import Owner
from domains.inventory.queries import stock_by_variant_id
from domains.shipping.queries import methods_by_vendor_id
from domains.shipping.rates import MethodOffer


async def cart_of(*, owner: Owner, now: datetime) -> CartView | None:
    """The owner's open cart, recalculated at this moment; None when there is none.

    Four statements whatever its size, three of them at the same time.
    """
    rows = await fetch_tuples(CONTENTS_BY_OWNER_SQL, [owner.id, owner.kind])
    if not rows:
        return None
    stored = contents_from(rows[0])
    if not stored.lines:
        return recalculate(stored=stored, sellable={}, available={}, offers={})
    sellable, stock, offers = await asyncio.gather(
        _sellable(stored.variant_ids, currency=stored.currency, now=now),
        stock_by_variant_id(stored.variant_ids),
        _offers(stored),
    )
    available = {variant_id: level.available for variant_id, level in stock.items()}
    return recalculate(stored=stored, sellable=sellable, available=available, offers=offers)


async def _sellable(variant_ids: Collection[UUID], *, currency: str, now: datetime) -> Mapping[UUID, SellableVariant]:
    params = {"variant_ids": list(variant_ids), "currency": currency, "at": now}
    rows = await fetch_tuples(SELLABLE_VARIANTS_SQL, params)
    return {row[0]: sellable_from(row, currency) for row in rows}


async def _offers(stored: StoredCart) -> Mapping[UUID, tuple[MethodOffer, ...]]:
    if not stored.country:
        return {}
    return await methods_by_vendor_id(stored.vendor_ids, country=stored.country, currency=stored.currency)
