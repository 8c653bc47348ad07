"""Orders and what belongs to them."""

from typing import ClassVar

from django.contrib.admin import register
from django.db.models import QuerySet
from django.http import HttpRequest

from domains.identity.roles import Permission
from domains.orders.models import Order, OrderLine, Purchase, TimelineEntry, VendorOrder
from rest.admin.lookup import LookUp, Rows, money
from rest.admin.site import site

_DEMANDS = frozenset({Permission.VIEW_ORDERS})


class PartRows(Rows):
    """The vendors' parts."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = VendorOrder
    fields = ("number", "vendor", "state", "total", "commission")
    readonly_fields = fields
    ordering = ("number",)
    total = staticmethod(money("total_minor"))
    commission = staticmethod(money("commission_minor"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[VendorOrder]:
        """With the vendors' names."""
        parts: QuerySet[VendorOrder] = super().get_queryset(request)
        return parts.select_related("vendor")


class LineRows(Rows):
    """What was bought."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = OrderLine
    fields = ("position", "title", "sku", "quantity", "unit_price", "total")
    readonly_fields = fields
    ordering = ("position",)
    unit_price = staticmethod(money("unit_price_minor"))
    total = staticmethod(money("total_minor"))


class TimelineRows(Rows):
    """What happened."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = TimelineEntry
    fields = ("happened_at", "kind", "facts", "actor")
    ordering = ("happened_at", "id")


@register(Order, site=site)
class OrderPage(LookUp):
    """What shoppers bought."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("number", "state", "email", "total", "placed_at")
    list_filter = ("state", "currency")
    search_fields = ("number", "email")
    ordering = ("-placed_at", "-id")
    inlines = (PartRows, LineRows, TimelineRows)
    total = staticmethod(money("total_minor"))


@register(VendorOrder, site=site)
class VendorOrderPage(LookUp):
    """The parts of orders."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("number", "order", "vendor", "state", "total", "placed_at")
    list_filter = ("state",)
    list_select_related = ("order", "vendor")
    search_fields = ("number", "vendor__name__unaccent")
    ordering = ("-placed_at", "-id")
    inlines = (LineRows,)
    total = staticmethod(money("total_minor"))


@register(Purchase, site=site)
class PurchasePage(LookUp):
    """Carts frozen for payment."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("id", "state", "released_because", "total", "prepared_at", "expires_at")
    list_filter = ("state", "released_because")
    ordering = ("-prepared_at", "-id")
    exclude = ("idempotency_key", "request_hash")
    total = staticmethod(money("total_minor"))
