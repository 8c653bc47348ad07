"""What staff may do with what vendors offer: look through the queue, approve, reject."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.models import Media
from domains.catalogue.services.locking import locked_product
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission, hold_waiting, reject_submission
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from rest.staff.door.facts import columns
from rest.staff.door.fields import Nothing
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.submissions import Approved, Rejection, Several, SubmissionRow

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

# With the row itself: what the product shows, in order.
_SHOWN = (
    Media.objects.filter(product=OuterRef("product_id"))
    .order_by("position", "id")
    .values(picture=JSONObject(**{name: name for name in ("file", "alt", "colour", "width", "height")}))
)
_submission_facts = columns(Submission, "state", "reason", "changes")


class SubmissionFilter(filters.FilterSet):
    """Which submissions; `state=waiting` is the queue."""

    state = filters.ChoiceFilter(choices=Submission.State.choices)
    product = filters.UUIDFilter(field_name="product_id")
    vendor = filters.UUIDFilter(field_name="product__vendor_id")


class SubmissionView(ListModelMixin, Shown):
    """What vendors offer, the longest waiting first."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "approve": _EDIT,
        "reject": _EDIT,
        "approve_several": _EDIT,
    }
    target_kind = "submission"
    queryset = Submission.objects.select_related("product__vendor").annotate(shown=ArraySubquery(_SHOWN))
    serializer_class = SubmissionRow
    filterset_class = SubmissionFilter
    ordering_fields = ("submitted_at",)
    default_ordering = "submitted_at"
    search_fields = ("product__title", "product__vendor__name")

    @extend_schema(request=Nothing, responses=SubmissionRow)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: UUID) -> Response:
        """Show it, or change what is shown. Needs If-Match with the entity tag that was read."""
        self.given(Nothing)
        now = utc_now()
        change = partial(approve_submission, submission_id=pk, actor=self.actor, now=now)
        return self.carry_out("approve", pk=pk, look=_facts, change=change, now=now, match_required=True)

    @extend_schema(request=Rejection, responses=SubmissionRow)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: UUID) -> Response:
        """Give it back with a reason. Needs If-Match with the entity tag that was read."""
        now, reason = utc_now(), self.given(Rejection)["reason"]
        change = partial(reject_submission, submission_id=pk, reason=reason, actor=self.actor, now=now)
        return self.carry_out("reject", pk=pk, look=_facts, change=change, now=now, match_required=True)

    @extend_schema(operation_id="submissions_approve_several", request=Several, responses=Approved)
    @action(detail=False, methods=["post"], url_path="approve", url_name="approve-several")
    def approve_several(self, request: Request) -> Response:
        """Approve up to 100; where one of them no longer waits, none."""
        now, wanted = utc_now(), self.given(Several)["submission_ids"]
        with transaction.atomic():
            held = hold_waiting(submission_ids=wanted)
            for one in held:
                change = partial(approve_submission, submission_id=one.id, actor=self.actor, now=now)
                self.audit("approve", target_id=one.id, look=partial(_facts, one.id), change=change, now=now)
        return Response(Approved({"approved": len(held)}).data)


def _facts(pk: UUID) -> Facts:
    """What is offered; the product is locked first, as vendors do."""
    product_id = Submission.objects.filter(id=pk).values_list("product_id", flat=True).first()
    if product_id is None:
        raise NotFound
    product = locked_product(product_id)
    return {**_submission_facts(pk), "product_state": product.state, "title": product.title}
