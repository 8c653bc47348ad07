"""Put things into a cart, change how many, take them out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.sales import sellable_variants
from domains.checkout.errors import CartFull, InsufficientStock, VariantUnavailable
from domains.checkout.models import Cart, CartLine
from domains.checkout.quantities import MAX_LINES, ensure_payable, ensure_quantity
from domains.checkout.services.carts import lock_open_cart, lock_or_open_cart, touch
from domains.common.errors import NotFound
from domains.common.money import Money
from domains.identity.viewer import Owner
from domains.inventory.reads import available_units


def add_line(
    *, owner: Owner, variant_id: UUID, quantity: int, currency: str, now: datetime, insist: bool = True
) -> UUID:
    """Put units of a variant into the owner's cart, on top of those already in it; gives the cart's id.

    Makes the cart, in that currency, where there is none. A cart with lines keeps its own currency: another is refused,
    or, where the caller does not `insist` on it, ignored. Raises QuantityOutOfRange, UnknownCurrency, CartFull,
    CurrencyFixed, VariantUnavailable, or InsufficientStock with the number available.
    """
    ensure_quantity(quantity)
    Money.zero(currency)  # a currency we don't trade in is refused here, before it becomes a cart
    with transaction.atomic():
        cart = lock_or_open_cart(owner=owner, currency=currency, now=now, insist=insist)
        line = CartLine.objects.filter(cart=cart, variant_id=variant_id).first()
        wanted = ensure_quantity(quantity + (line.quantity if line else 0))
        if line is None and CartLine.objects.filter(cart=cart).count() >= MAX_LINES:
            raise CartFull(limit=MAX_LINES)
        price = _price_of(variant_id, wanted=wanted, cart=cart, now=now)
        if line is None:
            line = CartLine(cart=cart, variant_id=variant_id, added_at=now)
        _save(line, quantity=wanted, price=price, now=now)
        touch(cart=cart, now=now)
    return cart.id


def update_line(*, owner: Owner, line_id: UUID, quantity: int, now: datetime) -> UUID:
    """Set how many of a line are wanted, at the present price, which counts as seen from now on.

    Raises NotFound when the owner's open cart has no such line, and as `add_line` does.
    """
    ensure_quantity(quantity)
    with transaction.atomic():
        cart = lock_open_cart(owner=owner)
        line = _line_of(cart, line_id)
        price = _price_of(line.variant_id, wanted=quantity, cart=cart, now=now)
        _save(line, quantity=quantity, price=price, now=now)
        touch(cart=cart, now=now)
    return cart.id


def remove_line(*, owner: Owner, line_id: UUID, now: datetime) -> UUID:
    """Take a line out of the owner's cart. Raises NotFound when the owner's open cart has no such line."""
    with transaction.atomic():
        cart = lock_open_cart(owner=owner)
        _line_of(cart, line_id).delete()
        touch(cart=cart, now=now)
    return cart.id


def clear_cart(*, owner: Owner, now: datetime) -> UUID:
    """Take out all lines and forget the deliveries chosen; email and address stay. Raises NotFound without a cart."""
    with transaction.atomic():
        cart = lock_open_cart(owner=owner)
        cart.lines.all().delete()
        cart.deliveries.all().delete()
        touch(cart=cart, now=now)
    return cart.id


def _line_of(cart: Cart, line_id: UUID) -> CartLine:
    line = CartLine.objects.filter(cart=cart, id=line_id).first()
    if line is None:
        raise NotFound("Your cart has no such line.", path=("lineId",))
    return line


def _price_of(variant_id: UUID, *, wanted: int, cart: Cart, now: datetime) -> Money:
    sold = sellable_variants(variant_ids=[variant_id], currency=cart.currency, now=now).get(variant_id)
    if sold is None:
        raise VariantUnavailable
    ensure_payable(sold.unit_price, wanted)
    available = available_units(variant_ids=[variant_id])[variant_id]
    if available < wanted:
        raise InsufficientStock(variant_id=variant_id, wanted=wanted, available=max(available, 0))
    return sold.unit_price


def _save(line: CartLine, *, quantity: int, price: Money, now: datetime) -> None:
    line.quantity = quantity
    line.seen_price_minor = price.minor
    line.seen_at = now
    line.save()
