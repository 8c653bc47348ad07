"""Say who is to be told and where the order goes."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.checkout.services.carts import lock_open_cart, touch
from domains.identity.addresses import PostalAddress, checked
from domains.identity.emails import normalised
from domains.identity.viewer import Owner


def set_contact(*, owner: Owner, email: str | None, address: PostalAddress | None, now: datetime) -> UUID:
    """Set the email, the address, or both of the owner's cart (None leaves one as it is); gives the cart's id.

    Both are kept as identity spells them. Deliveries chosen for another country stay chosen where they are still
    offered. Raises InvalidEmail, InvalidInput of an address field, or NotFound without a cart.
    """
    changes: dict[str, object] = {}
    if email is not None:
        changes["email"] = normalised(email)
    if address is not None:
        changes["address"] = asdict(checked(address))
    with transaction.atomic():
        cart = lock_open_cart(owner=owner)
        if changes:
            touch(cart=cart, now=now, **changes)
    return cart.id
