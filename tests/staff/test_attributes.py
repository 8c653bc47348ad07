"""Attributes through the staff API: made whole, changed by who has read them, and what products say by them."""

from typing import Any

import pytest

from domains.catalogue.attributes.models import Attribute
from domains.catalogue.models import Product
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import StaffAction
from domains.markets.models import Translation
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_category, make_product
from tests.staff.asking import error_of, everything, staff

ATTRIBUTES, PRODUCTS, TRANSLATIONS = "/staff/attributes/", "/staff/products/", "/staff/translations/"
CHOICES = [{"code": "silk", "name": "Silk"}, {"code": "aso-oke", "name": "Aṣọ Òkè"}]


def _new(**fields: Any) -> dict[str, Any]:
    return {"code": "material", "name": "Material", "kind": "choice", "choices": CHOICES, **fields}


def test_makes_changes_and_deletes_an_attribute_and_writes_that_down() -> None:
    client, category = staff("catalogue"), make_category()

    made = client.post(ATTRIBUTES, _new(categories=[str(category.id)], is_filterable=True))
    path = f"{ATTRIBUTES}{made.json()['id']}/"
    renamed = [{"code": "aso-oke", "name": "Aso oke"}, CHOICES[0]]
    changed = client.patch(path, {"choices": renamed}, headers={"If-Match": made.headers["ETag"]})
    stale = client.patch(path, {"name": "Cloth"}, headers={"If-Match": made.headers["ETag"]})
    deleted = client.delete(path, headers={"If-Match": changed.headers["ETag"]})

    assert made.status_code == 201
    assert {name: made.json()[name] for name in ("code", "kind", "choices", "categories", "unit", "lowest")} == {
        "code": "material", "kind": "choice", "choices": CHOICES, "categories": [str(category.id)], "unit": "",
        "lowest": None,
    }  # fmt: skip
    assert (changed.status_code, changed.json()["choices"]) == (200, renamed)
    assert (stale.status_code, deleted.status_code) == (412, 204)
    assert Attribute.objects.count() == 0
    created, updated, gone = StaffAction.objects.order_by("acted_at")
    assert [each.action for each in (created, updated, gone)] == [
        "attribute.create", "attribute.update", "attribute.delete",
    ]  # fmt: skip
    assert updated.before == {"choices": [["silk", "Silk"], ["aso-oke", "Aṣọ Òkè"]]}
    assert gone.before["code"] == "material"
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["AttributeChanged"] * 3


def test_keeps_the_bounds_of_numbers() -> None:
    client = staff("catalogue")
    number = {"code": "heel", "name": "Heel", "kind": "number", "unit": "cm", "lowest": 0, "highest": 20.5}

    made = client.post(ATTRIBUTES, number)
    changed = client.patch(
        f"{ATTRIBUTES}{made.json()['id']}/", {"highest": None}, headers={"If-Match": made.headers["ETag"]}
    )

    assert [made.json()[name] for name in ("unit", "lowest", "highest", "choices")] == ["cm", 0, 20.5, []]
    assert (changed.status_code, changed.json()["highest"]) == (200, None)


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_changes_nothing_without_what_was_read(method: str) -> None:
    client, attribute = staff("catalogue"), make_attribute()
    before = everything()

    response = getattr(client, method)(f"{ATTRIBUTES}{attribute.id}/", {"name": "X"} if method == "patch" else None)

    assert response.status_code == 428
    assert everything() == before


BAD: dict[str, dict[str, Any]] = {
    "code": {"code": "Material"},
    "number-code": {"code": 5},
    "kind": {"kind": "colour"},
    "no-choices": {"choices": []},
    "choice-twice": {"choices": [CHOICES[0], CHOICES[0]]},
    "choice-field": {"choices": [{**CHOICES[0], "swatch": "#ffffff"}]},
    "choice-half": {"choices": [{"code": "silk"}]},
    "unit": {"unit": "cm"},
    "text-number": {"kind": "number", "choices": [], "lowest": "5"},
    "huge-number": {"kind": "number", "choices": [], "lowest": 1e12},
    "turned": {"kind": "number", "choices": [], "lowest": 2, "highest": 1},
    "filter": {"kind": "text", "choices": [], "is_filterable": True},
    "category": {"categories": [str(new_id())]},
    "category-name": {"categories": ["women"]},
    "field": {"colour": "red"},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD.keys())
