"""What staff may do with deliveries of events: look, and send again what was given up."""

from typing import ClassVar

from django_filters import rest_framework as filters
from rest_framework.mixins import ListModelMixin

from domains.common.models import Delivery
from domains.identity.roles import Permission
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.common import DeliveryRow

_LOOK = frozenset({Permission.VIEW_DELIVERIES})


class DeliveryFilter(filters.FilterSet):
    """Which deliveries; `state=dead` finds those that were given up."""

    state = filters.ChoiceFilter(choices=Delivery.State.choices)
    reaction = filters.CharFilter(max_length=80)
    aggregate = filters.CharFilter(max_length=80)
    event = filters.CharFilter(field_name="event__name", max_length=80)


class DeliveryView(ListModelMixin, Shown):
    """Events on their way to reactions."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK}
    target_kind = "delivery"
    lookup_value_converter = "int"
    queryset = Delivery.objects.select_related("event")
    serializer_class = DeliveryRow
    filterset_class = DeliveryFilter
    ordering_fields = ("id", "due_at")
    default_ordering = "-id"
