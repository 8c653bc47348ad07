"""What staff may do with deliveries of events: look, and send again what was given up."""

from functools import partial
from typing import ClassVar

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.common.deliveries import send_again
from domains.common.models import Delivery
from domains.identity.roles import Permission
from rest.staff.door.facts import columns
from rest.staff.door.fields import Nothing
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.common import DeliveryRow

_LOOK = frozenset({Permission.VIEW_DELIVERIES})
_RETRY = _LOOK | {Permission.RETRY_DELIVERIES}

_delivery_facts = columns(Delivery, "state", "attempts", no_key=False)


class DeliveryFilter(filters.FilterSet):
    """Which deliveries; `state=dead` finds those that were given up."""

    state = filters.ChoiceFilter(choices=Delivery.State.choices)
    reaction = filters.CharFilter(max_length=80)
    aggregate = filters.CharFilter(max_length=80)
    event = filters.CharFilter(field_name="event__name", max_length=80)


class DeliveryView(ListModelMixin, Shown):
    """Events on their way to reactions."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "send_again": _RETRY}
    target_kind = "delivery"
    lookup_value_converter = "int"
    queryset = Delivery.objects.select_related("event")
    serializer_class = DeliveryRow
    filterset_class = DeliveryFilter
    ordering_fields = ("id", "due_at")
    default_ordering = "-id"

    @extend_schema(request=Nothing, responses=DeliveryRow)
    @action(detail=True, methods=["post"], url_path="send-again", url_name="send-again")
    def send_again(self, request: Request, pk: int) -> Response:
        """Give a delivery that was given up its attempts back."""
        self.given(Nothing)
        change = partial(send_again, delivery_id=pk)
        return self.carry_out("send_again", pk=pk, look=_delivery_facts, change=change, now=utc_now())
