"""What staff may do with reviews: look, publish, reject."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.roles import Permission
from domains.reviews.models import Review, ReviewPhoto
from domains.reviews.services.moderate import publish_review, reject_review
from rest.staff.door.facts import columns
from rest.staff.door.fields import Nothing, Reason
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.reviews import ReviewDetail, ReviewRow

_LOOK = frozenset({Permission.VIEW_REVIEWS})
_MODERATE = _LOOK | {Permission.MODERATE_REVIEWS}

_PHOTOS = Prefetch("photos", ReviewPhoto.objects.select_related("upload").order_by("position"))
_review_facts = columns(Review, "state", "moderation_reason")


class ReviewFilter(filters.FilterSet):
    """Which reviews; `state=pending` finds those that wait."""

    state = filters.ChoiceFilter(choices=Review.State.choices)
    product = filters.UUIDFilter(field_name="product_id")
    vendor = filters.UUIDFilter(field_name="product__vendor_id")
    rating = filters.ChoiceFilter(choices=[(stars, str(stars)) for stars in range(1, 6)])


class ReviewView(ListModelMixin, Shown):
    """Reviews in every state."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "publish": _MODERATE, "reject": _MODERATE}
    target_kind = "review"
    queryset = Review.objects.select_related("product")
    detail_queryset = queryset.prefetch_related(_PHOTOS)
    serializer_class = ReviewRow
    detail_class = ReviewDetail
    filterset_class = ReviewFilter
    ordering_fields = ("written_at",)
    default_ordering = "-written_at"
    search_fields = ("title", "body", "author_name")

    @extend_schema(request=Nothing, responses=ReviewDetail)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: UUID) -> Response:
        """Show it to everybody."""
        self.given(Nothing)
        now = utc_now()
        change = partial(publish_review, review_id=pk, actor=self.actor, now=now)
        return self.carry_out("publish", pk=pk, look=_review_facts, change=change, now=now)

    @extend_schema(request=Reason, responses=ReviewDetail)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: UUID) -> Response:
        """Hide it, for a reason that its writer gets to read."""
        reason, now = self.given(Reason)["reason"], utc_now()
        change = partial(reject_review, review_id=pk, reason=reason, actor=self.actor, now=now)
        return self.carry_out("reject", pk=pk, look=_review_facts, change=change, now=now)
