"""What a revision is made of, and what becomes of two. Pure.

`changes` of a submission are plain values, as they are kept and as staff read them:

title, description, attributes, category_id   as they are to be
values, variants                              to be added to the matrix, in order
switched                                      variant id -> whether it is to be offered
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domains.catalogue.extending import AddedVariant, Additions, Amount, NewChoice

FIELDS = ("title", "description", "attributes", "category_id")
_GROW = ("values", "variants")
_MERGE = ("switched",)


def joined(waiting: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Further changes with those that wait: what adds is added, of everything else the last word counts."""
    together = {**waiting, **wanted}
    for name in _GROW:
        if name in waiting and name in wanted:
            together[name] = [*waiting[name], *wanted[name]]
    for name in _MERGE:
        if name in waiting and name in wanted:
            together[name] = {**waiting[name], **wanted[name]}
    return together


def fields_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the product among the changes, as the product has them."""
    fields = {name: changes[name] for name in FIELDS if name in changes}
    if "category_id" in fields:
        fields["category_id"] = UUID(fields["category_id"])
    return fields


def kept_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}


def additions_of(changes: Mapping[str, Any]) -> Additions:
    """What is to be added to the matrix; nothing where the changes say nothing of it."""
    return Additions(
        values=tuple(NewChoice(**value) for value in changes.get("values", ())),
        variants=tuple(
            AddedVariant(
                sku=variant["sku"],
                options=variant["options"],
                weight_grams=variant["weight_grams"],
                prices=tuple(Amount(**price) for price in variant["prices"]),
            )
            for variant in changes.get("variants", ())
        ),
    )


def kept_additions(additions: Additions) -> dict[str, Any]:
    """The other way round."""
    values = [
        {"axis": value.axis, "code": value.code, "name": value.name, "swatch": value.swatch}
        for value in additions.values
    ]
    variants = [
        {
            "sku": variant.sku,
            "options": dict(variant.options),
            "weight_grams": variant.weight_grams,
            "prices": [{"minor": price.minor, "currency": price.currency} for price in variant.prices],
        }
        for variant in additions.variants
    ]
    return {name: found for name, found in (("values", values), ("variants", variants)) if found}


def switched_of(changes: Mapping[str, Any]) -> dict[UUID, bool]:
    """Which variants are to be offered, or no longer."""
    return {UUID(key): is_active for key, is_active in changes.get("switched", {}).items()}


def kept_switched(switched: Mapping[UUID, bool]) -> dict[str, Any]:
    """The other way round."""
    return {"switched": {str(key): is_active for key, is_active in switched.items()}} if switched else {}
