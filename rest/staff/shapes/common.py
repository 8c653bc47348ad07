"""Deliveries of events as staff read them."""

from typing import Any

from rest_framework import serializers

from domains.common.models import Delivery


class DeliveryRow(serializers.Serializer[Any]):
    """One event on its way to one reaction."""

    id = serializers.IntegerField()
    event_id = serializers.UUIDField(source="event.event_id")
    event_name = serializers.CharField(source="event.name")
    aggregate = serializers.CharField()
    reaction = serializers.CharField()
    state = serializers.ChoiceField(choices=Delivery.State.choices)
    attempts = serializers.IntegerField()
    due_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField()
    request_id = serializers.CharField(source="event.request_id")
