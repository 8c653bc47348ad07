"""Attributes as writers of products read them, held until the transaction ends."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from domains.catalogue.attributes.rules import Definition, ensure_said, fitting, lacking

# For every product, or for one of the category's ancestors or itself.
APPLIES_SQL = """(
    NOT EXISTS (SELECT FROM catalogue_attribute_place AS place WHERE place.attribute_id = attribute.id)
    OR EXISTS (
        SELECT
        FROM catalogue_attribute_place AS place
        JOIN catalogue_category AS top ON top.id = place.category_id
        WHERE place.attribute_id = attribute.id
            AND (top.id = category.id OR starts_with(category.path, top.path || '/'))
    )
)"""
_DEFINITIONS = f"""
    SELECT
        attribute.code, attribute.name, attribute.kind, attribute.lowest, attribute.highest, attribute.is_required,
        {APPLIES_SQL},
        coalesce(
            (
                SELECT json_agg(json_build_array(choice.code, choice.name) ORDER BY choice.position)
                FROM catalogue_attribute_choice AS choice
                WHERE choice.attribute_id = attribute.id
            ),
            '[]'
        )::text
    FROM catalogue_attribute AS attribute
    CROSS JOIN catalogue_category AS category
    WHERE category.id = %(category_id)s AND (attribute.code = ANY(%(codes)s) OR attribute.is_required)
    ORDER BY attribute.position, attribute.code
"""  # noqa: S608 - constants only


def hold_attributes(*, alone: bool = True) -> None:
    """Keep attributes as they are while products are written by them; `alone` for whoever changes attributes.

    Who writes products takes the products first, then this; who changes attributes takes no product after it.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended('catalogue attributes', 0))")


def fit_attributes(
    *, category_id: UUID, given: Mapping[str, Any], kept: Mapping[str, Any], is_shown: bool
) -> dict[str, Any]:
    """What a product of that category is to say, as it is stored; what it says already (`kept`) stays as it is.

    Raises BadAttributeValue, UnknownAttribute, UnknownChoice, AttributeOutOfPlace, and for a product that `is_shown`
    AttributeRequired. The caller's transaction holds the attributes.
    """
    if not given and not is_shown:
        return {}
    definitions = _held(category_id, given)
    fit = fitting(given=given, kept=kept, definitions=definitions)
    if is_shown:
        ensure_said(said=fit, definitions=definitions)
    return fit


def lacking_attributes(*, category_id: UUID, said: Mapping[str, Any]) -> list[str]:
    """The names of the attributes that a product of that category lacks to be shown, in order."""
    return [each.name for each in lacking(said=said, definitions=_held(category_id, ()))]


def _held(category_id: UUID, codes: Collection[str]) -> dict[str, Definition]:
    hold_attributes(alone=False)
    with connection.cursor() as cursor:
        cursor.execute(_DEFINITIONS, {"category_id": category_id, "codes": list(codes)})
        rows = cursor.fetchall()
    return {
        code: Definition(
            code=code,
            name=name,
            kind=kind,
            lowest=lowest,
            highest=highest,
            is_required=is_required,
            applies=applies,
            choices=dict(json.loads(choices)),
        )
        for code, name, kind, lowest, highest, is_required, applies, choices in rows
    }
