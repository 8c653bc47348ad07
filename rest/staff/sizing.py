"""What staff may do with size guides: look, make, change and delete them."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.sizing.models import SizeGuide, SizeGuideRow
from domains.catalogue.sizing.services.keep_size_guides import (
    CHANGEABLE,
    create_size_guide,
    delete_size_guide,
    update_size_guide,
)
from domains.common.clock import utc_now
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from rest.staff.door.facts import columns
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.sizing import NewSizeGuide, SizeGuideChanges, SizeGuideDetail
from rest.staff.shapes.sizing import SizeGuideRow as SizeGuideShape

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

_columns = columns(SizeGuide, *CHANGEABLE)
_last_columns = columns(SizeGuide, *CHANGEABLE, no_key=False)


def _facts(guide_id: UUID) -> Facts:
    return {**_columns(guide_id), **_sizes(guide_id)}


def _last_facts(guide_id: UUID) -> Facts:
    return {**_last_columns(guide_id), **_sizes(guide_id)}


def _sizes(guide_id: UUID) -> Facts:
    rows = SizeGuideRow.objects.filter(guide=guide_id).order_by("position")
    return {"rows": [[size, measures] for size, measures in rows.values_list("size", "measures")]}


class SizeGuideFilter(filters.FilterSet):
    """Which size guides; `platform=true` finds those of no vendor."""

    vendor = filters.UUIDFilter(field_name="vendor_id")
    platform = filters.BooleanFilter(field_name="vendor_id", lookup_expr="isnull")
    category = filters.UUIDFilter(field_name="category_id")
    kind = filters.ChoiceFilter(choices=SizeGuide.Kind.choices)
    is_published = filters.BooleanFilter()


class SizeGuideView(ListModelMixin, Shown):
    """Size guides, shown or not."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "size_guide"
    queryset = SizeGuide.objects.all()
    detail_queryset = SizeGuide.objects.prefetch_related(
        Prefetch("rows", SizeGuideRow.objects.order_by("position"), to_attr="sizes")
    )
    serializer_class = SizeGuideShape
    detail_class = SizeGuideDetail
    filterset_class = SizeGuideFilter
    ordering_fields = ("title", "created_at")
    default_ordering = "title"
    search_fields = ("title",)

    @extend_schema(request=NewSizeGuide, responses={201: SizeGuideDetail})
    def create(self, request: Request) -> Response:
        """Make a guide, for all products of its vendor and category without a nearer one."""
        return self.make(create=partial(create_size_guide, **self.given(NewSizeGuide)), look=_facts, now=utc_now())

    @extend_schema(request=SizeGuideChanges, responses=SizeGuideDetail)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the fields sent. Needs If-Match with the entity tag that was read."""
        change = partial(update_size_guide, guide_id=pk, **self.given(SizeGuideChanges))
        return self.carry_out("update", pk=pk, look=_facts, change=change, now=utc_now(), match_required=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Forget it; its products have the next nearest one. Needs If-Match with the entity tag that was read."""
        return self.remove(pk=pk, look=_last_facts, change=partial(delete_size_guide, guide_id=pk), now=utc_now())
