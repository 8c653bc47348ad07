"""What staff may do for search: keep its synonyms."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.audit import audited_creation
from domains.identity.roles import Permission
from domains.search.models import SearchSynonym
from domains.search.services.keep_synonyms import MAX_TERM, create_synonym, update_synonym
from rest.staff.door.facts import columns
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.search import NewSynonym, SynonymChanges, SynonymRow

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

_synonym_facts = columns(SearchSynonym, "term", "means")


class SynonymFilter(filters.FilterSet):
    """Which synonyms."""

    term = filters.CharFilter(max_length=MAX_TERM)


class SynonymView(ListModelMixin, Shown):
    """Words that mean the same to shoppers."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "create": _EDIT, "partial_update": _EDIT}
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
        made = audited_creation(
            deed=self.deed("create"),
            create=partial(create_synonym, **self.given(NewSynonym)),
            target_id=lambda synonym: synonym.id,
            look=lambda synonym: _synonym_facts(synonym.id),
            now=utc_now(),
        )
        return self.answer(made.id, code=201)

    @extend_schema(request=SynonymChanges, responses=SynonymRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what a term also means. Needs If-Match with the entity tag that was read."""
        change = partial(update_synonym, synonym_id=pk, **self.given(SynonymChanges))
        return self.carry_out("update", pk=pk, look=_synonym_facts, change=change, now=utc_now(), match_required=True)
