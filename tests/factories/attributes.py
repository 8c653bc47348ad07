"""Attributes for tests: only what the test is about has to be said."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from domains.catalogue.attributes.models import Attribute
from domains.catalogue.attributes.rules import NewChoice
from domains.catalogue.attributes.services.keep_attributes import create_attribute
from domains.catalogue.models import Category


def new_choices(*names: str) -> list[NewChoice]:
    """Choices of these names, in their order."""
    return [NewChoice(code=slugify(name), name=name) for name in names]


def make_attribute(
    *,
    code: str = "material",
    name: str | None = None,
    kind: str = Attribute.Kind.CHOICE,
    choices: Sequence[str] = ("Cotton", "Linen", "Silk"),
    categories: Sequence[Category] = (),
    is_filterable: bool = True,
    **facts: Any,
) -> Attribute:
    """An attribute to filter by, of three materials where nothing else is said; texts are no filter."""
    chooses = kind in (Attribute.Kind.CHOICE, Attribute.Kind.MULTI_CHOICE)
    return create_attribute(
        code=code,
        name=name or code.replace("-", " ").capitalize(),
        kind=kind,
        choices=new_choices(*choices) if chooses else (),
        categories=[category.id for category in categories],
        is_filterable=is_filterable and kind != Attribute.Kind.TEXT,
        **facts,
    )
