"""Take the locks of a purchase and of what hangs on it, always in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domains.checkout.models import Cart
from domains.common.errors import NotFound
from domains.orders.models import Order, Purchase, VendorOrder
from domains.payments.models import PaymentAttempt


@dataclass(slots=True, kw_only=True)
class LockedPayment:
    """A purchase, its attempt, and the order it became; `order` and `parts` are empty for one that became none."""

    purchase: Purchase
    attempt: PaymentAttempt
    order: Order | None
    parts: Sequence[VendorOrder]


def lock_payment(*, attempt_id: UUID, with_cart: bool = False) -> LockedPayment:
    """Lock everything about an attempt; `with_cart` where the purchase may become an order. Raises NotFound.

    The purchase's row is what two writers meet at first, so the other rows are never waited for in a circle.
    """
    purchase_id = PaymentAttempt.objects.filter(id=attempt_id).values_list("purchase_id", flat=True).first()
    if purchase_id is None:
        raise NotFound
    if with_cart:
        cart_id = Purchase.objects.values_list("cart_id", flat=True).get(id=purchase_id)
        Cart.objects.select_for_update(no_key=True).get(id=cart_id)
    purchase = Purchase.objects.select_for_update(no_key=True).get(id=purchase_id)
    attempt = PaymentAttempt.objects.select_for_update(no_key=True).get(id=attempt_id)
    order = Order.objects.select_for_update(no_key=True).filter(purchase_id=purchase_id).first()
    return LockedPayment(purchase=purchase, attempt=attempt, order=order, parts=_parts(order))


def lock_order(*, order_id: UUID) -> LockedPayment:
    """Lock everything about an order. Raises NotFound."""
    purchase_id = Order.objects.filter(id=order_id).values_list("purchase_id", flat=True).first()
    if purchase_id is None:
        raise NotFound
    # A purchase that became an order was paid by its last attempt; the earlier ones came to nothing.
    paid_by = PaymentAttempt.objects.filter(purchase_id=purchase_id).order_by("-opened_at", "-id")
    return lock_payment(attempt_id=paid_by.values_list("id", flat=True)[0])


def _parts(order: Order | None) -> Sequence[VendorOrder]:
    if order is None:
        return ()
    return tuple(VendorOrder.objects.select_for_update(no_key=True).filter(order=order).order_by("id"))
