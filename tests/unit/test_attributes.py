"""What an attribute may be, and what a product may say of it."""

from collections.abc import Mapping
from decimal import Decimal
from math import inf, nan
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.catalogue.attributes.errors import (
    AttributeOutOfPlace,
    AttributeRequired,
    BadAttribute,
    BadAttributeValue,
    UnknownAttribute,
    UnknownChoice,
)
from domains.catalogue.attributes.rows import (
    BooleanAttributeRow,
    ChoiceAttributeRow,
    ChoiceRow,
    NumberAttributeRow,
    TextAttributeRow,
    attribute_row,
)
from domains.catalogue.attributes.rules import Definition, NewChoice, clean_choices, ensure_said, fitting, number_of
from domains.catalogue.attributes.wording import TRUTHS, number_in, truth_in
from domains.markets.languages import DICTIONARIES

CHOICES = {"cotton": "Cotton", "aso-oke": "Aṣọ Òkè", "silk": "Mulberry Silk"}
DEFINITIONS = {
    each.code: each
    for each in (
        Definition(code="material", name="Material", kind="choice", choices=CHOICES),
        Definition(code="lining", name="Lining", kind="multi_choice", choices=CHOICES),
        Definition(code="vegan", name="Vegan", kind="boolean"),
        Definition(code="heel", name="Heel", kind="number", lowest=Decimal(0), highest=Decimal("20.5")),
        Definition(code="care", name="Care", kind="text"),
        Definition(code="sleeve", name="Sleeve", kind="choice", choices={"long": "Long"}, applies=False),
    )
}


def fit(said: Mapping[str, Any], kept: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    return fitting(given=said, kept=kept, definitions=DEFINITIONS)


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("material", "silk", "silk"),
        ("material", " mulberry  silk ", "silk"),
        ("material", "AṢỌ ÒKÈ", "aso-oke"),
        ("lining", ["silk", "cotton", "silk"], ["cotton", "silk"]),
        ("lining", "Cotton", ["cotton"]),
        ("vegan", True, True),
        ("vegan", "No", False),
        ("heel", 8, 8),
        ("heel", 8.5, 8.5),
        ("heel", "8.50", 8.5),
        ("heel", 20.5, 20.5),
        ("heel", 8.0, 8),
        ("care", "  Hand   wash ", "Hand wash"),
        ("made_in", "Lagos, NG", "Lagos, NG"),
    ],
)
def test_a_value_is_stored_as_its_attribute_has_it(name: str, value: object, stored: object) -> None:
    found = fit({name: value})[name]

    assert (found, type(found)) == (stored, type(stored))


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("material", "nylon", UnknownChoice, "material has no choice nylon."),
        ("material", 5, BadAttributeValue, "material is one of its choices."),
        ("material", ["silk"], BadAttributeValue, "material is one of its choices."),
        ("lining", [], BadAttributeValue, "lining is 1 to 20 of its choices."),
        ("lining", ["silk"] * 21, BadAttributeValue, "lining is 1 to 20 of its choices."),
        ("lining", ["silk", "nylon"], UnknownChoice, "lining has no choice nylon."),
        ("vegan", "perhaps", BadAttributeValue, "vegan is true or false."),
        ("vegan", 1, BadAttributeValue, "vegan is true or false."),
        ("heel", 20.501, BadAttributeValue, "heel is 0 or more and 20.5 or less."),
        ("heel", -1, BadAttributeValue, "heel is 0 or more and 20.5 or less."),
        ("heel", 1.0001, BadAttributeValue, "heel is a number with up to 3 digits behind the point."),
        ("heel", "high", BadAttributeValue, "heel is a number with up to 3 digits behind the point."),
        ("heel", True, BadAttributeValue, "heel is a number with up to 3 digits behind the point."),
        ("care", 5, BadAttributeValue, "care is a text."),
        ("care", "x" * 201, BadAttributeValue, "This is too long: at most 200 characters."),
        ("sleeve", "long", AttributeOutOfPlace, "sleeve is not said of products of this category."),
        ("season", True, UnknownAttribute, "There is no such attribute: season."),
    ],
)
def test_refuses_what_is_no_value_and_names_the_attribute(
    name: str, value: object, error: type[BadAttributeValue], message: str
) -> None:
    with pytest.raises(error) as raised:
        fit({name: value})

    assert type(raised.value) is error
    assert (raised.value.message, raised.value.attribute, raised.value.path) == (message, name, ("attributes", name))


