"""Pages by keyset: stable while rows come and go, and as fast at the end of a list as at its beginning."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from domains.common.pagination import BadCursor, Cursors
from rest.staff.door.filtering import PAGING, Order, chosen_order

DEFAULT_SIZE, MAX_SIZE = 50, 100


class KeysetPages(BasePagination):
    """`page_size` rows `after` or `before` a signed cursor, which fits this list, order and filter only."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page. Raises BadCursor or ValidationError."""
        self.request = request
        self.order = chosen_order(request, fields=view.ordering_fields, default=view.default_ordering)
        self.cursors = _cursors(request, view, self.order)
        size, after, before = _asked(request)
        forwards = before is None
        rows = _sorted(queryset, self.order, forwards=forwards)
        cursor = after if forwards else before
        if cursor is not None:
            rows = rows.filter(_beyond(self.order, self.cursors.read(cursor), forwards=forwards))
        found = list(rows[: size + 1])
        page, more = found[:size], len(found) > size
        self.page = page if forwards else page[::-1]
        self.has_next = more if forwards else True
        self.has_previous = after is not None if forwards else more
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with the addresses of its neighbours."""
        following = self._link("after", self.page[-1]) if self.page and self.has_next else None
        preceding = self._link("before", self.page[0]) if self.page and self.has_previous else None
        return Response({"next": following, "previous": preceding, "results": data})

    def _link(self, side: str, row: Any) -> str:
        url = self.request.build_absolute_uri()
        for name in ("after", "before"):
            url = remove_query_param(url, name)
        return replace_query_param(url, side, self.cursors.at((_value(row, self.order.field), row.pk)))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The page, for the documentation."""
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters, for the documentation."""
        orders = [sign + field for field in view.ordering_fields for sign in ("", "-")]
        described: Sequence[tuple[str, str, dict[str, Any]]] = (
            ("after", "The cursor of a row: the page that follows it.", {"type": "string"}),
            ("before", "The cursor of a row: the page that leads up to it.", {"type": "string"}),
            ("page_size", "", {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE}),
            ("ordering", "", {"type": "string", "enum": orders, "default": view.default_ordering}),
        )
        return [
            {"name": name, "in": "query", "required": False, "description": about, "schema": schema}
            for name, about, schema in described
        ]


def _asked(request: Request) -> tuple[int, str | None, str | None]:
    asked = request.query_params.get("page_size", str(DEFAULT_SIZE))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= MAX_SIZE):
        raise ValidationError({"page_size": [f"A page has 1 to {MAX_SIZE} items."]})
    after, before = request.query_params.get("after"), request.query_params.get("before")
    if after is not None and before is not None:
        raise ValidationError({"before": ["Give one of after and before."]})
    return int(asked), after, before


def _cursors(request: Request, view: Any, order: Order) -> Cursors:
    narrowed = {name: value for name, value in request.query_params.items() if name not in PAGING}
    narrowed["ordering"] = f"{'-' if order.descending else ''}{order.field}"
    return Cursors(f"staff:{view.basename}", **narrowed)


def _sorted(queryset: QuerySet[Any], order: Order, *, forwards: bool) -> QuerySet[Any]:
    sign = "-" if order.descending == forwards else ""
    return queryset.order_by(f"{sign}{order.field}", f"{sign}pk")


def _beyond(order: Order, position: Sequence[Any], *, forwards: bool) -> Q:
    if len(position) != 2:
        raise BadCursor
    value, pk = position
    side = "lt" if order.descending == forwards else "gt"
    # The first half is implied by the second, but it is what an index on the field can use.
    return Q((f"{order.field}__{side}e", value)) & (Q((f"{order.field}__{side}", value)) | Q((f"pk__{side}", pk)))


def _value(row: Any, field: str) -> Any:
    for step in field.split("__"):
        row = getattr(row, step)
    return row
