"""Vendors as staff read them."""

from typing import Any

from rest_framework import serializers

from domains.vendors.models import Vendor
from rest.staff.door.fields import Line, Slug, Strict


class VendorRow(serializers.Serializer[Any]):
    """A vendor in a list."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    status = serializers.ChoiceField(choices=Vendor.Status.choices)
    status_reason = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    email = serializers.CharField()
    created_at = serializers.DateTimeField()


class CommissionPlanShape(serializers.Serializer[Any]):
    """The platform's share from a moment on, in basis points."""

    rate_bp = serializers.IntegerField()
    valid_from = serializers.DateTimeField()


class MemberShape(serializers.Serializer[Any]):
    """Somebody who works for the vendor."""

    user_id = serializers.UUIDField()
    email = serializers.CharField(source="user.email")
    role = serializers.CharField()
    joined_at = serializers.DateTimeField()


class VendorDetail(VendorRow):
    """A vendor with its profile, people and commission."""

    tagline = serializers.CharField()
    story = serializers.CharField()
    policies = serializers.JSONField()
    logo = serializers.CharField()
    members = MemberShape(many=True)
    commission_plans = CommissionPlanShape(many=True)
    product_count = serializers.IntegerField()


class StatusReason(Strict):
    """Why the status changes; the vendor gets to read it."""

    reason = Line(max_length=300)


class OptionalStatusReason(Strict):
    """Why the status changes, where there is something to say."""

    reason = Line(max_length=300, required=False, allow_blank=True, default="")


class NewSlug(Strict):
    """Another address."""

    slug = Slug(max_length=140)
