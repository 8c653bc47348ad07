"""What writes of higher domains need to know of orders. Sync, inside the caller's transaction."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from domains.checkout.models import OwnerKind
from domains.orders.models import OrderLine, VendorOrder
from domains.payments.models import PaymentAttempt


@dataclass(frozen=True, slots=True)
class KeptPurchase:
    """The order in which a customer bought a product of a vendor and kept it, and the country it went to."""

    order_id: UUID
    vendor_id: UUID
    country: str


def kept_purchase(*, user_id: UUID, product_id: UUID) -> KeptPurchase | None:
    """The customer's latest paid order of the product whose part was not cancelled; None without one.

    That part is locked: it is cancelled before, and then does not count, or after the caller's transaction.
    Orders of a guest count once they are claimed (claim_orders): an email typed at checkout proves no account.
    """
    captured = PaymentAttempt.objects.filter(
        purchase_id=OuterRef("order__purchase_id"), state=PaymentAttempt.State.CAPTURED
    )
    found = (
        OrderLine.objects.filter(
            Exists(captured), product_id=product_id, order__owner_kind=OwnerKind.CUSTOMER, order__owner_id=user_id
        )
        .exclude(vendor_order__state=VendorOrder.State.CANCELLED)
        .select_related("order", "vendor_order")
        .select_for_update(no_key=True, of=("vendor_order",))
        .order_by("-order__placed_at", "-order_id")
        .first()
    )
    if found is None:
        return None
    country = str(found.order.address.get("country", ""))[:2]
    return KeptPurchase(order_id=found.order_id, vendor_id=found.vendor_order.vendor_id, country=country)


@dataclass(frozen=True, slots=True)
class PartContents:
    """Who ordered one vendor's part of an order, and what is in it."""

    owner_kind: str
    owner_id: UUID
    product_ids: frozenset[UUID]


def contents_of_part(*, vendor_order_id: UUID) -> PartContents:
    """What is in a vendor order that exists, and whose it is."""
    part = VendorOrder.objects.select_related("order").get(id=vendor_order_id)
    product_ids = OrderLine.objects.filter(vendor_order=part).values_list("product_id", flat=True)
    return PartContents(part.order.owner_kind, part.order.owner_id, frozenset(product_ids))
