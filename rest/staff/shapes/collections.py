"""Collections as staff read and write them."""

from typing import Any

from rest_framework import serializers

from domains.catalogue.collections.services.keep_collections import MAX_CHOSEN
from rest.staff.door.fields import Line, Slug, Strict, Whole

_LAST = 1_000_000


class CollectionRow(serializers.Serializer[Any]):
    """A collection in a list."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    slug = serializers.CharField()
    description = serializers.CharField()
    position = serializers.IntegerField()
    rule = serializers.JSONField(allow_null=True)
    version = serializers.IntegerField()
    shown_from = serializers.DateTimeField(allow_null=True)
    shown_until = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ChosenProduct(serializers.Serializer[Any]):
    """A product chosen by hand."""

    id = serializers.UUIDField(source="product.id")
    title = serializers.CharField(source="product.title")
    state = serializers.CharField(source="product.state")


class CollectionDetail(CollectionRow):
    """A collection; of a manual one, its products in order."""

    products = ChosenProduct(many=True, source="chosen")


class RebuildShape(serializers.Serializer[Any]):
    """How far the members of a rule have been written."""

    version = serializers.IntegerField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    began_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class NewCollection(Strict):
    """A collection, with a rule or without."""

    title = Line(max_length=80)
    slug = Slug(max_length=80, required=False)
    description = Line(max_length=300, required=False, allow_blank=True)
    position = Whole(min_value=0, max_value=_LAST, required=False)
    rule = serializers.JSONField(required=False)
    shown_from = serializers.DateTimeField(required=False, allow_null=True)
    shown_until = serializers.DateTimeField(required=False, allow_null=True)


class CollectionChanges(Strict):
    """The fields of a collection that staff may change."""

    title = Line(max_length=80)
    slug = Slug(max_length=80)
    description = Line(max_length=300, allow_blank=True)
    position = Whole(min_value=0, max_value=_LAST)
    rule = serializers.JSONField()
    shown_from = serializers.DateTimeField(allow_null=True)
    shown_until = serializers.DateTimeField(allow_null=True)


class ChosenProducts(Strict):
    """All products of a manual collection, in order."""

    product_ids = serializers.ListField(child=serializers.UUIDField(), max_length=MAX_CHOSEN)


class RuleInput(Strict):
    """A rule to try."""

    rule = serializers.JSONField()


class ShownProduct(serializers.Serializer[Any]):
    """A product that a rule would show."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    slug = serializers.CharField()


class PreviewShape(serializers.Serializer[Any]):
    """What a rule would show now."""

    count = serializers.IntegerField()
    products = ShownProduct(many=True)
