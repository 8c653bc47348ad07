"""Stock, and why it moved."""

from typing import ClassVar

from django.contrib.admin import register

from domains.identity.roles import Permission
from domains.inventory.models import Reservation, StockLevel, StockLocation, StockMovement
from rest.admin.lookup import LookUp
from rest.admin.site import site

_DEMANDS = frozenset({Permission.VIEW_STOCK})


@register(StockLocation, site=site)
class StockLocationPage(LookUp):
    """Places vendors ship from."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("name", "vendor", "country", "position")
    list_filter = ("country",)
    list_select_related = ("vendor",)
    search_fields = ("name__unaccent", "vendor__name__unaccent")
    ordering = ("name", "id")


@register(StockLevel, site=site)
class StockLevelPage(LookUp):
    """Units on hand and promised."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("variant", "location", "on_hand", "reserved", "low_stock_at")
    list_select_related = ("variant", "location")
    search_fields = ("variant__sku", "location__name")
    ordering = ("variant__sku", "id")


@register(Reservation, site=site)
class ReservationPage(LookUp):
    """Units promised to purchases in progress."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("purchase_id", "sku", "quantity", "state", "expires_at", "closed_at")
    list_filter = ("state",)
    list_select_related = ("level__variant",)
    search_fields = ("level__variant__sku",)
    ordering = ("-created_at", "-id")

    def sku(self, row: Reservation) -> str:
        """What is promised."""
        return row.level.variant.sku


@register(StockMovement, site=site)
class StockMovementPage(LookUp):
    """Every change of on hand."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("moved_at", "sku", "delta", "reason", "reference", "actor")
    list_filter = ("reason",)
    list_select_related = ("level__variant",)
    search_fields = ("level__variant__sku", "reference", "actor")
    ordering = ("-moved_at", "-id")

    def sku(self, row: StockMovement) -> str:
        """What moved."""
        return row.level.variant.sku
