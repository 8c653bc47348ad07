"""What was ordered as a guest belongs to the account that has proven the address it was ordered under."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from domains.checkout.models import OwnerKind
from domains.common.events import record
from domains.identity.models import User
from domains.orders.events import OrderClaimed
from domains.orders.models import Order, Purchase
from domains.orders.services.timeline import note


def claim_orders(*, user_id: UUID, now: datetime) -> int:
    """Give the account the orders that guests placed under its proven address. Gives how many came.

    An account that is closed, or whose address was never proven, claims nothing; neither does one claim what is still
    being paid for. A second time nothing is left to claim.
    """
    with transaction.atomic():
        # Held to the end: the address cannot become another's, nor the account be closed, while its orders come.
        proven = User.objects.select_for_update(no_key=True).filter(
            id=user_id, is_active=True, email_verified_at__isnull=False
        )
        email = proven.values_list("email", flat=True).first()
        if email is None:
            return 0
        orders = _locked(Order.objects.filter(owner_kind=OwnerKind.GUEST, email__iexact=email))
        purchases = Purchase.objects.filter(id__in=[order.purchase_id for order in orders])
        # Keys are the guest's own, and the account or another guest may have used the same.
        purchases.update(
            owner_kind=OwnerKind.CUSTOMER, owner_id=user_id, idempotency_key=Cast("id", output_field=CharField())
        )
        for order in orders:
            order.owner_kind, order.owner_id = OwnerKind.CUSTOMER, user_id
            order.save(update_fields=["owner_kind", "owner_id"])
            note(order_id=order.id, kind="claimed", actor=f"customer:{user_id}", now=now)
            record(OrderClaimed(order_id=order.id, owner_id=user_id))
    return len(orders)


def _locked(waiting: QuerySet[Order]) -> list[Order]:
    """The orders, once nobody else is at them; purchases first, as every writer locks them."""
    wanted = Purchase.objects.select_for_update(no_key=True).filter(id__in=waiting.values("purchase_id"))
    purchase_ids = [purchase.id for purchase in wanted.order_by("id")]
    locked = Order.objects.select_for_update(no_key=True).filter(
        purchase_id__in=purchase_ids, owner_kind=OwnerKind.GUEST
    )
    return list(locked.order_by("id"))
