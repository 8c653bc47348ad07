"""What staff may do with markets: look, open, change, close."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.common.clock import utc_now
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from domains.markets.models import Market, MarketCountry
from domains.markets.services.keep_market import NewMarket, open_market, update_market
from rest.staff.door.facts import columns
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.markets import MarketChanges, MarketRow, NewMarketInput

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})

_market_columns = columns(Market, "code", "name", "currency", "languages", "tax_display", "is_open", "position")


_COUNTRIES = MarketCountry.objects.filter(market=OuterRef("pk")).order_by("country").values("country")


def _market_facts(market_id: UUID) -> Facts:
    found = _market_columns(market_id)
    countries = MarketCountry.objects.filter(market=market_id).order_by("country")
    return {**found, "countries": list(countries.values_list("country", flat=True))}


class MarketFilter(filters.FilterSet):
    """Which markets."""

    country = filters.CharFilter(field_name="countries__country", max_length=2)
    currency = filters.CharFilter(max_length=3)
    is_open = filters.BooleanFilter()


class MarketView(ListModelMixin, Shown):
    """Where we sell, in which currency and languages."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "create": _EDIT, "partial_update": _EDIT}
    target_kind = "market"
    queryset = Market.objects.annotate(country_codes=ArraySubquery(_COUNTRIES))
    serializer_class = MarketRow
    filterset_class = MarketFilter
    ordering_fields = ("position", "code", "name")
    default_ordering = "position"
    search_fields = ("code", "name")

    @extend_schema(request=NewMarketInput, responses={201: MarketRow})
    def create(self, request: Request) -> Response:
        """Open a market."""
        return self.make(
            create=partial(open_market, new=NewMarket(**self.given(NewMarketInput))), look=_market_facts, now=utc_now()
        )

    @extend_schema(request=MarketChanges, responses=MarketRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the fields sent; `is_open` false closes it. Needs If-Match with the entity tag that was read."""
        change = partial(update_market, market_id=pk, **self.given(MarketChanges, partial=True))
        return self.carry_out("update", pk=pk, look=_market_facts, change=change, now=utc_now(), match_required=True)
