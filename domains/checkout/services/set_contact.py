"""Say who is to be told and where the order goes."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.checkout.errors import EmailMissing, RemindersArePreferences
from domains.checkout.models import Cart
from domains.checkout.services.carts import lock_open_cart, touch
from domains.identity.addresses import PostalAddress, checked
from domains.identity.emails import normalised
from domains.identity.viewer import Owner


def set_contact(
    *,
    owner: Owner,
    email: str | None,
    address: PostalAddress | None,
    now: datetime,
    remind_me: bool | None = None,
) -> UUID:
    """Set the email, the address, or both of the owner's cart (None leaves one as it is); gives the cart's id.

    Both are kept as identity spells them. Deliveries chosen for another country stay chosen where they are still
    offered. A guest may agree to be reminded of the cart at its email, or no longer; another email ends that too.
    Raises InvalidEmail, InvalidInput of an address field, EmailMissing where reminders would go nowhere,
    RemindersArePreferences, or NotFound without a cart.
    """
    if remind_me and owner.kind == "customer":
        raise RemindersArePreferences
    changes: dict[str, object] = {}
    if email is not None:
        changes["email"] = normalised(email)
    if address is not None:
        changes["address"] = asdict(checked(address))
    with transaction.atomic():
        cart = lock_open_cart(owner=owner)
        agreed_at = _agreed_at(cart, email=str(changes.get("email", cart.email)), remind_me=remind_me, now=now)
        if agreed_at != cart.email_reminder_agreed_at:
            changes["email_reminder_agreed_at"] = agreed_at
        if changes:
            touch(cart=cart, now=now, **changes)
    return cart.id


def _agreed_at(cart: Cart, *, email: str, remind_me: bool | None, now: datetime) -> datetime | None:
    # Consent is for one address, and is as old as it was first given for that.
    held = cart.email_reminder_agreed_at if email == cart.email else None
    if remind_me is None:
        return held
    if not remind_me:
        return None
    if not email:
        raise EmailMissing
    return held or now
