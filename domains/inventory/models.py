"""Tables of inventory."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from domains.catalogue.models import Variant
from domains.common.models import Record
from domains.vendors.models import Vendor


class StockLocation(Record):
    """A place from which a vendor ships."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "inventory_location"
        constraints = (models.UniqueConstraint(fields=["vendor", "name"], name="one_location_per_name"),)

    def __str__(self) -> str:
        return self.name


class StockLevel(Record):
    """How many units of a variant a location has, and how many of them are promised."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="stock_levels")
    location = models.ForeignKey(StockLocation, on_delete=models.PROTECT, related_name="levels")
    on_hand = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    low_stock_at = models.PositiveIntegerField(default=3)

    class Meta:
        db_table = "inventory_level"
        constraints = (
            models.UniqueConstraint(fields=["variant", "location"], name="one_level_per_variant_and_location"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(on_hand__gte=F("reserved")), name="never_promise_more_than_on_hand"
            ),
        )

    def __str__(self) -> str:
        return f"{self.on_hand} on hand, {self.reserved} reserved"


class Reservation(Record):
    """Units of a level promised to one purchase until `expires_at`."""

    class State(models.TextChoices):
        """Open holds units; consumed sold them; released gave them back."""

        OPEN = "open"
        CONSUMED = "consumed"
        RELEASED = "released"

    level = models.ForeignKey(StockLevel, on_delete=models.PROTECT, related_name="reservations")
    purchase_id = models.UUIDField()
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inventory_reservation"
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_holds_something"),
            models.UniqueConstraint(fields=["purchase_id", "level"], name="one_reservation_per_purchase_and_level"),
        )
        indexes = (models.Index(fields=["expires_at"], name="reservation_open", condition=Q(state="open")),)

    def __str__(self) -> str:
        return f"{self.quantity} for {self.purchase_id} ({self.state})"


class StockMovement(Record):
    """Why on hand changed. Append-only; the sum of a level's movements is its on hand."""

    class Reason(models.TextChoices):
        """What moved the stock."""

        RECEIVED = "received"
        SOLD = "sold"
        CANCELLED = "cancelled"
        RETURNED = "returned"
        CORRECTED = "corrected"

    level = models.ForeignKey(StockLevel, on_delete=models.PROTECT, related_name="movements")
    delta = models.IntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    reference = models.CharField(max_length=80, blank=True)
    actor = models.CharField(max_length=80, blank=True)
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_movement"
        constraints = (
            models.CheckConstraint(condition=~Q(delta=0), name="movement_moves_something"),
            # The same order line, sold or given back twice, would be a lost or invented unit.
            models.UniqueConstraint(
                fields=["level", "reason", "reference"],
                condition=Q(reason__in=["sold", "cancelled", "returned"]),
                name="one_movement_per_cause",
            ),
        )
        indexes = (models.Index(fields=["level", "-moved_at"], name="movement_of_level"),)

    def __str__(self) -> str:
        return f"{self.delta:+d} {self.reason}"
