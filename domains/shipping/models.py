"""Tables of shipping."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from domains.common.models import Record, currency_field
from domains.vendors.models import Vendor


class ShippingZone(Record):
    """Countries (ISO 3166-1 alpha-2) a vendor ships to on the same terms; `*` stands for all others."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="shipping_zones")
    name = models.CharField(max_length=80)
    countries = ArrayField(models.CharField(max_length=2))

    class Meta:
        db_table = "shipping_zone"
        constraints = (models.UniqueConstraint(fields=["vendor", "name"], name="one_zone_per_name"),)

    def __str__(self) -> str:
        return self.name


class ShippingMethod(Record):
    """A way of shipping in a zone, with its delivery estimate in days."""

    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="methods")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    min_days = models.PositiveSmallIntegerField()
    max_days = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "shipping_method"
        constraints = (
            models.UniqueConstraint(fields=["zone", "code"], name="one_method_per_code"),
            models.CheckConstraint(condition=Q(max_days__gte=F("min_days")), name="delivery_window_is_open"),
        )

    def __str__(self) -> str:
        return self.name


class ShippingRate(Record):
    """The charge of a method in a currency from `min_subtotal_minor` upwards. One bound of 0 makes it flat."""

    method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="rates")
    currency = currency_field()
    min_subtotal_minor = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField()

    class Meta:
        db_table = "shipping_rate"
        constraints = (
            models.UniqueConstraint(fields=["method", "currency", "min_subtotal_minor"], name="one_rate_per_bound"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0) & Q(min_subtotal_minor__gte=0), name="rate_is_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"
