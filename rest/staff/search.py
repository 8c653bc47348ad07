"""What staff may do for search: keep its synonyms, and look after questions that found too little."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from domains.search.models import SearchMiss, SearchSynonym
from domains.search.services.keep_misses import answer_by_synonym
from domains.search.services.keep_misses import set_aside as put_aside
from domains.search.services.keep_synonyms import MAX_TERM, create_synonym, delete_synonym, update_synonym
from rest.staff.door.facts import columns
from rest.staff.door.fields import Nothing
from rest.staff.door.spreadsheets import csv_answer
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.search import MissMeaning, MissRow, NewSynonym, SynonymChanges, SynonymRow

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

EXPORTED = 5_000

_synonym_facts = columns(SearchSynonym, "term", "means")
_miss_columns = columns(SearchMiss, "text", "handled_as", "handled_at")


class SynonymFilter(filters.FilterSet):
    """Which synonyms."""

    term = filters.CharFilter(max_length=MAX_TERM)


class SynonymView(ListModelMixin, Shown):
    """Words that mean the same to shoppers."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "synonym"
    queryset = SearchSynonym.objects.all()
    serializer_class = SynonymRow
    filterset_class = SynonymFilter
    ordering_fields = ("term",)
    default_ordering = "term"
    search_fields = ("term", "means")

    @extend_schema(request=NewSynonym, responses={201: SynonymRow})
    def create(self, request: Request) -> Response:
        """Write a new one."""
        return self.make(create=partial(create_synonym, **self.given(NewSynonym)), look=_synonym_facts, now=utc_now())

    @extend_schema(request=SynonymChanges, responses=SynonymRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what a term also means. Needs If-Match with the entity tag that was read."""
        change = partial(update_synonym, synonym_id=pk, **self.given(SynonymChanges))
        return self.carry_out("update", pk=pk, look=_synonym_facts, change=change, now=utc_now(), match_required=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take it back. Needs If-Match with the entity tag that was read."""
        return self.remove(pk=pk, look=_synonym_facts, change=partial(delete_synonym, synonym_id=pk), now=utc_now())


class MissFilter(filters.FilterSet):
    """Which questions; `open=true` finds those that nobody has looked after."""

    open = filters.BooleanFilter(field_name="handled_at", lookup_expr="isnull")
    language = filters.CharFilter(max_length=20)


class MissView(ListModelMixin, Shown):
    """Questions that found fewer than three products, without who asked."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "export": _LOOK,
        "set_aside": _EDIT,
        "make_synonym": _EDIT,
    }
    target_kind = "search_miss"
    queryset = SearchMiss.objects.all()
    serializer_class = MissRow
    filterset_class = MissFilter
    ordering_fields = ("count", "last_seen_at", "text")
    default_ordering = "-count"
    search_fields = ("text",)

    @extend_schema(responses={(200, "text/csv"): str})
    @action(detail=False, methods=["get"])
    def export(self, request: Request) -> HttpResponse:
        """The 5,000 most asked of those that are open, as CSV that no spreadsheet takes for formulas."""
        rows = SearchMiss.objects.filter(handled_at=None).order_by("-count", "-id")[:EXPORTED]
        cells = ((row.text, row.count, row.results, row.last_seen_at.isoformat()) for row in rows)
        return csv_answer("search-misses", header=("text", "count", "results", "last_seen_at"), rows=cells)

    @extend_schema(request=Nothing, responses=MissRow)
    @action(detail=True, methods=["post"], url_path="set-aside", url_name="set-aside")
    def set_aside(self, request: Request, pk: UUID) -> Response:
        """Nothing needs to be done about it."""
        self.given(Nothing)
        now = utc_now()
        return self.carry_out(
            "set_aside", pk=pk, look=_miss_facts, change=partial(put_aside, miss_id=pk, now=now), now=now
        )

    @extend_schema(request=MissMeaning, responses=MissRow)
    @action(detail=True, methods=["post"], url_path="make-synonym", url_name="make-synonym")
    def make_synonym(self, request: Request, pk: UUID) -> Response:
        """Say what it means: from the next search on it finds that."""
        now = utc_now()
        change = partial(answer_by_synonym, miss_id=pk, now=now, **self.given(MissMeaning))
        return self.carry_out("make_synonym", pk=pk, look=_miss_facts, change=change, now=now)


def _miss_facts(pk: UUID) -> Facts:
    """How it was handled, and the synonym that its words are by now."""
    facts = _miss_columns(pk)
    means = SearchSynonym.objects.filter(term=facts["text"]).values_list("means", flat=True).first()
    return {**facts, "means": means}