def test_refuses_what_makes_no_sense_and_writes_nothing(fields: dict[str, Any]) -> None:
    client = staff("catalogue")
    before = everything()

    made = client.post(ATTRIBUTES, _new(**fields))

    assert made.status_code in {400, 404}, made.content
    assert everything() == before


def test_code_and_kind_stay() -> None:
    client, attribute = staff("catalogue"), make_attribute()

    for fields in ({"code": "cloth"}, {"kind": "text"}):
        response = client.patch(f"{ATTRIBUTES}{attribute.id}/", fields, headers={"If-Match": "*"})
        assert (response.status_code, error_of(response)["code"]) == (400, "UNKNOWN_FIELD")


def test_what_products_say_stays() -> None:
    client, attribute = staff("catalogue"), make_attribute()
    make_product(attributes={"material": "silk"})

    deleted = client.delete(f"{ATTRIBUTES}{attribute.id}/", headers={"If-Match": "*"})

    assert (deleted.status_code, error_of(deleted)["code"]) == (409, "ATTRIBUTE_IN_USE")
    assert Attribute.objects.count() == 1


def test_products_are_written_with_typed_values() -> None:
    client, product = staff("catalogue"), make_product()
    make_attribute()
    make_attribute(code="heel", kind="number", highest=20)
    make_attribute(code="vegan", kind="boolean")
    make_attribute(code="lining", kind="multi_choice")
    path, match = f"{PRODUCTS}{product.id}/", {"If-Match": "*"}
    attributes = {"material": "Silk", "heel": 8.5, "vegan": False, "lining": ["linen", "cotton"], "season": "Summer"}

    written = client.patch(path, {"attributes": attributes}, headers=match)
    refused = [
        client.patch(path, {"attributes": {name: value}}, headers=match)
        for name, value in (("material", "nylon"), ("heel", 21), ("vegan", "perhaps"), ("lining", []), ("x", True))
    ]

    stored = {"material": "silk", "heel": 8.5, "vegan": False, "lining": ["cotton", "linen"], "season": "Summer"}
    assert (written.status_code, written.json()["attributes"]) == (200, stored)
    assert [(each.status_code, error_of(each)["code"], error_of(each)["path"]) for each in refused] == [
        (400, "UNKNOWN_CHOICE", ["attributes", "material"]),
        (400, "BAD_ATTRIBUTE_VALUE", ["attributes", "heel"]),
        (400, "BAD_ATTRIBUTE_VALUE", ["attributes", "vegan"]),
        (400, "BAD_ATTRIBUTE_VALUE", ["attributes", "lining"]),
        (400, "UNKNOWN_ATTRIBUTE", ["attributes", "x"]),
    ]
    assert Product.objects.get().attributes == stored


@pytest.mark.parametrize("value", [None, {}, {"a": 1}, ["x" * 41], [1], [["a"]], ["a"] * 21, "x" * 201, "", "a\u202e"])
def test_refuses_what_is_no_value_at_all(value: object) -> None:
    client, product = staff("catalogue"), make_product(attributes={"season": "Summer"})

    response = client.patch(f"{PRODUCTS}{product.id}/", {"attributes": {"material": value}}, headers={"If-Match": "*"})

    assert response.status_code == 400, response.content
    assert Product.objects.get().attributes == {"season": "Summer"}


def test_names_of_attributes_and_choices_are_translated() -> None:
    client = staff("catalogue")
    make_attribute(code="heel_height")
    french = {"language": "fr", "texts": {"name": "Lin"}}

    made = [
        client.post(TRANSLATIONS, {"kind": kind, "target": target, **french}).status_code
        for kind, target in (
            ("attribute", "heel_height"),
            ("choice", "heel_height:linen"),
            ("attribute", "season"),
            ("attribute", "heel_height:linen"),
            ("choice", "heel_height:nylon"),
            ("choice", "linen"),
        )
    ]

    assert made == [201, 201, 404, 404, 404, 404]
    assert set(Translation.objects.values_list("target", flat=True)) == {"heel_height", "heel_height:linen"}
