"""What a cart costs: the one calculation behind what is shown and what is charged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from domains.catalogue.sales import SellableVariant
from domains.checkout.cart_view import (
    CartGroupView,
    CartLineView,
    CartView,
    DeliveryOption,
    StoredCart,
    StoredLine,
)
from domains.checkout.problems import LineProblem, NotShippable, PriceChanged, SoldOut, StockReduced, Unavailable
from domains.common.money import Money, total
from domains.shipping.rates import MethodOffer, charge, takes


def recalculate(
    *,
    stored: StoredCart,
    sellable: Mapping[UUID, SellableVariant],
    available: Mapping[UUID, int],
    offers: Mapping[UUID, Sequence[MethodOffer]],
) -> CartView:
    """The cart at today's prices, stock and shipping. Variants missing from `sellable` can't be bought.

    Lines that are gone altogether (sold out, unavailable) cost nothing; all others count at their present price, so
    that a total is charged exactly as it was shown.
    """
    lines = [_line(line, sellable.get(line.variant_id), available.get(line.variant_id, 0)) for line in stored.lines]
    by_vendor: dict[UUID, list[CartLineView]] = {}
    for line in lines:
        if line.sold is not None:
            by_vendor.setdefault(line.sold.vendor_id, []).append(line)
    groups = tuple(
        _group(own, offers.get(vendor_id, ()), stored=stored, chosen=stored.chosen.get(vendor_id))
        for vendor_id, own in by_vendor.items()
    )
    grouped = {line.line_id: line for group in groups for line in group.lines}
    subtotal = total((group.subtotal for group in groups), currency=stored.currency)
    delivery = total((group.delivery for group in groups), currency=stored.currency)
    return CartView(
        cart_id=stored.cart_id,
        version=stored.version,
        currency=stored.currency,
        email=stored.email,
        remind_me=stored.remind_me,
        address=stored.address,
        lines=tuple(grouped.get(line.line_id, line) for line in lines),
        groups=groups,
        subtotal=subtotal,
        delivery=delivery,
        total=subtotal + delivery,
    )


def _line(line: StoredLine, sold: SellableVariant | None, available: int) -> CartLineView:
    return CartLineView(
        line_id=line.line_id,
        variant_id=line.variant_id,
        product_id=line.product_id,
        vendor_id=line.vendor_id,
        quantity=line.quantity,
        seen_price=line.seen_price,
        sold=sold,
        available=available if sold else 0,
        total=sold.unit_price * line.quantity if sold else None,
        problems=tuple(_problems(line, sold, available)),
    )


def _problems(line: StoredLine, sold: SellableVariant | None, available: int) -> Iterable[LineProblem]:
    if sold is None:
        yield Unavailable()
        return
    if available <= 0:
        yield SoldOut()
    elif available < line.quantity:
        yield StockReduced(available=available)
    if sold.unit_price != line.seen_price:
        yield PriceChanged(old=line.seen_price, new=sold.unit_price)


def _group(
    lines: Sequence[CartLineView], offers: Iterable[MethodOffer], *, stored: StoredCart, chosen: UUID | None
) -> CartGroupView:
    currency = stored.currency
    subtotal = total((line.total for line in lines if line.total is not None and line.counts), currency=currency)
    options = tuple(DeliveryOption(offer, charge(offer, subtotal)) for offer in offers if takes(offer, subtotal))
    if stored.country and not options:
        lines = [_not_shippable(line, stored.country) for line in lines]
    choice = next((option for option in options if option.offer.method_id == chosen), None)
    ships = choice is not None and any(line.counts for line in lines)
    delivery = choice.charge if choice and ships else Money.zero(currency)
    first = lines[0]
    return CartGroupView(
        vendor_id=first.vendor_id,
        vendor_name=first.sold.vendor_name if first.sold else "",
        lines=tuple(lines),
        subtotal=subtotal,
        options=options,
        chosen=choice,
        delivery=delivery,
        total=subtotal + delivery,
    )


def _not_shippable(line: CartLineView, country: str) -> CartLineView:
    return replace(line, problems=(*line.problems, NotShippable(country=country)))
