"""What staff may do with attributes: look, make, change and delete them."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.attributes.models import Attribute, AttributeChoice, AttributePlace
from domains.catalogue.attributes.services.keep_attributes import (
    CHANGEABLE,
    create_attribute,
    delete_attribute,
    held_attribute,
    update_attribute,
)
from domains.common.clock import utc_now
from domains.identity.audit import Facts, audited_creation
from domains.identity.roles import Permission
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.attributes import AttributeChanges, AttributeDetail, AttributeRow, NewAttribute

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})


def _facts(attribute_id: UUID) -> Facts:
    """What staff may change of it; nobody else changes it meanwhile. Raises NotFound."""
    attribute = held_attribute(attribute_id)
    choices = AttributeChoice.objects.filter(attribute=attribute).order_by("position")
    places = AttributePlace.objects.filter(attribute=attribute).order_by("category_id")
    return {
        "code": attribute.code,
        "kind": attribute.kind,
        **{name: getattr(attribute, name) for name in CHANGEABLE},
        "choices": [list(each) for each in choices.values_list("code", "name")],
        "categories": list(places.values_list("category_id", flat=True)),
    }


class AttributeFilter(filters.FilterSet):
    """Which attributes."""

    category = filters.UUIDFilter(field_name="places__category_id")
    kind = filters.ChoiceFilter(choices=Attribute.Kind.choices)
    is_filterable = filters.BooleanFilter()
    is_required = filters.BooleanFilter()


class AttributeView(ListModelMixin, Shown):
    """What can be said of products."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "attribute"
    queryset = Attribute.objects.all()
    detail_queryset = Attribute.objects.prefetch_related(
        Prefetch("choices", AttributeChoice.objects.order_by("position"), to_attr="shown_choices"),
        Prefetch("places", AttributePlace.objects.all(), to_attr="shown_places"),
    )
    serializer_class = AttributeRow
    detail_class = AttributeDetail
    filterset_class = AttributeFilter
    ordering_fields = ("position", "code")
    default_ordering = "position"
    search_fields = ("code", "name")

    @extend_schema(request=NewAttribute, responses={201: AttributeDetail})
    def create(self, request: Request) -> Response:
        """Make an attribute. Texts that products have under its code are then read as its values."""
        made = audited_creation(
            deed=self.deed("create"),
            create=partial(create_attribute, **self.given(NewAttribute)),
            target_id=lambda attribute: attribute.id,
            look=lambda attribute: _facts(attribute.id),
            now=utc_now(),
        )
        return self.answer(made.id, code=status.HTTP_201_CREATED)

    @extend_schema(request=AttributeChanges, responses=AttributeDetail)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the fields sent. Needs If-Match with the entity tag that was read."""
        change = partial(update_attribute, attribute_id=pk, **self.given(AttributeChanges))
        return self.carry_out("update", pk=pk, look=_facts, change=change, now=utc_now(), match_required=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Forget it; refused while products say it, unless it is a text. Needs If-Match."""
        return self.remove(pk=pk, look=_facts, change=partial(delete_attribute, attribute_id=pk), now=utc_now())
