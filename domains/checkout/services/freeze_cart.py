"""Freeze a cart for payment, and close it once it became an order."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.checkout.models import Cart
from domains.checkout.quote import Quote
from domains.checkout.readiness import ensure_ready
from domains.checkout.reads import cart_now
from domains.checkout.services.carts import lock_cart, raise_version, touch
from domains.identity.viewer import Owner


def freeze_cart(*, cart_id: UUID, owner: Owner, now: datetime, expected_total_minor: int | None = None) -> Quote:
    """What the owner's cart costs, at this moment's prices, stock and shipping; the cart stays locked and open.

    `expected_total_minor` is the total the shopper agreed to. Raises CartNotReady with everything that is missing,
    NotFound for somebody else's cart, CartClosed for one that is no longer open.
    """
    with transaction.atomic():
        cart = lock_cart(cart_id=cart_id, owner=owner)
        return ensure_ready(cart_now(cart_id=cart.id, now=now), expected_total_minor=expected_total_minor)


def complete_cart(*, cart_id: UUID, bought: Mapping[UUID, int], now: datetime) -> None:
    """Close the cart that became an order of so many units by variant. Again, nothing is changed.

    Who logged in while the bank was asked has the same things in the account's cart: as many are taken out of it.
    """
    with transaction.atomic():
        cart = Cart.objects.select_for_update().get(id=cart_id)
        if cart.state == Cart.State.COMPLETED:
            return
        raise_version(cart=cart, now=now, state=Cart.State.COMPLETED)
        if cart.state == Cart.State.MERGED and cart.merged_into_id is not None:
            _take_out(cart_id=cart.merged_into_id, bought=bought, now=now)


def _take_out(*, cart_id: UUID, bought: Mapping[UUID, int], now: datetime) -> None:
    cart = Cart.objects.select_for_update().filter(id=cart_id, state=Cart.State.OPEN).first()
    if cart is None:
        return
    for line in cart.lines.filter(variant__in=bought):
        line.quantity -= bought[line.variant_id]
        if line.quantity > 0:
            line.save(update_fields=["quantity"])
        else:
            line.delete()
    touch(cart=cart, now=now)
