"""Choose how one vendor's lines are delivered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.checkout.errors import AddressMissing, MethodNotOffered
from domains.checkout.models import CartDelivery
from domains.checkout.reads import cart_now
from domains.checkout.services.carts import lock_open_cart, touch
from domains.identity.viewer import Owner


def set_delivery(*, owner: Owner, vendor_id: UUID, method_id: UUID, now: datetime) -> UUID:
    """Choose a method for a vendor's lines in the owner's cart; gives the cart's id.

    Raises AddressMissing while nobody said where to, MethodNotOffered when the vendor has no lines in the cart or does
    not ship them so to that country at their present subtotal.
    """
    with transaction.atomic():
        cart = lock_open_cart(owner=owner)
        view = cart_now(cart_id=cart.id, now=now)
        if not view.address:
            raise AddressMissing
        offered = {
            option.offer.method_id for group in view.groups if group.vendor_id == vendor_id for option in group.options
        }
        if method_id not in offered:
            raise MethodNotOffered
        CartDelivery.objects.update_or_create(cart=cart, vendor_id=vendor_id, defaults={"method_id": method_id})
        touch(cart=cart, now=now)
    return cart.id
