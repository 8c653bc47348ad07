"""Sync reads of carts, inside the transaction that holds the cart's lock."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from domains.catalogue.sales import sellable_variants
from domains.checkout.cart_view import CartView
from domains.checkout.contents import CONTENTS_BY_ID_SQL, contents_from
from domains.checkout.totals import recalculate
from domains.inventory.reads import available_units
from domains.shipping.reads import methods_for


def cart_now(*, cart_id: UUID, now: datetime) -> CartView:
    """The cart, recalculated at this moment, in four statements. The cart exists."""
    with connection.cursor() as cursor:
        cursor.execute(CONTENTS_BY_ID_SQL, [cart_id])
        stored = contents_from(cursor.fetchone())
    if not stored.lines:
        return recalculate(stored=stored, sellable={}, available={}, offers={})
    return recalculate(
        stored=stored,
        sellable=sellable_variants(variant_ids=stored.variant_ids, currency=stored.currency, now=now),
        available=available_units(variant_ids=stored.variant_ids),
        offers=methods_for(vendor_ids=stored.vendor_ids, country=stored.country, currency=stored.currency)
        if stored.country
        else {},
    )
