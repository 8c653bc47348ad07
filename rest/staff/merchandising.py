"""What staff may do with the order of lists and searches: pin, put forward, put back."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import F
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.roles import Permission
from domains.search.models import Boost
from domains.search.services.keep_boosts import MAX_QUERY, create_boost, delete_boost, update_boost
from rest.staff.door.facts import columns
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.merchandising import TARGETS, BoostChanges, BoostRow, NewBoost

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

_boost_facts = columns(Boost, "kind", "query", *TARGETS, "priority", "starts_at", "ends_at", "note")


class BoostFilter(filters.FilterSet):
    """Which rules; `everywhere=true` finds those for lists and all searches."""

    kind = filters.ChoiceFilter(choices=Boost.Kind.choices)
    query = filters.CharFilter(max_length=MAX_QUERY)
    everywhere = filters.BooleanFilter(method="of_everywhere")
    product = filters.UUIDFilter(field_name="product_id")
    vendor = filters.UUIDFilter(field_name="vendor_id")

    def of_everywhere(self, queryset: object, name: str, value: bool) -> object:
        """Those without a query, or those with one."""
        return queryset.filter(query="") if value else queryset.exclude(query="")  # type: ignore[attr-defined]


class BoostView(ListModelMixin, Shown):
    """Rules that move products in lists and searches while they are in force."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "boost"
    queryset = Boost.objects.annotate(
        product_title=F("product__title"),
        category_path=F("category__path"),
        vendor_name=F("vendor__name"),
        collection_title=F("collection__title"),
    )
    serializer_class = BoostRow
    filterset_class = BoostFilter
    ordering_fields = ("starts_at", "created_at", "query")
    default_ordering = "-created_at"
    search_fields = ("query", "note")

    @extend_schema(request=NewBoost, responses={201: BoostRow})
    def create(self, request: Request) -> Response:
        """Write a rule about one product, category, vendor or collection."""
        new, now = self.given(NewBoost), utc_now()
        new["targets"] = {name: new.pop(name) for name in TARGETS if name in new}
        return self.make(create=partial(create_boost, now=now, **new), look=_boost_facts, now=now)

    @extend_schema(request=BoostChanges, responses=BoostRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the fields sent; what it moves stays. Needs If-Match with the entity tag that was read."""
        change = partial(update_boost, boost_id=pk, **self.given(BoostChanges, partial=True))
        return self.carry_out("update", pk=pk, look=_boost_facts, change=change, now=utc_now(), match_required=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take it back. Needs If-Match with the entity tag that was read."""
        return self.remove(pk=pk, look=_boost_facts, change=partial(delete_boost, boost_id=pk), now=utc_now())
