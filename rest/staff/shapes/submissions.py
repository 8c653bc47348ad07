"""What vendors offer, as staff read it and decide on it."""

from typing import Any

from django.core.files.storage import default_storage
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.rows import OfferedPictureRow, offered_pictures
from rest.staff.door.fields import Line, Strict

MOST_AT_ONCE = 100


class OfferedProduct(serializers.Serializer[Any]):
    """The product as it is."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.CharField()
    vendor_id = serializers.UUIDField()
    vendor = serializers.CharField(source="vendor.name")


class OfferedPicture(serializers.Serializer[Any]):
    """A picture in its place; `focal` is what crops are to keep, where the revision says so."""

    url = serializers.SerializerMethodField()
    alt = serializers.CharField()
    colour = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    is_new = serializers.BooleanField()
    focal = serializers.SerializerMethodField()

    def get_url(self, picture: OfferedPictureRow) -> str:
        """Where it is."""
        return default_storage.url(picture.file)

    def get_focal(self, picture: OfferedPictureRow) -> tuple[float, float] | None:
        """From the top left corner, as fractions of width and height."""
        point = picture.focal_point
        return (point.x, point.y) if point else None


class SubmissionRow(serializers.Serializer[Any]):
    """A product, or a revision of one, with all its pictures as they are to be, and what became of it."""

    id = serializers.UUIDField()
    product = OfferedProduct()
    changes = serializers.JSONField()
    pictures = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=Submission.State.choices)
    reason = serializers.CharField()
    submitted_by = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(OfferedPicture(many=True))
    def get_pictures(self, submission: Submission) -> Any:
        """As the revision has them, or as the product has them where it leaves them."""
        offered = offered_pictures(submission.changes)
        if offered is None:
            shown: list[dict[str, Any]] = submission.shown  # type: ignore[attr-defined]  # annotated by the view
            offered = [OfferedPictureRow(**picture, is_new=False, focal_point=None) for picture in shown]
        return OfferedPicture(offered, many=True).data


class Rejection(Strict):
    """Why not; the vendor gets to read it."""

    reason = Line(max_length=500)


class Several(Strict):
    """Submissions to approve, all or none."""

    submission_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_AT_ONCE)


class Approved(serializers.Serializer[Any]):
    """How many were approved."""

    approved = serializers.IntegerField()
