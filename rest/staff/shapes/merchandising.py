"""Rules that move products, as staff read and write them."""

from typing import Any

from rest_framework import serializers

from domains.search.models import Boost
from domains.search.services.keep_boosts import MAX_NOTE, MAX_QUERY
from rest.staff.door.fields import Line, Strict, Whole

TARGETS = ("product_id", "category_id", "vendor_id", "collection_id")


class BoostRow(serializers.Serializer[Any]):
    """A rule, with the name of what it moves."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Boost.Kind.choices)
    query = serializers.CharField()
    product_id = serializers.UUIDField(allow_null=True)
    product_title = serializers.CharField(allow_null=True)
    category_id = serializers.UUIDField(allow_null=True)
    category_path = serializers.CharField(allow_null=True)
    vendor_id = serializers.UUIDField(allow_null=True)
    vendor_name = serializers.CharField(allow_null=True)
    collection_id = serializers.UUIDField(allow_null=True)
    collection_title = serializers.CharField(allow_null=True)
    priority = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class BoostChanges(Strict):
    """What a rule does, for which question, how strongly and when; an empty `query` means lists and all searches."""

    kind = serializers.ChoiceField(choices=Boost.Kind.choices)
    query = Line(max_length=MAX_QUERY, required=False, allow_blank=True)
    priority = Whole(min_value=1, max_value=100, required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    note = Line(max_length=MAX_NOTE, required=False, allow_blank=True)


class NewBoost(BoostChanges):
    """A rule about one of four things."""

    product_id = serializers.UUIDField(required=False)
    category_id = serializers.UUIDField(required=False)
    vendor_id = serializers.UUIDField(required=False)
    collection_id = serializers.UUIDField(required=False)
