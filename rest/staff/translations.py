"""What staff may do with translations: look, write, change."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.attributes.models import Attribute, AttributeChoice
from domains.catalogue.collections.models import Collection
from domains.catalogue.models import Category, OptionAxis, OptionValue, Product
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.identity.roles import Permission
from domains.markets.models import Translation
from domains.markets.services.keep_translation import create_translation, update_translation
from domains.vendors.models import Vendor
from rest.staff.door.facts import columns
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.translations import NewTranslation, TranslationChanges, TranslationRow

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})
_WITH_IDS: Mapping[str, type[Model]] = {
    "product": Product, "category": Category, "vendor": Vendor, "collection": Collection,
}  # fmt: skip

_translation_facts = columns(Translation, "kind", "target", "language", "texts")


class TranslationFilter(filters.FilterSet):
    """Which translations."""

    kind = filters.ChoiceFilter(choices=Translation.Kind.choices)
    target = filters.CharFilter(max_length=100)
    language = filters.CharFilter(max_length=5)


class TranslationView(ListModelMixin, Shown):
    """Texts of the catalogue in other languages."""

    demands: ClassVar[Demands] = {"list": _LOOK, "retrieve": _LOOK, "create": _EDIT, "partial_update": _EDIT}
    target_kind = "translation"
    queryset = Translation.objects.all()
    serializer_class = TranslationRow
    filterset_class = TranslationFilter
    ordering_fields = ("updated_at", "language")
    default_ordering = "-updated_at"

    @extend_schema(request=NewTranslation, responses={201: TranslationRow})
    def create(self, request: Request) -> Response:
        """Translate something into a language."""
        new, now = self.given(NewTranslation), utc_now()
        _ensure_there(new)
        return self.make(create=partial(create_translation, **new, now=now), look=_translation_facts, now=now)

    @extend_schema(request=TranslationChanges, responses=TranslationRow)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the texts named. Needs If-Match with the entity tag that was read."""
        now = utc_now()
        change = partial(update_translation, translation_id=pk, now=now, **self.given(TranslationChanges))
        return self.carry_out("update", pk=pk, look=_translation_facts, change=change, now=now, match_required=True)


def _ensure_there(new: Mapping[str, Any]) -> None:
    """Raises NotFound for a target that is not: whatever has an id is never deleted while it is translated."""
    axis, _, value = new["target"].partition(":")
    if new["kind"] in _WITH_IDS:
        is_there = _is_id(axis) and _WITH_IDS[new["kind"]]._default_manager.filter(pk=axis).exists()  # noqa: SLF001
    elif new["kind"] == "axis":
        is_there = not value and OptionAxis.objects.filter(code=axis).exists()
    elif new["kind"] == "attribute":
        is_there = not value and Attribute.objects.filter(code=axis).exists()
    elif new["kind"] == "choice":
        is_there = AttributeChoice.objects.filter(attribute__code=axis, code=value).exists()
    else:
        is_there = OptionValue.objects.filter(axis__code=axis, code=value).exists()
    if not is_there:
        raise NotFound("There is no such thing to translate.", path=("target",))


def _is_id(text: str) -> bool:
    try:
        # One spelling only: a target is compared as text.
        return str(UUID(text)) == text
    except ValueError:
        return False
