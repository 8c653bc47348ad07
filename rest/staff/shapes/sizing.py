"""Size guides as staff read and write them."""

from typing import Any

from rest_framework import serializers

from domains.catalogue.sizing.models import SizeGuide
from domains.catalogue.sizing.rules import LONGEST_SIZE, MAX_SIZES, NewSize
from rest.staff.door.fields import Line, Strict, Whole

_MOST_MM = 10_000


class SpanOf(serializers.Serializer[Any]):
    """The lowest and the highest in millimetres."""

    low = serializers.IntegerField()
    high = serializers.IntegerField()

    def to_representation(self, instance: Any) -> dict[str, int]:
        """As it is stored."""
        low, high = instance
        return {"low": low, "high": high}


class SizeShape(serializers.Serializer[Any]):
    """A size of a guide."""

    size = serializers.CharField()
    measures = serializers.DictField(child=SpanOf())


class SizeGuideRow(serializers.Serializer[Any]):
    """A size guide in a list."""

    id = serializers.UUIDField()
    vendor_id = serializers.UUIDField(allow_null=True)
    category_id = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(choices=SizeGuide.Kind.choices)
    gender = serializers.ChoiceField(choices=SizeGuide.Gender.choices)
    title = serializers.CharField()
    is_published = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class SizeGuideDetail(SizeGuideRow):
    """A size guide with its sizes, from the smallest."""

    rows = SizeShape(many=True, source="sizes")


class SpanInput(Strict):
    """The lowest and the highest in millimetres."""

    low = Whole(min_value=1, max_value=_MOST_MM)
    high = Whole(min_value=1, max_value=_MOST_MM)


class SizeInput(Strict):
    """A size with its measures."""

    size = Line(max_length=LONGEST_SIZE)
    measures = serializers.DictField(child=SpanInput(), allow_empty=False)

    def to_internal_value(self, data: Any) -> NewSize:
        """The size."""
        given = super().to_internal_value(data)
        spans = {name: (span["low"], span["high"]) for name, span in given["measures"].items()}
        return NewSize(size=given["size"], measures=spans)


class SizeGuideChanges(Strict):
    """The fields of a size guide that staff may change; `rows` are all its sizes, from the smallest."""

    # Not required one by one instead of `partial`, which would let a span go without its end.
    vendor_id = serializers.UUIDField(required=False, allow_null=True)
    category_id = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=SizeGuide.Kind.choices, required=False)
    gender = serializers.ChoiceField(choices=SizeGuide.Gender.choices, required=False)
    title = Line(max_length=120, required=False)
    is_published = serializers.BooleanField(required=False)
    rows = serializers.ListField(child=SizeInput(), min_length=1, max_length=MAX_SIZES, required=False)


class NewSizeGuide(SizeGuideChanges):
    """A size guide; without a vendor it is the platform's, without a category for everything."""

    kind = serializers.ChoiceField(choices=SizeGuide.Kind.choices)
    gender = serializers.ChoiceField(choices=SizeGuide.Gender.choices)
    title = Line(max_length=120)
    rows = serializers.ListField(child=SizeInput(), min_length=1, max_length=MAX_SIZES)
