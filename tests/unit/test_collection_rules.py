"""Rules of collections are read as they are meant, and refused with the path of what is wrong."""

from typing import Any

import pytest

from domains.catalogue.collections.errors import BadRule
from domains.catalogue.collections.rules import rule_of
from domains.common.ids import new_id


def _path(given: object) -> str:
    with pytest.raises(BadRule) as refused:
        rule_of(given)
    return ".".join(refused.value.path)


def test_keeps_what_is_meant_and_nothing_else() -> None:
    category, vendor = new_id(), new_id()
    conditions: list[dict[str, Any]] = [
        {"kind": "category", "categories": [str(category).upper()]},
        {"kind": "vendor", "vendors": [str(vendor)], "not": True},
        {"kind": "price", "currency": "NGN", "highest": 5_000_00},
        {"kind": "on_sale", "not": False},
        {"kind": "attribute", "name": " season ", "values": ["High  summer"]},
        {"kind": "option", "axis": "colour", "values": ["indigo"]},
        {"kind": "published_within", "days": 30},
        {"kind": "created_within", "days": 1},
        {"kind": "title", "words": ["linen"]},
        {"kind": "in_stock", "not": True},
    ]

    rule = rule_of({"match": "any", "conditions": conditions})

    assert rule.stored["conditions"][0] == {"kind": "category", "categories": [str(category)]}
    assert rule.stored["conditions"][3] == {"kind": "on_sale"}
    assert rule.stored["conditions"][4] == {"kind": "attribute", "name": "season", "values": ["High summer"]}
    assert rule.stored["conditions"][9] == {"kind": "in_stock", "not": True}
    assert rule.categories == {category: ("conditions", 0, "categories", 0)}
    assert rule.vendors == {vendor: ("conditions", 1, "vendors", 0)}


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        (None, ""),
        ("title", ""),
        ({}, "kind"),
        ({"kind": "stock"}, "kind"),
        ({"kind": ["title"]}, "kind"),
        ({"kind": "in_stock", "least": 5}, "least"),
        ({"kind": "in_stock", "not": "no"}, "not"),
        ({"kind": "title"}, "words"),
        ({"kind": "title", "words": []}, "words"),
        ({"kind": "title", "words": ["x"] * 51}, "words"),
        ({"kind": "title", "words": ["linen", "&!"]}, "words.1"),
        ({"kind": "title", "words": ["a\x00"]}, "words.0"),
        ({"kind": "title", "words": ["linen"], "weight": 1}, "weight"),
        ({"kind": "title", "words": ["linen"], "not": 1}, "not"),
        ({"kind": "category", "categories": ["women/dresses"]}, "categories.0"),
        ({"kind": "category", "categories": [5]}, "categories.0"),
        ({"kind": "vendor", "vendors": "x"}, "vendors"),
        ({"kind": "price", "currency": "NGN"}, ""),
        ({"kind": "price", "currency": "XXX", "lowest": 1}, "currency"),
        ({"kind": "price", "lowest": 1}, "currency"),
        ({"kind": "price", "currency": "NGN", "lowest": 1.5}, "lowest"),
        ({"kind": "price", "currency": "NGN", "lowest": True}, "lowest"),
        ({"kind": "price", "currency": "NGN", "lowest": -1}, "lowest"),
        ({"kind": "price", "currency": "NGN", "lowest": 10**16}, "lowest"),
        ({"kind": "price", "currency": "NGN", "lowest": 2, "highest": 1}, ""),
        ({"kind": "on_sale", "currency": None}, "currency"),
        ({"kind": "attribute", "name": "", "values": ["x"]}, "name"),
        ({"kind": "attribute", "name": "season", "values": [None]}, "values.0"),
        ({"kind": "option", "axis": "size", "values": ["x" * 101]}, "values.0"),
        ({"kind": "published_within", "days": 0}, "days"),
        ({"kind": "created_within", "days": 3_651}, "days"),
    ],
    ids=lambda part: str(part)[:70],
)
def test_refuses_a_condition_that_makes_no_sense(condition: object, path: str) -> None:
    given = {"match": "all", "conditions": [{"kind": "on_sale"}, condition]}

    assert _path(given) == "rule.conditions.1" + (f".{path}" if path else "")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (None, "rule"),
        ([], "rule"),
        ({"conditions": []}, "rule.match"),
        ({"match": "all", "conditions": []}, "rule.conditions"),
        ({"match": "all", "conditions": [{"kind": "on_sale"}] * 21}, "rule.conditions"),
        ({"match": "all", "conditions": [{"kind": "on_sale"}], "sort": 1}, "rule.sort"),
    ],
    ids=lambda part: str(part)[:60],
)
def test_refuses_what_is_no_rule(given: object, path: str) -> None:
    assert _path(given) == path
