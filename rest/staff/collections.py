"""What staff may do with collections: make, change and delete them, choose their products, try a rule."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.collections.models import Collection, CollectionMember, CollectionRebuild
from domains.catalogue.collections.previewing import preview_rule
from domains.catalogue.collections.services.keep_collections import (
    arrange_collection,
    create_collection,
    delete_collection,
    update_collection,
)
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from rest.staff.door.facts import columns
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.collections import (
    ChosenProducts,
    CollectionChanges,
    CollectionDetail,
    CollectionRow,
    NewCollection,
    PreviewShape,
    RebuildShape,
    RuleInput,
)

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

_facts = columns(Collection, "title", "slug", "description", "position", "rule", "shown_from", "shown_until")


class CollectionFilter(filters.FilterSet):
    """Which collections."""

    slug = filters.CharFilter(max_length=80)
    manual = filters.BooleanFilter(field_name="rule", lookup_expr="isnull")


class CollectionView(ListModelMixin, Shown):
    """Collections, shown or not."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "progress": _LOOK,
        "preview": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "arrange": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "collection"
    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "patch", "delete"]  # type: ignore[misc]
    queryset = Collection.objects.all()
    # Of a rule there may be very many: those are listed where shoppers list them.
    detail_queryset = Collection.objects.prefetch_related(
        Prefetch(
            "members",
            CollectionMember.objects.filter(collection__rule__isnull=True)
            .select_related("product")
            .order_by("position"),
            to_attr="chosen",
        )
    )
    serializer_class = CollectionRow
    detail_class = CollectionDetail
    filterset_class = CollectionFilter
    ordering_fields = ("position", "title", "created_at")
    default_ordering = "position"
    search_fields = ("title", "slug")

    @extend_schema(request=NewCollection, responses={201: CollectionDetail})
    def create(self, request: Request) -> Response:
        """Make a collection; with a rule it fills itself at once."""
        now = utc_now()
        return self.make(create=partial(create_collection, now=now, **self.given(NewCollection)), look=_facts, now=now)

    @extend_schema(request=CollectionChanges, responses=CollectionDetail)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the fields sent. Needs If-Match with the entity tag that was read."""
        changes, now = self.given(CollectionChanges, partial=True), utc_now()
        change = partial(update_collection, collection_id=pk, now=now, **changes)
        return self.carry_out("update", pk=pk, look=_facts, change=change, now=now, match_required=True)

    @extend_schema(request=ChosenProducts, responses=CollectionDetail)
    @action(detail=True, methods=["post"])
    def arrange(self, request: Request, pk: UUID) -> Response:
        """Have exactly these products in it, in this order. Needs If-Match with the entity tag that was read."""
        change = partial(arrange_collection, collection_id=pk, **self.given(ChosenProducts))
        return self.carry_out("arrange", pk=pk, look=_chosen, change=change, now=utc_now(), match_required=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Forget it; its products stay."""

        def look() -> Facts:
            return _facts(pk) if Collection.objects.filter(pk=pk).exists() else {}

        self.audit(
            "delete", target_id=pk, look=look, change=partial(delete_collection, collection_id=pk), now=utc_now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=RebuildShape)
    @action(detail=True, methods=["get"])
    def progress(self, request: Request, pk: UUID) -> Response:
        """How far its members have been written by its rule."""
        rebuild = CollectionRebuild.objects.filter(pk=pk).first()
        if rebuild is None:
            raise NotFound
        return Response(RebuildShape(rebuild).data)

    @extend_schema(request=RuleInput, responses=PreviewShape)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """What a rule would show now; nothing is kept."""
        return Response(PreviewShape(preview_rule(rule=self.given(RuleInput)["rule"], at=utc_now())).data)


def _chosen(pk: UUID) -> Facts:
    """The products of a manual collection, in order."""
    facts = _facts(pk)
    members = CollectionMember.objects.filter(collection=pk, collection__rule__isnull=True).order_by("position")
    return {"title": facts["title"], "product_ids": [str(key) for key in members.values_list("product_id", flat=True)]}
