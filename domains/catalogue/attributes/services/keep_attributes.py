"""Write attributes: make one, change one, delete it."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from domains.catalogue.attributes.errors import (
    AttributeExists,
    AttributeInUse,
    BadAttribute,
    TooManyAttributes,
)
from domains.catalogue.attributes.events import AttributeChanged
from domains.catalogue.attributes.holding import hold_attributes
from domains.catalogue.attributes.models import Attribute, AttributeChoice, AttributePlace
from domains.catalogue.attributes.rules import (
    MAX_ATTRIBUTES,
    MAX_NUMBER,
    MAX_PLACES,
    NewChoice,
    clean_choices,
    is_code,
)
from domains.catalogue.models import Category
from domains.common.errors import NotFound
from domains.common.events import record

CHANGEABLE = ("name", "unit", "lowest", "highest", "is_filterable", "is_required", "position")

# What stands under the attribute's name and is no value of it is a text from before there was the attribute.
_SAYING = """
    SELECT count(*)
    FROM catalogue_product AS product
    WHERE product.attributes ? %(code)s AND (
        jsonb_typeof(product.attributes -> %(code)s) <> 'string'
        OR product.attributes -> %(code)s ?| %(choices)s::text[]
    )
"""
_CHOOSING = """
    SELECT count(*)
    FROM catalogue_product AS product
    WHERE product.attributes -> %(code)s ?| %(choices)s::text[]
