"""What vendors offer, as staff read it and decide on it."""

from typing import Any

from rest_framework import serializers

from domains.catalogue.submissions.models import Submission
from rest.staff.door.fields import Line, Strict

MOST_AT_ONCE = 100


class OfferedProduct(serializers.Serializer[Any]):
    """The product as it is."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.CharField()
    vendor_id = serializers.UUIDField()
    vendor = serializers.CharField(source="vendor.name")


class SubmissionRow(serializers.Serializer[Any]):
    """A product, or a revision of one, and what became of it."""

    id = serializers.UUIDField()
    product = OfferedProduct()
    changes = serializers.JSONField()
    state = serializers.ChoiceField(choices=Submission.State.choices)
    reason = serializers.CharField()
    submitted_by = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class Rejection(Strict):
    """Why not; the vendor gets to read it."""

    reason = Line(max_length=500)


class Several(Strict):
    """Submissions to approve, all or none."""

    submission_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_AT_ONCE)


class Approved(serializers.Serializer[Any]):
    """How many were approved."""

    approved = serializers.IntegerField()
