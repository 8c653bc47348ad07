"""Finding, making and locking the cart that a write changes."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from domains.checkout.errors import CartClosed, CurrencyFixed
from domains.checkout.events import CartChanged
from domains.checkout.models import Cart
from domains.common.errors import NotFound
from domains.common.events import record
from domains.identity.viewer import Owner


def lock_open_cart(*, owner: Owner) -> Cart:
    """The owner's open cart, locked. Raises NotFound when there is none."""
    cart = _locked(owner)
    if cart is None:
        raise NotFound("Your cart is empty.")
    return cart


def lock_or_open_cart(*, owner: Owner, currency: str, now: datetime, insist: bool) -> Cart:
    """The owner's open cart, locked; a new one in that currency where there is none.

    A cart keeps its currency while it has lines: raises CurrencyFixed when the caller insists on another.
    """
    cart = _locked(owner)
    if cart is None:
        fresh = Cart(owner_kind=owner.kind, owner_id=owner.id, currency=currency, created_at=now, updated_at=now)
        # Two first clicks at once: one makes the cart, the other waits here and then finds it.
        Cart.objects.bulk_create([fresh], ignore_conflicts=True)
        cart = lock_open_cart(owner=owner)
    if insist and cart.currency != currency:
        if cart.lines.exists():
            raise CurrencyFixed(currency=cart.currency)
        cart.currency = currency
        cart.save(update_fields=["currency"])
    return cart


def lock_cart(*, cart_id: UUID, owner: Owner) -> Cart:
    """That cart, locked and open. Raises NotFound when it is not the owner's, CartClosed when it is no longer open."""
    mine = Cart.objects.select_for_update().filter(id=cart_id, owner_id=owner.id, owner_kind=owner.kind)
    cart = mine.first()
    if cart is None:
        raise NotFound
    if cart.state != Cart.State.OPEN:
        raise CartClosed
    return cart


def touch(*, cart: Cart, now: datetime, **fields: object) -> None:
    """Raise the version of a locked cart, save those of its fields that changed, and tell of it."""
    raise_version(cart=cart, now=now, **fields)
    state = str(fields.get("state", cart.state))
    record(CartChanged(cart_id=cart.id, owner_kind=cart.owner_kind, owner_id=cart.owner_id, state=state))


def raise_version(*, cart: Cart, now: datetime, **fields: object) -> None:
    """As `touch`, where another event tells of it."""
    Cart.objects.filter(id=cart.id).update(version=F("version") + 1, updated_at=now, **fields)


def _locked(owner: Owner) -> Cart | None:
    own = Cart.objects.select_for_update().filter(owner_id=owner.id, owner_kind=owner.kind, state=Cart.State.OPEN)
    return own.first()
