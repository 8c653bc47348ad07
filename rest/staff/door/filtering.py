"""Which parameters a list takes: declared filters, a search and an order. Any other parameter is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

PAGING = frozenset({"after", "before", "page_size"})
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Order:
    """The field a list is sorted by; ties go by id in the same direction."""

    field: str
    descending: bool


def ensure_known_parameters(request: Request, *, known: frozenset[str]) -> None:
    """Raises ValidationError for a parameter that is not known here or is given twice."""
    for name in request.query_params:
        if name not in known:
            raise ValidationError({name: ["There is no such parameter."]})
        if len(request.query_params.getlist(name)) > 1:
            raise ValidationError({name: ["Give this parameter once."]})


def chosen_order(request: Request, *, fields: Sequence[str], default: str) -> Order:
    """The order asked for, `title` or `-title`. Raises ValidationError for a field that is not offered."""
    asked = request.query_params.get("ordering", default)
    field = asked.removeprefix("-")
    if field not in fields:
        raise ValidationError({"ordering": [f"Lists are ordered by {', '.join(fields)}."]})
    return Order(field=field, descending=asked.startswith("-"))


class DeclaredSearch(BaseFilterBackend):
    """`?search=` finds the text anywhere in the view's `search_fields`, without regard to case and accents."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows that have it."""
        text = request.query_params.get("search", "").strip()
        if not text:
            return queryset
        if len(text) > LONGEST_SEARCH or "\x00" in text:
            raise ValidationError({"search": [f"Search for at most {LONGEST_SEARCH} printable characters."]})
        return queryset.filter(
            reduce(or_, (Q((f"{field}__unaccent__icontains", text)) for field in view.search_fields))
        )

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameter, for the documentation."""
        if not view.search_fields:
            return []
        about = f"Text in {', '.join(field.replace('__', ' ') for field in view.search_fields)}."
        schema = {"type": "string", "maxLength": LONGEST_SEARCH}
        return [{"name": "search", "in": "query", "required": False, "description": about, "schema": schema}]
