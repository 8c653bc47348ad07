"""What staff may do with the vectors of products: have them written anew, and look on."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.common.models import BackgroundTask, OutboxEvent
from domains.identity.audit import audited_creation
from domains.identity.roles import Permission
from domains.search.services.rebuild_vectors import REBUILD_VECTORS, start_rebuild
from rest.staff.door.facts import columns
from rest.staff.door.fields import Nothing
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.vectors import RebuildRow

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

_facts = columns(BackgroundTask, "kind", "total")


class RebuildFilter(filters.FilterSet):
    """Which rebuilds."""

    owner = filters.CharFilter(max_length=80)


def _last_event(value: str) -> Subquery:
    aggregate = Concat(Value("task:"), Cast(OuterRef("id"), CharField()))
    return Subquery(OutboxEvent.objects.filter(aggregate=aggregate).order_by("-id").values(f"deliveries__{value}")[:1])


def _rebuilds() -> QuerySet[Any]:
    return BackgroundTask.objects.filter(kind=REBUILD_VECTORS).annotate(
        embedder=KT("parameters__embedder"),
        delivery_state=_last_event("state"),
        attempts=_last_event("attempts"),
        last_error=_last_event("last_error"),
        finished_at=_last_event("finished_at"),
    )


class RebuildView(ListModelMixin, Shown):
    """Rebuilds of the last seven days; workers do them, one at a time."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "create": _EDIT}
    target_kind = "vector_rebuild"
    queryset = _rebuilds()
    serializer_class = RebuildRow
    filterset_class = RebuildFilter
    ordering_fields = ("created_at",)
    default_ordering = "-created_at"

    @extend_schema(request=Nothing, responses={201: RebuildRow})
    def create(self, request: Request) -> Response:
        """Have all vectors written anew; 409 while that is under way."""
        self.given(Nothing)
        task_id: UUID = audited_creation(
            deed=self.deed("create"),
            create=partial(start_rebuild, owner=self.actor),
            target_id=lambda made: made,
            look=_facts,
            now=utc_now(),
        )
        return self.answer(task_id, code=201)
