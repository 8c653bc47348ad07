"""What staff may do with orders: look, cancel the whole or a vendor's part, note that a part was sent."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from domains.orders.models import Order, OrderLine, TimelineEntry, VendorOrder
from domains.orders.services.cancel_order import cancel_order, cancel_vendor_order
from domains.orders.services.fulfil_vendor_order import fulfil_vendor_order
from domains.orders.services.locking import lock_order
from rest.staff.door.fields import Nothing, Reason
from rest.staff.door.views import Demands, Shown
from rest.staff.payments import WHOLE_ATTEMPTS
from rest.staff.shapes.orders import OrderDetail, OrderRow, VendorOrderDetail, VendorOrderRow

_LOOK = frozenset({Permission.VIEW_ORDERS})
# Orders hold their payments and ledger.
_LOOK_INSIDE = frozenset({Permission.VIEW_ORDERS, Permission.VIEW_PAYMENTS})
# Whoever changes one is answered with it, and so has to be allowed to see it.
_CANCEL, _FULFIL = frozenset({Permission.CANCEL_ORDERS}), frozenset({Permission.FULFIL_ORDERS})

_PARTS = VendorOrder.objects.select_related("vendor").order_by("number")
_LINES = OrderLine.objects.order_by("position")


class OrderFilter(filters.FilterSet):
    """Which orders."""

    state = filters.ChoiceFilter(choices=Order.State.choices)
    number = filters.CharFilter(max_length=16)
    email = filters.CharFilter(lookup_expr="iexact", max_length=254)
    vendor = filters.UUIDFilter(field_name="vendor_orders__vendor_id")
    placed_from = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="gte")
    placed_until = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="lt")


class OrderView(ListModelMixin, Shown):
    """What shoppers bought."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK_INSIDE, "cancel": _CANCEL | _LOOK_INSIDE}
    target_kind = "order"
    queryset = Order.objects.all()
    detail_queryset = Order.objects.prefetch_related(
        Prefetch("vendor_orders", _PARTS),
        Prefetch("vendor_orders__lines", _LINES),
        Prefetch("timeline", TimelineEntry.objects.order_by("happened_at", "id")),
    )
    serializer_class = OrderRow
    detail_class = OrderDetail
    filterset_class = OrderFilter
    ordering_fields = ("placed_at", "total_minor")
    default_ordering = "-placed_at"
    search_fields = ("number", "email")

    @extend_schema(request=Reason, responses=OrderDetail)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Cancel every part that was not sent; stock and money go back."""
        reason, now = self.given(Reason)["reason"], utc_now()
        change = partial(cancel_order, order_id=pk, actor=self.actor, reason=reason, now=now)
        return self.carry_out("cancel", pk=pk, look=_order_facts, change=change, now=now)

    def complete(self, row: Order) -> None:
        """Give the order its payments, which know it by the purchase's id only."""
        attempts = WHOLE_ATTEMPTS.filter(purchase_id=row.purchase_id).order_by("opened_at", "id")
        row.payments = list(attempts)  # type: ignore[attr-defined]


class VendorOrderFilter(filters.FilterSet):
    """Which vendor orders."""

    state = filters.ChoiceFilter(choices=VendorOrder.State.choices)
    vendor = filters.UUIDFilter(field_name="vendor_id")
    order = filters.UUIDFilter(field_name="order_id")
    number = filters.CharFilter(max_length=20)
    placed_from = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="gte")
    placed_until = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="lt")


class VendorOrderView(ListModelMixin, Shown):
    """The parts of orders, one per vendor."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "cancel": _CANCEL | _LOOK,
        "fulfil": _FULFIL | _LOOK,
    }
    target_kind = "vendor_order"
    queryset = VendorOrder.objects.select_related("order", "vendor")
    detail_queryset = queryset.prefetch_related(Prefetch("lines", _LINES))
    serializer_class = VendorOrderRow
    detail_class = VendorOrderDetail
    filterset_class = VendorOrderFilter
    ordering_fields = ("placed_at", "total_minor")
    default_ordering = "-placed_at"
    search_fields = ("number", "order__number", "vendor__name")

    @extend_schema(request=Reason, responses=VendorOrderDetail)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Cancel the vendor's part; its stock and its money go back."""
        reason, now = self.given(Reason)["reason"], utc_now()
        change = partial(cancel_vendor_order, vendor_order_id=pk, actor=self.actor, reason=reason, now=now)
        return self.carry_out("cancel", pk=pk, look=_vendor_order_facts, change=change, now=now)

    @extend_schema(request=Nothing, responses=VendorOrderDetail)
    @action(detail=True, methods=["post"])
    def fulfil(self, request: Request, pk: UUID) -> Response:
        """Note that the vendor has sent its part."""
        self.given(Nothing)
        now = utc_now()
        change = partial(fulfil_vendor_order, vendor_order_id=pk, actor=self.actor, now=now)
        return self.carry_out("fulfil", pk=pk, look=_vendor_order_facts, change=change, now=now)


def _order_facts(order_id: UUID) -> Facts:
    locked = lock_order(order_id=order_id)
    state = locked.order.state if locked.order else ""
    return {"state": state, "vendor_orders": {part.number: part.state for part in locked.parts}}


def _vendor_order_facts(vendor_order_id: UUID) -> Facts:
    parts = VendorOrder.objects.filter(id=vendor_order_id)
    order_id = parts.values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound
    locked = lock_order(order_id=order_id)
    [part] = [part for part in locked.parts if part.id == vendor_order_id]
    return {
        "state": part.state,
        "cancelled_because": part.cancelled_because,
        "order_state": locked.order.state if locked.order else "",
    }
