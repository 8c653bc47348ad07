"""What products say by their attributes, as the API shows it."""

from operator import attrgetter
from typing import cast

import strawberry

import resolvers.attributes as answers
from domains.catalogue.attributes.models import Attribute
from domains.catalogue.attributes.rows import (
    AttributeRow,
    BooleanAttributeRow,
    ChoiceAttributeRow,
    NumberAttributeRow,
    TextAttributeRow,
)
from schema.base import Info, derived, is_row
from schema.words import Kind, worded

strawberry.enum(Attribute.Kind, name="AttributeKind", description="What the values of an attribute are.")


@strawberry.type(description="A choice of an attribute.")
class AttributeChoice:
    """A `ChoiceRow`."""

    code: str = strawberry.field(description="Stable, for filters.")
    name: str = worded(
        Kind.CHOICE, "name", target=lambda choice: f"{choice.attribute}:{choice.code}", description="As shown."
    )


@strawberry.interface(description="What a product says of itself.")
class ProductAttribute:
    """An `AttributeRow`."""

    code: str = strawberry.field(description="Stable, for filters; of a vendor's own words their name.")
    name: str = worded(Kind.ATTRIBUTE, "name", target=attrgetter("code"), description="As shown.")

    @strawberry.field(description="For people to read, in the language of the operation; texts as they were written.")
    async def value(self, info: Info) -> str:
        """Names of choices cost one statement for all of a level, and none in the catalogue's own language."""
        return await answers.said(info.context, cast("AttributeRow", self))


@strawberry.type(description="One or several choices; its value is their names, parted by commas.")
class ChoiceAttribute(ProductAttribute):
    """A `ChoiceAttributeRow`."""

    is_type_of = is_row(ChoiceAttributeRow)
    choices: list[AttributeChoice] = strawberry.field(description="What was chosen, in the attribute's order.")


@strawberry.type(description="Yes or no.")
class BooleanAttribute(ProductAttribute):
    """A `BooleanAttributeRow`."""

    is_type_of = is_row(BooleanAttributeRow)
    is_true: bool = strawberry.field(description="Whether it is so.")


@strawberry.type(description="A number; its value has the unit.")
class NumberAttribute(ProductAttribute):
    """A `NumberAttributeRow`."""

    is_type_of = is_row(NumberAttributeRow)
    number: float = strawberry.field(description="Up to three digits behind the point.")
    unit: str | None = derived(lambda row: row.unit or None, description="What is counted, such as cm.")


@strawberry.type(description="A text, in the words of its vendor.")
class TextAttribute(ProductAttribute):
    """A `TextAttributeRow`."""

    is_type_of = is_row(TextAttributeRow)


ATTRIBUTE_TYPES = [ChoiceAttribute, BooleanAttribute, NumberAttribute, TextAttribute]
