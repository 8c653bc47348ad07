"""Pictures of products as staff read and write them."""

from base64 import urlsafe_b64decode
from binascii import Error
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from domains.catalogue.models import Product
from domains.catalogue.picturing import MOST_MEDIA
from domains.catalogue.services.keep_media import MAX_ALT
from domains.media.models import Original
from domains.media.rendering.recipe import FocalPoint, Shape
from rest.staff.door.fields import Line, Slug, Strict, Words

# A global id of the GraphQL door, which this door may not import.
_UPLOADED = b"UploadedPicture:"
_LONGEST_ID = 200


class UploadKey(Words):
    """The id of an upload as `mediaUpload` gave it, or the UUID in it."""

    def to_internal_value(self, data: Any) -> Any:
        """The UUID, or `invalid`."""
        text = super().to_internal_value(data)
        if len(text) > _LONGEST_ID:
            self.fail("invalid")
        try:
            return UUID(text)
        except ValueError:
            return self._decoded(text)

    def _decoded(self, text: str) -> UUID:
        try:
            return UUID(urlsafe_b64decode(text + "=" * (-len(text) % 4)).removeprefix(_UPLOADED).decode())
        except (ValueError, Error):
            self.fail("invalid")


class FocalPointInput(Strict):
    """The spot that crops keep: fractions of width and height from the top left corner."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)

    def to_internal_value(self, data: Any) -> FocalPoint:
        """The point; half a one is none, also where the rest of the input may be left out."""
        given = super().to_internal_value(data)
        missing = [name for name in ("x", "y") if name not in given]
        if missing:
            raise serializers.ValidationError({name: ["This field is required."] for name in missing})
        return FocalPoint(**given)


class FocalPointShape(serializers.Serializer[Any]):
    """The spot that crops keep."""

    x = serializers.FloatField()
    y = serializers.FloatField()


class MediaRow(serializers.Serializer[Any]):
    """A picture of a product; focal point and renditions are null for drawings, which need none."""

    id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    url = serializers.SerializerMethodField()
    alt = serializers.CharField()
    colour = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    position = serializers.IntegerField()
    focal_point = serializers.SerializerMethodField()
    renditions = serializers.ChoiceField(choices=Original.State.choices, allow_null=True)
    trouble = serializers.CharField(allow_null=True)

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, media: Any) -> str:
        """Address of the original."""
        return default_storage.url(media.file)

    @extend_schema_field(FocalPointShape(allow_null=True))
    def get_focal_point(self, media: Any) -> dict[str, float] | None:
        """As fractions."""
        return None if media.focal_x is None else {"x": media.focal_x, "y": media.focal_y}


class RenditionShape(serializers.Serializer[Any]):
    """A picture in one shape and width."""

    shape = serializers.ChoiceField(choices=[shape.value for shape in Shape])
    url = serializers.SerializerMethodField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    size = serializers.IntegerField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, rendition: Any) -> str:
        """Address of the file."""
        return default_storage.url(rendition.path)


class MediaDetail(MediaRow):
    """A picture with its renditions."""

    made = RenditionShape(many=True)


class NewMediaInput(Strict):
    """An upload that becomes the last picture of a product; `colour` is a code of its colours, empty for all."""

    product_id = serializers.PrimaryKeyRelatedField(
        queryset=Product.objects.all(), pk_field=serializers.UUIDField(), source="product"
    )
    upload_id = UploadKey()
    alt = Line(max_length=MAX_ALT)
    colour = Slug(max_length=60, allow_blank=True, required=False)


class MediaChanges(Strict):
    """What staff may say of a picture."""

    alt = Line(max_length=MAX_ALT)
    colour = Slug(max_length=60, allow_blank=True)
    focal_point = FocalPointInput()


class Arrangement(Strict):
    """All pictures of a product, in the order in which they are to be shown."""

    product_id = serializers.UUIDField()
    media_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_MEDIA)
