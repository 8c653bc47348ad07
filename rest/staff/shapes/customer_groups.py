"""Groups of customers as staff read and write them."""

from typing import Any

from rest_framework import serializers

from domains.identity.emails import LONGEST_EMAIL
from domains.identity.services.keep_groups import MAX_NAME
from rest.staff.door.fields import Line, Strict


class CustomerGroupRow(serializers.Serializer[Any]):
    """A group."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()


class NewCustomerGroup(Strict):
    """A group by a code that never changes, of letters, digits, hyphens and underscores."""

    code = serializers.SlugField(max_length=40)
    name = Line(max_length=MAX_NAME)


class CustomerGroupChanges(Strict):
    """What the group is called."""

    name = Line(max_length=MAX_NAME)


class GroupMembershipRow(serializers.Serializer[Any]):
    """A customer in a group."""

    id = serializers.UUIDField()
    group_id = serializers.UUIDField()
    group_code = serializers.CharField(source="group.code")
    customer_id = serializers.UUIDField(source="user_id")
    customer_email = serializers.CharField(source="user.email")
    added_at = serializers.DateTimeField()


class NewGroupMembership(Strict):
    """Who is to be in which group."""

    group_id = serializers.UUIDField()
    email = Line(max_length=LONGEST_EMAIL)
