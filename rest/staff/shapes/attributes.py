"""Attributes as staff read and write them, and what products say by them."""

from typing import Any

from rest_framework import serializers

from domains.catalogue.attributes.models import Attribute
from domains.catalogue.attributes.rules import (
    MAX_CHOICES,
    MAX_CHOSEN,
    MAX_CODE,
    MAX_PLACES,
    MAX_TEXT,
    MAX_UNIT,
    NewChoice,
)
from rest.staff.door.fields import Line, Strict, Whole, Words


class ChoiceShape(serializers.Serializer[Any]):
    """A choice of an attribute."""

    code = serializers.CharField()
    name = serializers.CharField()


class AttributeRow(serializers.Serializer[Any]):
    """An attribute in a list."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Attribute.Kind.choices)
    unit = serializers.CharField()
    lowest = serializers.FloatField(allow_null=True)
    highest = serializers.FloatField(allow_null=True)
    is_filterable = serializers.BooleanField()
    is_required = serializers.BooleanField()
    position = serializers.IntegerField()


class AttributeDetail(AttributeRow):
    """An attribute with its choices in order; without categories it is for all products."""

    choices = ChoiceShape(many=True, source="shown_choices")
    categories = serializers.SerializerMethodField()

    def get_categories(self, attribute: Any) -> list[str]:
        """Ids of the categories it is for."""
        return sorted(str(place.category_id) for place in attribute.shown_places)


class ChoiceInput(Strict):
    """A choice to be."""

    code = Words(max_length=MAX_CODE)
    name = Line(max_length=80)

    def to_internal_value(self, data: Any) -> NewChoice:
        """The choice."""
        return NewChoice(**super().to_internal_value(data))


class Bound(serializers.DecimalField):
    """A number, as a number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=13, decimal_places=3, **options)

    def to_internal_value(self, data: Any) -> Any:
        """The number, or `invalid`."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)


class AttributeChanges(Strict):
    """The fields of an attribute that staff may change; `choices` and `categories` are all of them."""

    name = Line(max_length=80, required=False)
    unit = Line(max_length=MAX_UNIT, allow_blank=True, required=False)
    lowest = Bound(allow_null=True, required=False)
    highest = Bound(allow_null=True, required=False)
    is_filterable = serializers.BooleanField(required=False)
    is_required = serializers.BooleanField(required=False)
    position = Whole(min_value=0, max_value=1_000_000, required=False)
    choices = serializers.ListField(child=ChoiceInput(), max_length=MAX_CHOICES, required=False)
    categories = serializers.ListField(child=serializers.UUIDField(), max_length=MAX_PLACES, required=False)


class NewAttribute(AttributeChanges):
    """An attribute; its code and its kind stay."""

    code = Words(max_length=MAX_CODE)
    name = Line(max_length=80)
    kind = serializers.ChoiceField(choices=Attribute.Kind.choices)


class Said(serializers.JSONField):
    """What a product says of one attribute: a text, a number, true or false, or codes of choices."""

    default_error_messages = {"kind": "This is a text, a number, true or false, or a list of choices."}  # noqa: RUF012 - as the framework declares it

    def to_internal_value(self, data: Any) -> Any:
        """The value; whether it is one of its attribute is asked when it is written."""
        if isinstance(data, str):
            return Line(max_length=MAX_TEXT).run_validation(data)
        if isinstance(data, list) and len(data) <= MAX_CHOSEN:
            return [Words(max_length=MAX_CODE).run_validation(each) for each in data]
        if not isinstance(data, bool | int | float):
            self.fail("kind")
        return data
