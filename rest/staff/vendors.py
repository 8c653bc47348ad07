"""What staff may do with vendors: look, approve, suspend, reinstate."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import Count, Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.roles import Permission
from domains.vendors.models import CommissionPlan, Vendor, VendorMember
from domains.vendors.services import change_vendor_slug, change_vendor_status
from domains.vendors.transitions import Step
from rest.staff.door.facts import columns
from rest.staff.door.fields import Strict
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.vendors import NewSlug, OptionalStatusReason, StatusReason, VendorDetail, VendorRow

_LOOK, _EDIT = frozenset({Permission.VIEW_VENDORS}), frozenset({Permission.VIEW_VENDORS, Permission.EDIT_VENDORS})

_vendor_facts = columns(Vendor, "status", "status_reason", "slug", no_key=False)


class VendorFilter(filters.FilterSet):
    """Which vendors."""

    status = filters.ChoiceFilter(choices=Vendor.Status.choices)
    country = filters.CharFilter(max_length=2)


class VendorView(ListModelMixin, Shown):
    """Vendors in every status."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "approve": _EDIT,
        "suspend": _EDIT,
        "reinstate": _EDIT,
        "slug": _EDIT,
    }
    target_kind = "vendor"
    queryset = Vendor.objects.all()
    detail_queryset = Vendor.objects.annotate(product_count=Count("products")).prefetch_related(
        Prefetch("members", VendorMember.objects.select_related("user").order_by("joined_at", "id")),
        Prefetch("commission_plans", CommissionPlan.objects.order_by("-valid_from")),
    )
    serializer_class = VendorRow
    detail_class = VendorDetail
    filterset_class = VendorFilter
    ordering_fields = ("name", "created_at")
    default_ordering = "name"
    search_fields = ("name", "slug", "email")

    @extend_schema(request=OptionalStatusReason, responses=VendorDetail)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: UUID) -> Response:
        """Let it sell."""
        return self._step(Step.APPROVE, pk, OptionalStatusReason)

    @extend_schema(request=StatusReason, responses=VendorDetail)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, pk: UUID) -> Response:
        """Stop it from selling, and hide its products."""
        return self._step(Step.SUSPEND, pk, StatusReason)

    @extend_schema(request=StatusReason, responses=VendorDetail)
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, pk: UUID) -> Response:
        """Let it sell again."""
        return self._step(Step.REINSTATE, pk, StatusReason)

    @extend_schema(request=NewSlug, responses=VendorDetail)
    @action(detail=True, methods=["post"])
    def slug(self, request: Request, pk: UUID) -> Response:
        """Give it another address; the old one leads on."""
        change = partial(change_vendor_slug, vendor_id=pk, **self.given(NewSlug))
        return self.carry_out("change_slug", pk=pk, look=_vendor_facts, change=change, now=utc_now())

    def _step(self, step: Step, pk: UUID, shape: type[Strict]) -> Response:
        change = partial(
            change_vendor_status, vendor_id=pk, step=step, actor=self.actor, reason=self.given(shape)["reason"]
        )
        return self.carry_out(step.value, pk=pk, look=_vendor_facts, change=change, now=utc_now())
