"""Events, their deliveries, and the timetable."""

from typing import ClassVar

from django.contrib.admin import register

from domains.common.models import Delivery, OutboxEvent, ScheduledRun
from domains.identity.roles import Permission
from rest.admin.lookup import LookUp, Rows
from rest.admin.site import site

_DEMANDS = frozenset({Permission.VIEW_DELIVERIES})


class DeliveryRows(Rows):
    """The reactions to an event."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = Delivery
    fields = ("reaction", "state", "attempts", "due_at", "finished_at", "last_error")


@register(OutboxEvent, site=site)
class OutboxEventPage(LookUp):
    """What happened."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("id", "name", "aggregate", "recorded_at", "dispatched_at", "request_id")
    list_filter = ("name",)
    search_fields = ("aggregate", "request_id")
    ordering = ("-id",)
    inlines = (DeliveryRows,)


@register(Delivery, site=site)
class DeliveryPage(LookUp):
    """Events on their way to reactions."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("id", "event", "reaction", "state", "attempts", "due_at", "last_error")
    list_filter = ("state", "reaction")
    list_select_related = ("event",)
    search_fields = ("aggregate", "last_error")
    ordering = ("-id",)


@register(ScheduledRun, site=site)
class ScheduledRunPage(LookUp):
    """When the entries of the timetable run."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("name", "due_at", "started_at", "finished_at", "runs", "last_error")
    ordering = ("name",)
