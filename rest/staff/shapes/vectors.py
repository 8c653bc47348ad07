"""Rebuilds of vectors as staff read them."""

from typing import Any

from rest_framework import serializers

from domains.common.background import TaskState, state_of


class RebuildRow(serializers.Serializer[Any]):
    """A rebuild and how far it is: `processed` of `total` products."""

    id = serializers.UUIDField()
    owner = serializers.CharField()
    state = serializers.SerializerMethodField()
    processed = serializers.IntegerField()
    total = serializers.IntegerField()
    embedder = serializers.CharField()
    last_error = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_state(self, row: Any) -> TaskState:
        """By its last event."""
        return state_of(delivery=row.delivery_state, attempts=row.chunk + (row.attempts or 0))
