"""Who works here, and what they did: for admins."""

from typing import ClassVar

from django_filters import rest_framework as filters
from rest_framework.mixins import ListModelMixin

from domains.identity.models import StaffAction, StaffRole, User
from domains.identity.roles import Permission
from rest.staff.door.views import Demands, StaffView
from rest.staff.shapes.identity import StaffActionRow, StaffMemberRow


class StaffMemberFilter(filters.FilterSet):
    """Which members of staff."""

    role = filters.ChoiceFilter(field_name="staff_role", choices=StaffRole.choices[1:])
    active = filters.ChoiceFilter(field_name="is_active", choices=((True, "true"), (False, "false")))


class StaffMemberView(ListModelMixin, StaffView):
    """Everybody with a place among the staff."""

    demands: ClassVar[Demands] = {"list": frozenset({Permission.VIEW_STAFF})}
    queryset = User.objects.filter(is_staff=True)
    serializer_class = StaffMemberRow
    filterset_class = StaffMemberFilter
    ordering_fields = ("joined_at", "email")
    default_ordering = "email"
    search_fields = ("email", "full_name")


class StaffActionFilter(filters.FilterSet):
    """Which actions."""

    actor = filters.UUIDFilter(field_name="actor_id")
    action = filters.CharFilter(max_length=60)
    target_kind = filters.CharFilter(max_length=40)
    target_id = filters.CharFilter(max_length=40)
    acted_from = filters.IsoDateTimeFilter(field_name="acted_at", lookup_expr="gte")
    acted_until = filters.IsoDateTimeFilter(field_name="acted_at", lookup_expr="lt")


class StaffActionView(ListModelMixin, StaffView):
    """The audit log."""

    demands: ClassVar[Demands] = {"list": frozenset({Permission.VIEW_AUDIT})}
    queryset = StaffAction.objects.select_related("actor")
    serializer_class = StaffActionRow
    filterset_class = StaffActionFilter
    ordering_fields = ("acted_at",)
    default_ordering = "-acted_at"