"""
_OUTSIDE = """ AND product.category_id NOT IN (
    SELECT below.id
    FROM catalogue_category AS top
    JOIN catalogue_category AS below ON below.id = top.id OR starts_with(below.path, top.path || '/')
    WHERE top.id = ANY(%(categories)s)
)"""


def create_attribute(
    *,
    code: str,
    name: str,
    kind: str,
    choices: Sequence[NewChoice] = (),
    categories: Collection[UUID] = (),
    **facts: Any,
) -> Attribute:
    """Make an attribute for the categories and all below them, or without any for all products.

    Raises BadAttribute, AttributeExists, TooManyAttributes, NotFound for a category.
    """
    _ensure_changeable(facts)
    if not is_code(code):
        raise BadAttribute("A code has lower-case letters, digits, hyphens and underscores.", path=("code",))
    clean = clean_choices(kind=kind, choices=choices)
    with transaction.atomic():
        hold_attributes()
        if Attribute.objects.count() >= MAX_ATTRIBUTES:
            raise TooManyAttributes(most=MAX_ATTRIBUTES)
        attribute = Attribute(code=code, name=name, kind=kind, **facts)
        _ensure_sensible(attribute)
        try:
            with transaction.atomic():
                attribute.save(force_insert=True)
        except IntegrityError as error:
            raise AttributeExists from error
        _write_choices(attribute, clean)
        _write_places(attribute, categories)
        record(AttributeChanged(attribute_id=attribute.id, code=code))
    return attribute


def update_attribute(
    *,
    attribute_id: UUID,
    choices: Sequence[NewChoice] | None = None,
    categories: Collection[UUID] | None = None,
    **changes: Any,
) -> Attribute:
    """Change the fields named (`CHANGEABLE`), with `choices` all choices, with `categories` all of its places.

    Raises as `create_attribute` does, and AttributeInUse where products say what would go.
    """
    _ensure_changeable(changes)
    with transaction.atomic():
        attribute = held_attribute(attribute_id)
        for field, value in changes.items():
            setattr(attribute, field, value)
        _ensure_sensible(attribute)
        attribute.save(update_fields=list(changes) or None)
        if choices is not None:
            _replace_choices(attribute, clean_choices(kind=attribute.kind, choices=choices))
        if categories is not None:
            if categories and attribute.kind != Attribute.Kind.TEXT:
                _ensure_unsaid(attribute, beside=categories, path=("categories",))
            AttributePlace.objects.filter(attribute=attribute).delete()
            _write_places(attribute, categories)
        record(AttributeChanged(attribute_id=attribute.id, code=attribute.code))
    return attribute


def delete_attribute(*, attribute_id: UUID) -> None:
    """Forget an attribute; of a text what products say stays as a free text. Raises AttributeInUse, NotFound."""
    with transaction.atomic():
        attribute = held_attribute(attribute_id)
        if attribute.kind != Attribute.Kind.TEXT:
            _ensure_unsaid(attribute)
        record(AttributeChanged(attribute_id=attribute.id, code=attribute.code))
        attribute.delete()


def held_attribute(attribute_id: UUID) -> Attribute:
    """The attribute, which nobody else changes, and no product is written by, until the transaction ends.

    Raises NotFound.
    """
    hold_attributes()
    attribute = Attribute.objects.select_for_update().filter(id=attribute_id).first()
    if attribute is None:
        raise NotFound("There is no such attribute.")
    return attribute


def _ensure_changeable(facts: dict[str, Any]) -> None:
    unknown = facts.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"Not to be changed here: {', '.join(sorted(unknown))}.")


def _ensure_sensible(attribute: Attribute) -> None:
    if attribute.is_filterable and attribute.kind == Attribute.Kind.TEXT:
        raise BadAttribute("Texts are no filter.", path=("is_filterable",))
    if attribute.kind != Attribute.Kind.NUMBER:
        for field, nothing in (("unit", ""), ("lowest", None), ("highest", None)):
            if getattr(attribute, field) != nothing:
                raise BadAttribute("Only numbers have that.", path=(field,))
    bounds = {name: getattr(attribute, name) for name in ("lowest", "highest")}
    for name, bound in bounds.items():
        if bound is not None and abs(Decimal(bound)) > MAX_NUMBER:
            raise BadAttribute("That is too large a number.", path=(name,))
    if None not in bounds.values() and bounds["lowest"] > bounds["highest"]:
        raise BadAttribute("The lowest lies above the highest.", path=("lowest",))


def _replace_choices(attribute: Attribute, choices: Sequence[NewChoice]) -> None:
    present = dict(AttributeChoice.objects.filter(attribute=attribute).values_list("code", "id"))
    if gone := sorted(present.keys() - {each.code for each in choices}):
        _ensure_unsaid(attribute, choices=gone, path=("choices",))
    AttributeChoice.objects.filter(attribute=attribute).delete()
    _write_choices(attribute, choices)


def _write_choices(attribute: Attribute, choices: Sequence[NewChoice]) -> None:
    AttributeChoice.objects.bulk_create(
        AttributeChoice(attribute=attribute, code=each.code, name=each.name, position=place)
        for place, each in enumerate(choices)
    )


def _write_places(attribute: Attribute, categories: Collection[UUID]) -> None:
    wanted = set(categories)
    if len(wanted) > MAX_PLACES:
        raise BadAttribute(f"At most {MAX_PLACES} categories.", path=("categories",))
    if Category.objects.filter(id__in=wanted).count() < len(wanted):
        raise NotFound("There is no such category.", path=("categories",))
    AttributePlace.objects.bulk_create(
        AttributePlace(attribute=attribute, category_id=category_id) for category_id in sorted(wanted)
    )


def _ensure_unsaid(
    attribute: Attribute,
    *,
    choices: Sequence[str] | None = None,
    beside: Collection[UUID] | None = None,
    path: Sequence[str] = (),
) -> None:
    """Raises AttributeInUse where products say it, or one of the choices; `beside` leaves products in these out."""
    said = _SAYING if choices is None else _CHOOSING
    if choices is None:
        choices = list(AttributeChoice.objects.filter(attribute=attribute).values_list("code", flat=True))
    facts: dict[str, Any] = {"code": attribute.code, "choices": list(choices), "categories": list(beside or ())}
    with connection.cursor() as cursor:
        cursor.execute(said + (_OUTSIDE if beside else ""), facts)
        [products] = cursor.fetchone() or (0,)
    if products:
        raise AttributeInUse(products=products, path=path)
