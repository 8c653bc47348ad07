"""What staff may do with stock: look, receive, put a count right."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from domains.inventory.models import StockLevel, StockLocation, StockMovement
from domains.inventory.services.levels import lock_levels_of_variants
from domains.inventory.services.receive_stock import correct_stock, receive_stock
from rest.staff.door.views import Demands, Shown, StaffView
from rest.staff.shapes.inventory import Arrival, Count, LevelRow, LocationShape, MovementRow

_LOOK, _CHANGE = frozenset({Permission.VIEW_STOCK}), frozenset({Permission.VIEW_STOCK, Permission.CHANGE_STOCK})


class LocationFilter(filters.FilterSet):
    """Which locations."""

    vendor = filters.UUIDFilter(field_name="vendor_id")


class LocationView(ListModelMixin, StaffView):
    """The places vendors ship from."""

    demands: ClassVar[Demands] = {"list": _LOOK}
    queryset = StockLocation.objects.all()
    serializer_class = LocationShape
    filterset_class = LocationFilter
    ordering_fields = ("name",)
    default_ordering = "name"
    search_fields = ("name",)


class LevelFilter(filters.FilterSet):
    """Which levels. A level is low at or below its own mark, by what can still be sold."""

    vendor = filters.UUIDFilter(field_name="location__vendor_id")
    location = filters.UUIDFilter(field_name="location_id")
    variant = filters.UUIDFilter(field_name="variant_id")
    product = filters.UUIDFilter(field_name="variant__product_id")
    low = filters.ChoiceFilter(choices=(("true", "low"), ("false", "not low")), method="by_low")

    def by_low(self, queryset: QuerySet[StockLevel], name: str, value: str) -> QuerySet[StockLevel]:
        """Those that are low, or those that are not."""
        return queryset.filter(Q(("is_low", value == "true")))


class LevelView(ListModelMixin, Shown):
    """Stock levels, one per variant and location."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "receive": _CHANGE, "correct": _CHANGE}
    target_kind = "stock"
    queryset = StockLevel.objects.select_related("variant__product", "location").annotate(
        available=F("on_hand") - F("reserved"),
        is_low=Case(
            When(low_stock_at__gte=F("on_hand") - F("reserved"), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )
    serializer_class = LevelRow
    filterset_class = LevelFilter
    ordering_fields = ("available", "on_hand", "variant__sku")
    default_ordering = "available"
    search_fields = ("variant__sku", "variant__product__title")

    @extend_schema(request=Arrival, responses=LevelRow)
    @action(detail=False, methods=["post"])
    def receive(self, request: Request) -> Response:
        """Add units that arrived; the level is made with its first units."""
        return self._move("receive", receive_stock, self.given(Arrival))

    @extend_schema(request=Count, responses=LevelRow)
    @action(detail=False, methods=["post"])
    def correct(self, request: Request) -> Response:
        """Set on hand to what was counted."""
        counted = self.given(Count)
        counted["reference"] = counted.pop("reason")
        return self._move("correct", correct_stock, counted)

    def _move(self, name: str, service: Any, asked: dict[str, Any]) -> Response:
        now = utc_now()
        level = self.audit(
            name,
            target_id=asked["variant_id"],
            look=partial(_level_facts, asked["variant_id"], asked["location_id"]),
            change=partial(service, **asked, actor=self.actor, now=now),
            now=now,
        )
        return self.answer(level.id)


class MovementFilter(filters.FilterSet):
    """Which movements."""

    level = filters.UUIDFilter(field_name="level_id")
    variant = filters.UUIDFilter(field_name="level__variant_id")
    location = filters.UUIDFilter(field_name="level__location_id")
    reason = filters.ChoiceFilter(choices=StockMovement.Reason.choices)
    reference = filters.CharFilter(max_length=80)
    moved_from = filters.IsoDateTimeFilter(field_name="moved_at", lookup_expr="gte")
    moved_until = filters.IsoDateTimeFilter(field_name="moved_at", lookup_expr="lt")


class MovementView(ListModelMixin, StaffView):
    """Every change of on hand."""

    demands: ClassVar[Demands] = {"list": _LOOK}
    queryset = StockMovement.objects.select_related("level")
    serializer_class = MovementRow
    filterset_class = MovementFilter
    ordering_fields = ("moved_at",)
    default_ordering = "-moved_at"


def _level_facts(variant_id: UUID, location_id: UUID) -> Facts:
    levels = lock_levels_of_variants(variant_ids=[variant_id])
    return {"on_hand": {str(level.location_id): level.on_hand for level in levels if level.location_id == location_id}}
