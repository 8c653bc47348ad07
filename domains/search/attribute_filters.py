"""What products must say by their attributes, and its SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domains.catalogue.attributes.errors import UnknownAttribute, UnknownChoice
from domains.common.db import fetch_tuples
from domains.search.errors import BadAttributeFilter, FilterTooWide

MAX_ATTRIBUTES, MAX_CHOICES = 10, 50

# A text that is no value of the attribute is neither a choice nor of the other types.
_CHOICE_SQL = "coalesce(product.attributes -> %(attribute_{n})s::text ?| %(said_{n})s::text[], false)"
_TRUTH_SQL = "coalesce(product.attributes -> %(attribute_{n})s::text = to_jsonb(%(said_{n})s::boolean), false)"
_NUMBER_SQL = """CASE
    WHEN jsonb_typeof(product.attributes -> %(attribute_{n})s::text) = 'number'
    THEN (product.attributes ->> %(attribute_{n})s::text)::numeric
        BETWEEN coalesce(%(least_{n})s::numeric, '-infinity') AND coalesce(%(most_{n})s::numeric, 'infinity')
    ELSE false
END"""
_KNOWN = """
    SELECT
        attribute.code, attribute.kind,
        ARRAY(
            SELECT choice.code::text
            FROM catalogue_attribute_choice AS choice
            WHERE choice.attribute_id = attribute.id
            ORDER BY choice.position
        )
    FROM catalogue_attribute AS attribute
    WHERE attribute.is_filterable AND attribute.code = ANY(%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeFilter:
    """What products must say: one of these choices, or yes or no, or a number between two ends, both included.

    Raises BadAttributeFilter unless it is exactly one of the three, and FilterTooWide.
    """

    code: str
    choices: tuple[str, ...] = ()
    is_true: bool | None = None
    lowest: float | None = None
    highest: float | None = None

    def __post_init__(self) -> None:
        ends = [end for end in (self.lowest, self.highest) if end is not None]
        if (len(self.choices) > 0) + (self.is_true is not None) + (len(ends) > 0) != 1:
            raise BadAttributeFilter("Say which choices, yes or no, or which numbers.", attribute=self.code)
        if len(self.choices) > MAX_CHOICES:
            raise FilterTooWide(path=("filter", "attributes"))
        # Neither is true of what is no number.
        if any(not abs(end) < float("inf") for end in ends) or ends != sorted(ends):
            raise BadAttributeFilter("The lowest number lies above the highest.", attribute=self.code)

    @property
    def fact(self) -> list[Any]:
        """What a cursor is bound to: the same for filters that mean the same."""
        return [self.code, sorted(set(self.choices)), self.is_true, self.lowest, self.highest]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of attributes it can be about."""
        if self.choices:
            return frozenset({"choice", "multi_choice"})
        return frozenset({"number"} if self.is_true is None else {"boolean"})

    def condition(self, place: int) -> tuple[str, dict[str, Any]]:
        """The condition on a product, and the values it takes; `place` keeps those of several apart."""
        named: dict[str, Any] = {f"attribute_{place}": self.code}
        if self.choices:
            return _CHOICE_SQL.format(n=place), named | {f"said_{place}": list(self.choices)}
        if self.is_true is not None:
            return _TRUTH_SQL.format(n=place), named | {f"said_{place}": self.is_true}
        return _NUMBER_SQL.format(n=place), named | {f"least_{place}": self.lowest, f"most_{place}": self.highest}


def ensure_once(filters: Sequence[AttributeFilter]) -> None:
    """Raises FilterTooWide for too many, and BadAttributeFilter for an attribute that is named twice."""
    if len(filters) > MAX_ATTRIBUTES:
        raise FilterTooWide(path=("filter", "attributes"))
    seen: set[str] = set()
    for each in filters:
        if each.code in seen:
            raise BadAttributeFilter("Name each attribute once.", attribute=each.code)
        seen.add(each.code)


async def ensure_known(filters: Sequence[AttributeFilter]) -> None:
    """Raises UnknownAttribute for one that is not there or no filter, UnknownChoice, or BadAttributeFilter.

    One statement, and none without filters.
    """
    if not filters:
        return
    known = {code: rest for code, *rest in await fetch_tuples(_KNOWN, [[each.code for each in filters]])}
    for each in filters:
        path = ("filter", "attributes", each.code)
        if each.code not in known:
            raise UnknownAttribute(attribute=each.code, path=path)
        kind, choices = known[each.code]
        if kind not in each.kinds:
            raise BadAttributeFilter("That attribute has other values.", attribute=each.code)
        for choice in each.choices:
            if choice not in choices:
                raise UnknownChoice(attribute=each.code, choice=choice, known=choices, path=path)