def test_what_was_said_before_stays_though_it_would_be_refused_now() -> None:
    kept = {"heel": 25, "material": "Some old cloth", "sleeve": "Bell"}

    assert fit(kept, kept) == kept
    with pytest.raises(BadAttributeValue):
        fit({"heel": 26}, kept)
    # A value of an attribute that is not for the category goes before the product moves there.
    with pytest.raises(AttributeOutOfPlace):
        fit({"sleeve": "long"}, {"sleeve": "long"})


def test_what_is_required_has_to_be_said_in_a_value() -> None:
    required = {
        "material": Definition(code="material", name="M", kind="choice", choices=CHOICES, is_required=True),
        "vegan": Definition(code="vegan", name="V", kind="boolean", is_required=True),
        "sleeve": Definition(code="sleeve", name="S", kind="text", is_required=True, applies=False),
    }

    ensure_said(said={"material": "silk", "vegan": False}, definitions=required)
    for said in ({"vegan": True}, {"vegan": True, "material": "Some old cloth"}):
        with pytest.raises(AttributeRequired) as raised:
            ensure_said(said=said, definitions=required)
        assert raised.value.attribute == "material"


@given(st.one_of(st.floats(), st.integers(), st.text(max_size=12), st.decimals(places=3).map(str)))
def test_a_number_is_finite_short_and_reads_back_as_itself(value: Any) -> None:
    number = number_of(value)

    if number is not None:
        assert number.is_finite()
        assert abs(number) < 10**9
        assert number_of(float(number)) == number


@pytest.mark.parametrize("value", [nan, inf, 10**30, 10**9, "1e3", "٣", "1_000", "", ".5", None, [1], "-", 1e-9])
def test_other_things_are_no_numbers(value: object) -> None:
    assert number_of(value) is None


@pytest.mark.parametrize(
    ("kind", "choices", "path"),
    [
        ("choice", [], ("choices",)),
        ("choice", [("a", "A")] * 201, ("choices",)),
        ("choice", [("a", "A"), ("a", "B")], ("choices", "1", "code")),
        ("choice", [("a", "A"), ("b", "a")], ("choices", "1", "name")),
        ("choice", [("A", "A")], ("choices", "0", "code")),
        ("choice", [("a:b", "A")], ("choices", "0", "code")),
        ("choice", [("x" * 41, "A")], ("choices", "0", "code")),
        ("boolean", [("a", "A")], ("choices",)),
    ],
)
def test_refuses_choices_that_make_no_sense(kind: str, choices: list[tuple[str, str]], path: tuple[str, ...]) -> None:
    with pytest.raises(BadAttribute) as raised:
        clean_choices(kind=kind, choices=[NewChoice(code=code, name=name) for code, name in choices])

    assert raised.value.path == path


def test_a_stored_value_is_read_by_what_it_is() -> None:
    chosen = [["cotton", "Cotton"], ["silk", "Silk"]]

    assert attribute_row("lining", ["cotton", "silk"], "Lining", "multi_choice", "", chosen) == ChoiceAttributeRow(
        "lining", "Lining", (ChoiceRow("cotton", "Cotton", "lining"), ChoiceRow("silk", "Silk", "lining"))
    )
    assert attribute_row("vegan", False, "Vegan", "boolean", "", None) == BooleanAttributeRow("vegan", "Vegan", False)
    assert attribute_row("heel", 8.5, "Heel", "number", "cm", None) == NumberAttributeRow("heel", "Heel", 8.5, "cm")
    assert attribute_row("material", "Bark", "Material", "choice", "", None) == TextAttributeRow(
        "material", "Material", "Bark"
    )
    assert attribute_row("made_in", "Lagos", None, None, None, None) == TextAttributeRow("made_in", "Made in", "Lagos")


def test_numbers_and_truths_are_said_in_every_language_we_know() -> None:
    assert TRUTHS.keys() == DICTIONARIES.keys()
    assert (truth_in("fr-CA", is_true=True), truth_in("en", is_true=False)) == ("Oui", "No")
    assert number_in("fr", number=8.5, unit="cm") == "8,5 cm"
    assert number_in("en-GB", number=8.0, unit="") == "8"
    assert number_in("yo", number=-0.125, unit="kg") == "-0.125 kg"
