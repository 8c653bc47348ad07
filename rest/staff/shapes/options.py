"""What can be chosen on products' axes, as staff read and write it."""

from typing import Any

from django.core.files.storage import default_storage
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from domains.catalogue.services.keep_options import MAX_NAME
from rest.staff.door.fields import Line, Slug, Strict
from rest.staff.shapes.media import UploadKey


class SwatchField(serializers.RegexField):
    """A colour, `#rrggbb` in lower case; empty for none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"\A#[0-9a-f]{6}\Z", allow_blank=True, **options)


class OptionValueRow(serializers.Serializer[Any]):
    """One thing that can be chosen, with its axis."""

    id = serializers.UUIDField()
    product_id = serializers.UUIDField(source="axis.product_id")
    axis_id = serializers.UUIDField()
    axis = serializers.CharField(source="axis.code")
    code = serializers.CharField()
    name = serializers.CharField()
    swatch = serializers.CharField()
    swatch_url = serializers.SerializerMethodField()
    position = serializers.IntegerField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_swatch_url(self, value: Any) -> str | None:
        """Address of the picture of its cloth."""
        return default_storage.url(value.swatch_file) if value.swatch_file else None


class NewOptionValue(Strict):
    """One more thing to choose, the last on its axis."""

    axis_id = serializers.UUIDField()
    code = Slug(max_length=60)
    name = Line(max_length=MAX_NAME)
    swatch = SwatchField(required=False)


class OptionValueChanges(Strict):
    """What staff may change of it; `upload_id` is an upload of one's own that shows the cloth."""

    name = Line(max_length=MAX_NAME)
    swatch = SwatchField()
    upload_id = UploadKey()
