"""Sync read of carts that were left, to write to their owners about them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from domains.catalogue.sales import SellableVariant, sellable_variants
from domains.checkout.cart_view import CartView, StoredCart
from domains.checkout.contents import CONTENTS_BY_IDS_SQL, contents_from
from domains.checkout.totals import recalculate
from domains.inventory.reads import available_units


def open_carts_now(*, cart_ids: Collection[UUID], now: datetime) -> Mapping[UUID, CartView]:
    """Those of the carts that are open, at today's prices and stock and without delivery.

    Two statements, and one for each of their currencies.
    """
    with connection.cursor() as cursor:
        cursor.execute(CONTENTS_BY_IDS_SQL, [list(cart_ids)])
        carts = [contents_from(row) for row in cursor.fetchall()]
    available = available_units(variant_ids={each for cart in carts for each in cart.variant_ids})
    sellable = _sellable(carts, now)
    return {
        cart.cart_id: recalculate(stored=cart, sellable=sellable[cart.currency], available=available, offers={})
        for cart in carts
    }


def _sellable(carts: Collection[StoredCart], now: datetime) -> Mapping[str, Mapping[UUID, SellableVariant]]:
    wanted: defaultdict[str, set[UUID]] = defaultdict(set)
    for cart in carts:
        wanted[cart.currency].update(cart.variant_ids)
    return {
        currency: sellable_variants(variant_ids=variant_ids, currency=currency, now=now)
        for currency, variant_ids in wanted.items()
    }
