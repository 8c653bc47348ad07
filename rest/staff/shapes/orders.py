"""Orders as staff read them."""

from typing import Any

from rest_framework import serializers

from domains.orders.models import Order, VendorOrder
from rest.staff.door.fields import MoneyOf
from rest.staff.shapes.catalogue import VendorName
from rest.staff.shapes.payments import AttemptDetail


class OrderRow(serializers.Serializer[Any]):
    """An order in a list."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=Order.State.choices)
    email = serializers.CharField()
    owner_kind = serializers.CharField()
    subtotal = MoneyOf("subtotal_minor")
    delivery = MoneyOf("delivery_minor")
    total = MoneyOf("total_minor")
    placed_at = serializers.DateTimeField()


class OrderName(serializers.Serializer[Any]):
    """Which order."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=Order.State.choices)


class LineShape(serializers.Serializer[Any]):
    """A snapshot of what was bought."""

    id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    title = serializers.CharField()
    sku = serializers.CharField()
    options = serializers.DictField(child=serializers.CharField())
    quantity = serializers.IntegerField()
    unit_price = MoneyOf("unit_price_minor")
    total = MoneyOf("total_minor")
    commission = MoneyOf("commission_minor")


class VendorOrderSummary(serializers.Serializer[Any]):
    """A vendor's part of an order, without its lines."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    vendor = VendorName()
    state = serializers.ChoiceField(choices=VendorOrder.State.choices)
    subtotal = MoneyOf("subtotal_minor")
    delivery = MoneyOf("delivery_minor")
    total = MoneyOf("total_minor")
    commission = MoneyOf("commission_minor")
    delivery_method = serializers.CharField()
    placed_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancelled_because = serializers.CharField()


class VendorOrderRow(VendorOrderSummary):
    """A vendor order in a list."""

    order = OrderName()


class VendorOrderPart(VendorOrderSummary):
    """A vendor's part of an order, with its lines."""

    lines = LineShape(many=True)


class VendorOrderDetail(VendorOrderRow):
    """A vendor order with its lines."""

    lines = LineShape(many=True)


class TimelineShape(serializers.Serializer[Any]):
    """Something that happened to an order."""

    kind = serializers.CharField()
    vendor_order_id = serializers.UUIDField(allow_null=True)
    facts = serializers.JSONField()
    actor = serializers.CharField()
    happened_at = serializers.DateTimeField()


class OrderDetail(OrderRow):
    """An order with all that belongs to it."""

    owner_id = serializers.UUIDField()
    purchase_id = serializers.UUIDField()
    address = serializers.JSONField()
    vendor_orders = VendorOrderPart(many=True)
    timeline = TimelineShape(many=True)
    payments = AttemptDetail(many=True)
