"""Judged questions: what each product of the demo marketplace is worth as an answer, as rules."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from domains.catalogue.scopes import PUBLISHED_SQL
from domains.common.db import fetch_all

_FACTS_SQL = f"""
    SELECT
        product.id, string_to_array(category.path, '/'), lower(coalesce(product.attributes ->> 'fabric', '')),
        vendor.name, ARRAY(
            SELECT DISTINCT variant.options ->> 'colour' FROM catalogue_variant AS variant
            WHERE variant.product_id = product.id AND variant.options ? 'colour'
        )
    FROM catalogue_product AS product
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    JOIN catalogue_category AS category ON category.id = product.category_id
    WHERE {PUBLISHED_SQL} AND EXISTS (
        SELECT FROM catalogue_price_range AS offer
        WHERE offer.product_id = product.id AND offer.currency = %(currency)s AND offer.valid_from <= %(at)s
            AND (offer.valid_until IS NULL OR offer.valid_until > %(at)s)
    )
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Facts:
    """What a product is judged by."""

    id: UUID
    categories: list[str]
    fabric: str
    vendor: str
    colours: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A text, and rules that grade products from 0 (no answer) to 3 (exactly that): the best rule counts."""

    text: str
    grades: Sequence[Mapping[str, Any]]

    def grade(self, facts: Facts) -> int:
        """What the product is worth as an answer."""
        return max((rule["grade"] for rule in self.grades if _fits(rule, facts)), default=0)


def read_questions(path: Path) -> list[Question]:
    """The questions of a file."""
    return [Question(**raw) for raw in json.loads(path.read_text(encoding="utf-8"))]


async def read_facts(*, currency: str, at: Any) -> list[Facts]:
    """All products that shoppers see in that currency."""
    return await fetch_all(_FACTS_SQL, {"currency": currency, "at": at}, row=Facts)


def _fits(rule: Mapping[str, Any], facts: Facts) -> bool:
    return (
        ("categories" not in rule or not set(rule["categories"]).isdisjoint(facts.categories))
        and ("colours" not in rule or not set(rule["colours"]).isdisjoint(facts.colours))
        and ("fabrics" not in rule or any(fabric in facts.fabric for fabric in rule["fabrics"]))
        and ("vendor" not in rule or rule["vendor"] == facts.vendor)
    )
