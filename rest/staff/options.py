"""What staff may do with what can be chosen on products' axes: names and swatches, and offering it at all."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.models import OptionValue
from domains.catalogue.services.keep_options import (
    add_option_value,
    locked_value,
    remove_option_value,
    update_option_value,
)
from domains.common.clock import utc_now
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.options import NewOptionValue, OptionValueChanges, OptionValueRow

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})


class OptionValueFilter(filters.FilterSet):
    """Which of them."""

    product = filters.UUIDFilter(field_name="axis__product_id")
    axis = filters.CharFilter(field_name="axis__code", max_length=30)


class OptionValueView(ListModelMixin, Shown):
    """Sizes, colours and whatever else products come in."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "option_value"
    queryset = OptionValue.objects.select_related("axis")
    serializer_class = OptionValueRow
    filterset_class = OptionValueFilter
    ordering_fields = ("position", "id")
    default_ordering = "-id"

    @extend_schema(request=NewOptionValue, responses={201: OptionValueRow})
    def create(self, request: Request) -> Response:
        """Offer one more thing on an axis."""
        return self.make(create=partial(add_option_value, **self.given(NewOptionValue)), look=_facts, now=utc_now())

    @extend_schema(request=OptionValueChanges, responses=OptionValueRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change its name or its swatch. Needs If-Match with the entity tag that was read."""
        changes, now = self.given(OptionValueChanges, partial=True), utc_now()
        change = partial(update_option_value, value_id=pk, owner_id=self.member.id, now=now, **changes)
        return self.carry_out("update", pk=pk, look=_facts, change=change, now=now, match_required=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Offer it no longer; refused while variants or pictures are of it. Needs If-Match."""
        now = utc_now()
        change = partial(remove_option_value, value_id=pk, now=now)
        return self.remove(pk=pk, look=_facts, change=change, now=now)


def _facts(value_id: UUID) -> Facts:
    """What staff may change of it, under the lock of its product. Raises NotFound."""
    value, product_id = locked_value(value_id)
    names = ("code", "name", "swatch", "swatch_file")
    return {"product_id": product_id, **{name: getattr(value, name) for name in names}}
