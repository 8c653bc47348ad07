"""A small marketplace in which every operation of staff would succeed."""

from dataclasses import dataclass

from domains.catalogue.models import Category, Product, Variant
from domains.common.clock import utc_now
from domains.common.models import Delivery, OutboxEvent
from domains.inventory.models import StockLevel, StockLocation
from domains.orders.models import Order, VendorOrder
from domains.payments.models import PaymentAttempt
from domains.vendors.models import Vendor
from tests.factories.catalogue import make_category, make_product
from tests.factories.inventory import make_stock
from tests.factories.orders import make_paid_order
from tests.factories.vendors import make_vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is there."""

    category: Category
    product: Product
    variant: Variant
    level: StockLevel
    location: StockLocation
    applicant: Vendor
    vendor: Vendor
    suspended: Vendor
    order: Order
    vendor_order: VendorOrder
    attempt: PaymentAttempt
    dead: Delivery


def make_world() -> World:
    """A published product in stock, vendors in three statuses, a paid order, and a delivery that was given up."""
    now = utc_now()
    order = make_paid_order(now=now, vendors=2)
    vendor = make_vendor(name="Atelier Lagos")
    product = make_product(vendor=vendor)
    variant = product.variants.get()
    level = make_stock(variant=variant)
    event = OutboxEvent.objects.create(name="OrderPlaced", aggregate=f"order:{order.id}", payload={})
    return World(
        category=make_category(name="Skirts"),
        product=product,
        variant=variant,
        level=level,
        location=level.location,
        applicant=make_vendor(name="New House", status=Vendor.Status.APPLIED),
        vendor=vendor,
        suspended=make_vendor(name="Old House", status=Vendor.Status.SUSPENDED),
        order=order,
        vendor_order=order.vendor_orders.order_by("number")[0],
        attempt=PaymentAttempt.objects.get(purchase_id=order.purchase_id),
        dead=Delivery.objects.create(
            event=event,
            reaction="confirm_to_buyer",
            aggregate=event.aggregate,
            state=Delivery.State.DEAD,
            attempts=12,
            last_error="SMTPServerDisconnected",
        ),
    )
