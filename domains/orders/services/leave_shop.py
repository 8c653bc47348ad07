"""A customer leaves: only when nothing is left to be paid, sent or paid back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from domains.checkout.models import OwnerKind
from domains.identity.services.erase_account import close_account
from domains.orders.errors import OrdersUnderWay
from domains.orders.models import Order, Purchase, VendorOrder
from domains.payments.models import Refund
from domains.vendors.following import ensure_owns_no_house


def leave_shop(
    *, user_id: UUID, password_hash: str, session_id: UUID | None, confirm_email: str, code: str, now: datetime
) -> None:
    """Close the customer's account. Raises OrdersUnderWay, what `close_account` raises, and AccountInService."""
    with transaction.atomic():
        close_account(
            user_id=user_id,
            password_hash=password_hash,
            session_id=session_id,
            confirm_email=confirm_email,
            code=code,
            now=now,
        )
        ensure_owns_no_house(user_id=user_id)
        # A checkout holds the account too: of that and of leaving, one finds that the other was there.
        _ensure_nothing_under_way(user_id)


def _ensure_nothing_under_way(user_id: UUID) -> None:
    own = Purchase.objects.filter(owner_kind=OwnerKind.CUSTOMER, owner_id=user_id)
    is_paying = own.filter(state=Purchase.State.PREPARED).exists()
    to_send = VendorOrder.objects.filter(order__purchase__in=own, state=VendorOrder.State.PLACED)
    to_pay_back = Refund.objects.filter(attempt__purchase_id__in=own.values("id"), state=Refund.State.REQUESTED)
    orders = Order.objects.filter(
        Q(id__in=to_send.values("order_id")) | Q(purchase_id__in=to_pay_back.values("attempt__purchase_id"))
    )
    numbers = list(orders.order_by("placed_at").values_list("number", flat=True))
    if is_paying or numbers or to_pay_back.exists():
        raise OrdersUnderWay(numbers=numbers)
