"""What vendors take for shipping."""

from typing import ClassVar

from django.contrib.admin import register

from domains.identity.roles import Permission
from domains.shipping.models import ShippingMethod, ShippingRate, ShippingZone
from rest.admin.lookup import LookUp, Rows, money
from rest.admin.site import site

_DEMANDS = frozenset({Permission.VIEW_VENDORS})


class MethodRows(Rows):
    """The methods of a zone."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = ShippingMethod
    fields = ("code", "name", "min_days", "max_days", "is_active")


@register(ShippingZone, site=site)
class ShippingZonePage(LookUp):
    """Countries on the same terms."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("vendor", "name", "countries")
    list_select_related = ("vendor",)
    search_fields = ("vendor__name__unaccent", "name__unaccent")
    ordering = ("vendor__name", "name", "id")
    inlines = (MethodRows,)


class RateRows(Rows):
    """What a method costs."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = ShippingRate
    fields = ("from_subtotal", "amount")
    readonly_fields = fields
    ordering = ("currency", "min_subtotal_minor")
    from_subtotal = staticmethod(money("min_subtotal_minor", name="from subtotal"))
    amount = staticmethod(money("amount_minor"))


@register(ShippingMethod, site=site)
class ShippingMethodPage(LookUp):
    """Ways of shipping."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("vendor", "zone", "name", "min_days", "max_days", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("zone__vendor",)
    search_fields = ("zone__vendor__name__unaccent", "name__unaccent")
    ordering = ("zone__vendor__name", "position", "id")
    inlines = (RateRows,)

    def vendor(self, row: ShippingMethod) -> str:
        """Who ships."""
        return row.zone.vendor.name
