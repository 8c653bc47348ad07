"""Tables of orders. Triggers of the first migration keep lines unchanged and states legal."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper

from domains.checkout.models import Cart, OwnerKind
from domains.common.models import Record, currency_field
from domains.vendors.models import Vendor


class Purchase(Record):
    """A cart frozen for payment: what it will cost and which stock is held, until it is placed or released."""

    class State(models.TextChoices):
        """Prepared while payment is under way."""

        PREPARED = "prepared"
        PLACED = "placed"
        RELEASED = "released"

    cart = models.ForeignKey(Cart, on_delete=models.PROTECT, related_name="purchases")
    owner_kind = models.CharField(max_length=8, choices=OwnerKind)
    owner_id = models.UUIDField()
    idempotency_key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)
    released_because = models.CharField(max_length=40, blank=True)
    currency = currency_field()
    total_minor = models.BigIntegerField()
    quote = models.JSONField()  # the frozen lines, deliveries and totals (quote.py)
    expires_at = models.DateTimeField()
    prepared_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "orders_purchase"
        constraints = (
            models.UniqueConstraint(fields=["owner_id", "idempotency_key"], name="one_purchase_per_idempotency_key"),
            models.UniqueConstraint(fields=["cart"], condition=~Q(state="released"), name="one_live_purchase_per_cart"),
        )
        indexes = (models.Index(fields=["expires_at"], name="purchase_open", condition=Q(state="prepared")),)

    def __str__(self) -> str:
        return f"purchase of {self.total_minor} {self.currency} ({self.state})"


class Order(Record):
    """What a shopper bought in one payment."""

    class State(models.TextChoices):
        """Follows from the states of its vendor orders (transitions.py)."""

        PLACED = "placed"
        PARTLY_CANCELLED = "partly_cancelled"
        CANCELLED = "cancelled"
        FULFILLED = "fulfilled"

    number = models.CharField(max_length=16, unique=True)  # for people; random, no access follows from it
    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="order")
    owner_kind = models.CharField(max_length=8, choices=OwnerKind)
    owner_id = models.UUIDField()
    email = models.EmailField()
    state = models.CharField(max_length=16, choices=State, default=State.PLACED)
    currency = currency_field()
    subtotal_minor = models.BigIntegerField()
    delivery_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    address = models.JSONField()
    placed_at = models.DateTimeField()

    class Meta:
        db_table = "orders_order"
        constraints = (
            models.CheckConstraint(
                condition=Q(total_minor=F("subtotal_minor") + F("delivery_minor")), name="order_total_adds_up"
            ),
        )
        indexes = (
            models.Index(fields=["owner_id", "-placed_at", "-id"], name="order_of_owner"),
            models.Index(fields=["-placed_at", "-id"], name="order_newest"),
            # Support asks for the orders of an address, typed in any case.
            models.Index(Upper("email"), F("placed_at").desc(), name="order_of_email"),
        )

    def __str__(self) -> str:
        return self.number


class VendorOrder(Record):
    """The part of an order that one vendor fulfils."""

    class State(models.TextChoices):
        """Where the vendor's part stands."""

        PLACED = "placed"
        FULFILLED = "fulfilled"
        CANCELLED = "cancelled"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="vendor_orders")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="vendor_orders")
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.PLACED)
    currency = currency_field()
    subtotal_minor = models.BigIntegerField()
    delivery_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    delivery_method = models.CharField(max_length=80)
    placed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "orders_vendor_order"
        constraints = (
            models.UniqueConstraint(fields=["order", "vendor"], name="one_vendor_order_per_vendor"),
            models.CheckConstraint(
                condition=Q(total_minor=F("subtotal_minor") + F("delivery_minor")), name="vendor_order_total_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(commission_minor__gte=0) & Q(commission_minor__lte=F("total_minor")),
                name="commission_within_the_total",
            ),
        )
        indexes = (models.Index(fields=["vendor", "-placed_at", "-id"], name="vendor_order_of_vendor"),)

    def __str__(self) -> str:
        return self.number


class OrderLine(Record):
    """A snapshot of what was bought. Never changes."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.PROTECT, related_name="lines")
    variant_id = models.UUIDField()
    product_id = models.UUIDField()
    title = models.CharField(max_length=200)
    sku = models.CharField(max_length=60)
    options = models.JSONField()  # names as shown: {"Size": "M", "Colour": "Indigo"}
    image = models.CharField(max_length=300, blank=True)
    quantity = models.PositiveIntegerField()
    currency = currency_field()
    unit_price_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    commission_rate_bp = models.PositiveIntegerField()
    commission_minor = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "orders_line"
        constraints = (
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
            models.CheckConstraint(
                condition=Q(total_minor=F("unit_price_minor") * F("quantity")), name="line_total_adds_up"
            ),
        )
        indexes = (models.Index(fields=["vendor_order", "position"], name="line_of_vendor_order"),)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"


class TimelineEntry(Record):
    """Something that happened to an order, for the shopper and staff to read."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="timeline")
    vendor_order = models.ForeignKey(VendorOrder, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # placed, captured, vendor_order_cancelled, refunded, …
    facts = models.JSONField(default=dict)
    actor = models.CharField(max_length=80)  # customer:<id>, staff:<id>, system
    happened_at = models.DateTimeField()

    class Meta:
        db_table = "orders_timeline"
        indexes = (models.Index(fields=["order", "happened_at", "id"], name="timeline_of_order"),)

    def __str__(self) -> str:
        return self.kind
