"""Stock as staff read and change it."""

from typing import Any

from rest_framework import serializers

from domains.inventory.models import StockMovement
from rest.staff.door.fields import Line, Strict, Whole


class LocationShape(serializers.Serializer[Any]):
    """A place from which a vendor ships."""

    id = serializers.UUIDField()
    vendor_id = serializers.UUIDField()
    name = serializers.CharField()
    country = serializers.CharField()


class StockVariant(serializers.Serializer[Any]):
    """What lies there."""

    id = serializers.UUIDField()
    sku = serializers.CharField()
    product_id = serializers.UUIDField()
    title = serializers.CharField(source="product.title")


class LevelRow(serializers.Serializer[Any]):
    """How many units of a variant a location has, and how many of them are promised."""

    id = serializers.UUIDField()
    variant = StockVariant()
    location = LocationShape()
    on_hand = serializers.IntegerField()
    reserved = serializers.IntegerField()
    available = serializers.IntegerField()
    low_stock_at = serializers.IntegerField()
    is_low = serializers.BooleanField()


class MovementRow(serializers.Serializer[Any]):
    """Why on hand changed."""

    id = serializers.UUIDField()
    level_id = serializers.UUIDField()
    variant_id = serializers.UUIDField(source="level.variant_id")
    location_id = serializers.UUIDField(source="level.location_id")
    delta = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=StockMovement.Reason.choices)
    reference = serializers.CharField()
    actor = serializers.CharField()
    moved_at = serializers.DateTimeField()


class Arrival(Strict):
    """Units that arrived at a location; `reference` says with what, such as a delivery note."""

    variant_id = serializers.UUIDField()
    location_id = serializers.UUIDField()
    quantity = Whole(min_value=1, max_value=1_000_000)
    reference = Line(max_length=80, required=False, allow_blank=True, default="")


class Count(Strict):
    """What was counted on a shelf, and why it is put right."""

    variant_id = serializers.UUIDField()
    location_id = serializers.UUIDField()
    on_hand = Whole(min_value=0, max_value=1_000_000)
    reason = Line(max_length=80)
