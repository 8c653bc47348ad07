"""Reviews as staff read them."""

from typing import Any

from django.core.files.storage import default_storage
from rest_framework import serializers

from domains.reviews.models import Review, ReviewPhoto


class PhotoRow(serializers.Serializer[Any]):
    """A picture of a review."""

    url = serializers.SerializerMethodField()
    alt = serializers.CharField()

    def get_url(self, photo: ReviewPhoto) -> str:
        """Where it is shown."""
        return default_storage.url(photo.upload.path)


class ReviewRow(serializers.Serializer[Any]):
    """A review, in a list and alone."""

    id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    product_title = serializers.CharField(source="product.title")
    vendor_id = serializers.UUIDField(source="product.vendor_id")
    author_id = serializers.UUIDField(allow_null=True)
    author_name = serializers.CharField()
    author_country = serializers.CharField()
    order_id = serializers.UUIDField(allow_null=True)
    is_verified = serializers.BooleanField()
    rating = serializers.IntegerField()
    title = serializers.CharField()
    body = serializers.CharField()
    fit = serializers.ChoiceField(choices=Review.Fit.choices, allow_blank=True)
    state = serializers.ChoiceField(choices=Review.State.choices)
    moderation_reason = serializers.CharField()
    moderated_at = serializers.DateTimeField(allow_null=True)
    helpful_count = serializers.IntegerField()
    reply = serializers.CharField()
    replied_at = serializers.DateTimeField(allow_null=True)
    written_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class ReviewDetail(ReviewRow):
    """A review with what was sent along."""

    photos = PhotoRow(many=True)
