"""What writes of higher domains need to know of orders. Sync, inside the caller's transaction."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from domains.checkout.models import OwnerKind
from domains.orders.models import OrderLine, VendorOrder
from domains.payments.models import PaymentAttempt


@dataclass(frozen=True, slots=True)
class KeptPurchase:
    """The order in which a customer bought a product and kept it, and the country it went to."""

    order_id: UUID
    country: str


def kept_purchase(*, user_id: UUID, product_id: UUID) -> KeptPurchase | None:
    """The customer's latest paid order of the product whose part was not cancelled; None without one.

    Orders of a guest count only for that guest: an email typed at checkout proves no account.
    """
    captured = PaymentAttempt.objects.filter(
        purchase_id=OuterRef("order__purchase_id"), state=PaymentAttempt.State.CAPTURED
    )
    found = (
        OrderLine.objects.filter(
            Exists(captured), product_id=product_id, order__owner_kind=OwnerKind.CUSTOMER, order__owner_id=user_id
        )
        .exclude(vendor_order__state=VendorOrder.State.CANCELLED)
        .order_by("-order__placed_at")
        .values_list("order_id", "order__address")
        .first()
    )
    if found is None:
        return None
    order_id, address = found
    return KeptPurchase(order_id=order_id, country=str(address.get("country", ""))[:2])
