"""Freeze a cart for payment."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from domains.checkout.models import Cart
from domains.checkout.quote import Quote
from domains.checkout.services.freeze_cart import freeze_cart
from domains.common.idempotency import request_hash
from domains.common.ids import new_id
from domains.common.money import Money
from domains.identity.services.hold_account import hold_account
from domains.identity.viewer import Owner
from domains.inventory.services.hold_stock import hold_stock
from domains.orders.errors import IdempotencyMismatch, NothingToBuy, PaymentInProgress
from domains.orders.models import Order, Purchase
from domains.orders.services.give_up import give_up
from domains.orders.services.locking import LockedPayment, lock_payment
from domains.orders.services.settle_attempt import Settlement, settlement_of
from domains.orders.services.verdict import Verdict
from domains.payments.models import PaymentAttempt
from domains.payments.services.attempts import open_attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """What the shopper asks for. `payment_method` is the provider's token; the key makes a repeat harmless."""

    owner: Owner
    idempotency_key: str
    payment_method: str = field(repr=False)  # stands for a card, so it is kept out of logs
    gateway: str
    expected_total_minor: int | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for equal requests; the key is no part of it."""
        return request_hash(
            {"method": self.payment_method, "gateway": self.gateway, "total": self.expected_total_minor}
        )


def prepare_purchase(*, request: CheckoutRequest, now: datetime) -> Settlement:
    """Freeze the owner's cart, hold its stock and open a payment attempt; a repeated key finds what it began.

    Raises IdempotencyMismatch, LoginRequired for a customer whose account was closed meanwhile, NothingToBuy,
    PaymentInProgress, what `freeze_cart` raises, and OutOfStock; then nothing has changed.
    """
    with transaction.atomic():
        known = _replayed(request)
        if known is not None:
            return known
        hold_account(owner=request.owner)
        cart_id = (
            Cart.objects.filter(owner_kind=request.owner.kind, owner_id=request.owner.id, state=Cart.State.OPEN)
            .values_list("id", flat=True)
            .first()
        )
        if cart_id is None:
            raise NothingToBuy
        Cart.objects.select_for_update(no_key=True).get(id=cart_id)
        # The same key may have won the race for the cart's lock.
        known = _replayed(request)
        if known is not None:
            return known
        _supersede(cart_id=cart_id, now=now)
        quote = freeze_cart(
            cart_id=cart_id, owner=request.owner, now=now, expected_total_minor=request.expected_total_minor
        )
        return _opened(request, cart_id=cart_id, quote=quote, now=now)


def _replayed(request: CheckoutRequest) -> Settlement | None:
    purchase = Purchase.objects.filter(
        owner_id=request.owner.id, owner_kind=request.owner.kind, idempotency_key=request.idempotency_key
    ).first()
    if purchase is None:
        return None
    if purchase.request_hash != request.fingerprint:
        raise IdempotencyMismatch
    attempt = PaymentAttempt.objects.filter(purchase_id=purchase.id).latest("opened_at")
    order = Order.objects.filter(purchase=purchase).first()
    return settlement_of(
        LockedPayment(purchase=purchase, attempt=attempt, order=order, parts=()), verdict=Verdict.IGNORED
    )


def _supersede(*, cart_id: UUID, now: datetime) -> None:
    """A shopper who comes back from the provider's page without paying tries again with another card."""
    live = Purchase.objects.filter(cart_id=cart_id).exclude(state=Purchase.State.RELEASED).first()
    if live is None:
        return
    attempt_id = PaymentAttempt.objects.filter(purchase_id=live.id).latest("opened_at").id
    locked = lock_payment(attempt_id=attempt_id)
    if locked.attempt.state != PaymentAttempt.State.REQUIRES_ACTION:
        raise PaymentInProgress
    give_up(locked, because="superseded", now=now)


def _opened(request: CheckoutRequest, *, cart_id: UUID, quote: Quote, now: datetime) -> Settlement:
    expires_at = now + settings.PAYMENT_HOLD
    purchase = Purchase(
        id=new_id(),
        cart_id=cart_id,
        owner_kind=request.owner.kind,
        owner_id=request.owner.id,
        idempotency_key=request.idempotency_key,
        request_hash=request.fingerprint,
        currency=quote.currency,
        total_minor=quote.total.minor,
        quote=quote.to_json(),
        expires_at=expires_at,
        prepared_at=now,
    )
    hold_stock(
        purchase_id=purchase.id,
        wanted={line.variant_id: line.quantity for line in quote.lines},
        expires_at=expires_at,
        now=now,
    )
    purchase.save(force_insert=True)
    attempt = open_attempt(
        purchase_id=purchase.id, amount=Money(quote.total.minor, quote.currency), gateway=request.gateway, now=now
    )
    return settlement_of(
        LockedPayment(purchase=purchase, attempt=attempt, order=None, parts=()), verdict=Verdict.APPLIED
    )
