"""What a product says of itself, for people to read."""

from uuid import UUID

from domains.catalogue.attributes.queries import attributes_by_product_id
from domains.catalogue.attributes.rows import (
    AttributeRow,
    BooleanAttributeRow,
    ChoiceAttributeRow,
    NumberAttributeRow,
)
from domains.catalogue.attributes.wording import number_in, truth_in
from domains.markets.languages import DEFAULT_LANGUAGE
from domains.markets.translations import Texts, texts_by_target

type Words = dict[str, Texts]


async def facts_of(product_id: UUID, *, language: str) -> list[tuple[str, str]]:
    """Names and values in the language, in the order of attributes: one statement, and two more for other languages."""
    rows = (await attributes_by_product_id(product_ids=[product_id])).get(product_id, [])
    names: Words = {}
    choices: Words = {}
    if rows and language != DEFAULT_LANGUAGE:
        names |= await texts_by_target(kind="attribute", targets=[row.code for row in rows], language=language)
        chosen = [
            f"{row.code}:{each.code}" for row in rows if isinstance(row, ChoiceAttributeRow) for each in row.choices
        ]
        choices |= await texts_by_target(kind="choice", targets=chosen, language=language)
    return [(_named(names, row.code, row.name), _said(row, choices, language)) for row in rows]


def _said(row: AttributeRow, choices: Words, language: str) -> str:
    match row:
        case ChoiceAttributeRow(code=code, choices=chosen):
            return ", ".join(_named(choices, f"{code}:{each.code}", each.name) for each in chosen)
        case BooleanAttributeRow(is_true=is_true):
            return truth_in(language, is_true=is_true)
        case NumberAttributeRow(number=number, unit=unit):
            return number_in(language, number=number, unit=unit)
        case _:
            return row.text


def _named(words: Words, target: str, name: str) -> str:
    return words.get(target, {}).get("name", name)
