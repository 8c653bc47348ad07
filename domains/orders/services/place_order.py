"""A paid purchase becomes an order."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from domains.checkout.quote import Quote
from domains.checkout.services.freeze_cart import complete_cart
from domains.common.events import record
from domains.inventory.services.consume_holds import consume_holds
from domains.inventory.services.hold_again import hold_again
from domains.orders.events import OrderPlaced
from domains.orders.models import Order, OrderLine, Purchase, VendorOrder
from domains.orders.numbers import new_order_number
from domains.orders.services.timeline import note
from domains.orders.splitting import VendorShare, split_by_vendor
from domains.payments.models import PaymentAttempt
from domains.vendors.reads import commission_rates


def place_order(*, purchase: Purchase, attempt: PaymentAttempt, now: datetime) -> Order:
    """Turn a locked purchase, whose attempt holds the money, into an order with a vendor order per vendor.

    Raises OutOfStock when the stock was freed meanwhile and somebody else has it; then nothing has changed.
    """
    quote = Quote.from_json(purchase.quote)
    bought = {line.variant_id: line.quantity for line in quote.lines}
    with transaction.atomic():
        _take_stock(purchase=purchase, wanted=bought, now=now)
        rates = commission_rates(vendor_ids=[group.vendor_id for group in quote.groups], now=now)
        shares = split_by_vendor(quote=quote, commission_rates_bp=rates)
        order = _create_order(purchase=purchase, quote=quote, now=now)
        _create_parts(order=order, shares=shares, now=now)
        purchase.state = Purchase.State.PLACED
        purchase.save(update_fields=["state"])
        complete_cart(cart_id=purchase.cart_id, bought=bought, now=now)
        actor = f"{purchase.owner_kind}:{purchase.owner_id}"
        note(order_id=order.id, kind="placed", actor=actor, now=now, facts={"total_minor": order.total_minor})
        record(
            OrderPlaced(
                order_id=order.id,
                purchase_id=purchase.id,
                attempt_id=attempt.id,
                owner_kind=order.owner_kind,
                owner_id=order.owner_id,
                total_minor=order.total_minor,
                currency=order.currency,
                placed_at=now,
            )
        )
    return order


def _take_stock(*, purchase: Purchase, wanted: Mapping[UUID, int], now: datetime) -> None:
    if consume_holds(purchase_id=purchase.id, now=now):
        return
    # The payment took longer than the hold. The money is there; try to serve the shopper from what is left.
    hold_again(
        purchase_id=purchase.id,
        wanted=wanted,
        expires_at=now + settings.PAYMENT_HOLD,
        now=now,
    )
    consume_holds(purchase_id=purchase.id, now=now)


def _create_order(*, purchase: Purchase, quote: Quote, now: datetime) -> Order:
    return Order.objects.create(
        number=new_order_number(),
        purchase=purchase,
        owner_kind=purchase.owner_kind,
        owner_id=purchase.owner_id,
        email=quote.email,
        currency=quote.currency,
        subtotal_minor=quote.subtotal.minor,
        delivery_minor=quote.delivery.minor,
        total_minor=quote.total.minor,
        address=dict(quote.address),
        placed_at=now,
    )


def _create_parts(*, order: Order, shares: tuple[VendorShare, ...], now: datetime) -> None:
    parts = [
        VendorOrder(
            order=order,
            vendor_id=share.vendor_id,
            number=f"{order.number}-{index}",
            currency=order.currency,
            subtotal_minor=share.subtotal.minor,
            delivery_minor=share.delivery.minor,
            total_minor=share.total.minor,
            commission_minor=share.commission.minor,
            delivery_method=share.delivery_method,
            placed_at=now,
        )
        for index, share in enumerate(shares, start=1)
    ]
    VendorOrder.objects.bulk_create(parts)
    numbered = [(part, share, entry) for part, share in zip(parts, shares, strict=True) for entry in share.lines]
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            vendor_order=part,
            variant_id=entry.line.variant_id,
            product_id=entry.line.product_id,
            title=entry.line.title,
            sku=entry.line.sku,
            options=dict(entry.line.options),
            image=entry.line.image,
            quantity=entry.line.quantity,
            currency=order.currency,
            unit_price_minor=entry.line.unit_price.minor,
            total_minor=entry.line.total.minor,
            commission_rate_bp=share.commission_rate_bp,
            commission_minor=entry.commission.minor,
            position=position,
        )
        for position, (part, share, entry) in enumerate(numbered)
    )
