"""How what products say is answered."""

from asyncio import gather

from domains.catalogue.attributes.queries import attributes_by_product_id
from domains.catalogue.attributes.rows import (
    AttributeRow,
    BooleanAttributeRow,
    ChoiceAttributeRow,
    ChoiceRow,
    NumberAttributeRow,
    TextAttributeRow,
)
from domains.catalogue.attributes.wording import number_in, truth_in
from domains.markets.languages import DEFAULT_LANGUAGE
from domains.markets.models import Translation
from domains.search.facets import SaidCount
from resolvers.context import Context
from resolvers.relations import Relation
from resolvers.translations import translated

OF_PRODUCT = Relation(batch=attributes_by_product_id, keys="product_ids", many=True)


async def said(context: Context, row: AttributeRow) -> str:
    """What a product says, for people to read, in the language of the operation."""
    match row:
        case ChoiceAttributeRow(choices=choices):
            return ", ".join(await gather(*(_name(context, choice) for choice in choices)))
        case BooleanAttributeRow(is_true=is_true):
            return truth_in(context.language, is_true=is_true)
        case NumberAttributeRow(number=number, unit=unit):
            return number_in(context.language, number=number, unit=unit)
        case TextAttributeRow(text=text):
            return text


async def value_name(context: Context, counted: SaidCount) -> str:
    """What a value that could be chosen is called in the language of the operation."""
    if not counted.name:
        return truth_in(context.language, is_true=counted.code == "true")
    return await _name(context, ChoiceRow(counted.code, counted.name, counted.attribute))


async def _name(context: Context, choice: ChoiceRow) -> str:
    if context.language == DEFAULT_LANGUAGE:
        return choice.name
    target = f"{choice.attribute}:{choice.code}"
    name = await translated(context, kind=Translation.Kind.CHOICE, target=target, name="name", written=choice.name)
    return name or choice.name
