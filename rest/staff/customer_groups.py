"""What staff may do with groups of customers: make and name them, and say who is in them."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.models import CustomerGroup, GroupMembership
from domains.identity.roles import Permission
from domains.identity.services.keep_groups import (
    add_to_group,
    create_group,
    delete_group,
    rename_group,
    take_from_group,
)
from rest.staff.door.facts import columns
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.customer_groups import (
    CustomerGroupChanges,
    CustomerGroupRow,
    GroupMembershipRow,
    NewCustomerGroup,
    NewGroupMembership,
)

_LOOK = frozenset({Permission.VIEW_CUSTOMERS})
_EDIT = frozenset({Permission.VIEW_CUSTOMERS, Permission.GROUP_CUSTOMERS})

_group_facts = columns(CustomerGroup, "code", "name")
_last_group_facts = columns(CustomerGroup, "code", "name", no_key=False)
# Ids only: the log stays when a customer is erased.
_membership_facts = columns(GroupMembership, "group_id", "user_id", no_key=False)


class CustomerGroupFilter(filters.FilterSet):
    """Which groups."""

    code = filters.CharFilter(max_length=40)


class CustomerGroupView(ListModelMixin, Shown):
    """Groups of customers."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "customer_group"
    queryset = CustomerGroup.objects.all()
    serializer_class = CustomerGroupRow
    filterset_class = CustomerGroupFilter
    ordering_fields = ("code", "name", "created_at")
    default_ordering = "code"
    search_fields = ("code", "name")

    @extend_schema(request=NewCustomerGroup, responses={201: CustomerGroupRow})
    def create(self, request: Request) -> Response:
        """Make a group that nobody is in yet."""
        now = utc_now()
        return self.make(
            create=partial(create_group, now=now, **self.given(NewCustomerGroup)), look=_group_facts, now=now
        )

    @extend_schema(request=CustomerGroupChanges, responses=CustomerGroupRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Call it something else. Needs If-Match with the entity tag that was read."""
        change = partial(rename_group, group_id=pk, **self.given(CustomerGroupChanges))
        return self.carry_out("update", pk=pk, look=_group_facts, change=change, now=utc_now(), match_required=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Forget it, and who was in it. Needs If-Match with the entity tag that was read."""
        return self.remove(pk=pk, look=_last_group_facts, change=partial(delete_group, group_id=pk), now=utc_now())


class GroupMembershipFilter(filters.FilterSet):
    """Whose memberships of which group."""

    group = filters.UUIDFilter(field_name="group_id")
    code = filters.CharFilter(field_name="group__code", max_length=40)
    customer = filters.UUIDFilter(field_name="user_id")


class GroupMembershipView(ListModelMixin, Shown):
    """Who is in which group."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "create": _EDIT, "destroy": _EDIT}
    target_kind = "group_membership"
    queryset = GroupMembership.objects.select_related("group", "user")
    serializer_class = GroupMembershipRow
    filterset_class = GroupMembershipFilter
    ordering_fields = ("added_at",)
    default_ordering = "-added_at"
    search_fields = ("user__email",)

    @extend_schema(request=NewGroupMembership, responses={201: GroupMembershipRow})
    def create(self, request: Request) -> Response:
        """Put the customer who has proven an address into a group."""
        now = utc_now()
        create = partial(add_to_group, now=now, **self.given(NewGroupMembership))
        return self.make(create=create, look=_membership_facts, now=now)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take the customer out. Needs If-Match with the entity tag that was read."""
        change = partial(take_from_group, membership_id=pk)
        return self.remove(pk=pk, look=_membership_facts, change=change, now=utc_now())
