"""Staff and what they did, as admins read it."""

from typing import Any

from rest_framework import serializers

from domains.identity.models import StaffRole


class StaffMemberRow(serializers.Serializer[Any]):
    """A member of staff."""

    id = serializers.UUIDField()
    email = serializers.CharField()
    full_name = serializers.CharField()
    staff_role = serializers.ChoiceField(choices=StaffRole.choices)
    is_active = serializers.BooleanField()
    joined_at = serializers.DateTimeField()


class StaffActionRow(serializers.Serializer[Any]):
    """What somebody changed: the facts that differ, before and after."""

    id = serializers.UUIDField()
    actor_id = serializers.UUIDField()
    actor_email = serializers.CharField(source="actor.email")
    actor_role = serializers.CharField()
    action = serializers.CharField()
    target_kind = serializers.CharField()
    target_id = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()
    request_id = serializers.CharField()
    acted_at = serializers.DateTimeField()
