"""Axes that a vendor adds to a draft: what there was before gets a value on each of them."""

from typing import Any

import pytest

from domains.catalogue.errors import (
    AxesSettled,
    CodeTaken,
    CombinationTaken,
    TooManyAxes,
    UnknownOption,
    UnknownValue,
)
from domains.catalogue.extending import AddedVariant, Additions, NewChoice, NewDimension
from domains.catalogue.models import OptionAxis, OptionValue, Product, Variant
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.offer_variants import add_to_product
from domains.common.errors import DomainError
from domains.identity.models import User
from tests.domains.own_products import NOW, a_draft

pytestmark = pytest.mark.usefixtures("database")

COLOUR = NewDimension(code="colour", name="Colour", present="indigo")
INDIGO = NewChoice(axis="colour", code="indigo", name="Indigo", swatch="#2e2a6b")
WINE = NewChoice(axis="colour", code="wine", name="Wine", swatch="#5b1a2b")


def add(product: Product, member: User, **what: Any) -> None:
    add_to_product(product_id=product.id, member_id=member.id, additions=Additions(**what), now=NOW)


def matrix_of(product: Product) -> list[tuple[str, dict[str, str]]]:
    return list(Variant.objects.filter(product=product).order_by("position").values_list("sku", "options"))


def axes_of(product: Product) -> list[tuple[str, list[str]]]:
    axes = OptionAxis.objects.filter(product=product).order_by("position")
    return [(axis.code, list(axis.values.order_by("position").values_list("code", flat=True))) for axis in axes]


def test_a_product_from_nothing_gets_its_whole_matrix_at_once() -> None:
    member, product = a_draft(sizes=(), price=None)
    product.variants.all().delete()

    add(
        product,
        member,
        axes=(NewDimension(code="size", name="Size"), NewDimension(code="colour", name="Colour")),
        values=(NewChoice(axis="size", code="m", name="M"), INDIGO, WINE),
        variants=(
            AddedVariant(sku="AG-M-I", options={"size": "m", "colour": "indigo"}),
            AddedVariant(sku="AG-M-W", options={"size": "m", "colour": "wine"}),
        ),
    )

    assert axes_of(product) == [("size", ["m"]), ("colour", ["indigo", "wine"])]
    assert matrix_of(product) == [
        ("AG-M-I", {"size": "m", "colour": "indigo"}),
        ("AG-M-W", {"size": "m", "colour": "wine"}),
    ]
    assert OptionValue.objects.get(code="wine").swatch == "#5b1a2b"


def test_variants_there_already_get_the_value_named_for_them() -> None:
    member, product = a_draft(sizes=("S", "M"))
    small, medium = product.variants.order_by("position")
    wine = AddedVariant(sku="AG-S-W", options={"size": "s", "colour": "wine"})

    add(product, member, axes=(COLOUR,), values=(INDIGO, WINE), variants=(wine,))

    assert axes_of(product) == [("size", ["s", "m"]), ("colour", ["indigo", "wine"])]
    assert matrix_of(product) == [
        (small.sku, {"size": "s", "colour": "indigo"}),
        (medium.sku, {"size": "m", "colour": "indigo"}),
        ("AG-S-W", {"size": "s", "colour": "wine"}),
    ]


def axes(*codes: str) -> tuple[NewDimension, ...]:
    return tuple(NewDimension(code=code, name=code, present="x") for code in codes)


@pytest.mark.parametrize(
    ("what", "error", "path"),
    [
        ({"axes": (NewDimension(code="size", name="Size"),)}, CodeTaken, ("axes", "0", "code")),
        ({"axes": (COLOUR, COLOUR), "values": (INDIGO,)}, CodeTaken, ("axes", "1", "code")),
        ({"axes": (COLOUR,), "values": (WINE,)}, UnknownValue, ("axes", "0", "present")),
        ({"axes": (NewDimension(code="cut", name="Cut"),)}, UnknownValue, ("axes", "0", "present")),
        ({"axes": axes("a", "b", "c", "d", "e")}, TooManyAxes, ("axes",)),
        (
            {"axes": (COLOUR,), "values": (INDIGO,), "variants": (AddedVariant(sku="X", options={"size": "m"}),)},
            UnknownOption,
            ("variants", "X"),
        ),
        (
            {
                "axes": (COLOUR,),
                "values": (INDIGO,),
                "variants": (AddedVariant(sku="X", options={"size": "m", "colour": "indigo"}),),
            },
            CombinationTaken,
            ("variants", "0", "options"),
        ),
    ],
    ids=["there already", "twice", "value not offered", "no value", "too many", "left open", "combination"],
)  # fmt: skip
def test_refuses_what_does_not_fit_and_changes_nothing(
    what: dict[str, Any], error: type[DomainError], path: tuple[str, ...]
) -> None:
    member, product = a_draft(sizes=("M",))
    before = axes_of(product), matrix_of(product)

    with pytest.raises(error) as refused:
        add(product, member, **what)

    assert refused.value.path == path
    assert (axes_of(product), matrix_of(product)) == before


def test_what_is_shown_keeps_its_axes() -> None:
    member, product = a_draft(sizes=("M",), state="published", publish_at=NOW)
    before = axes_of(product), matrix_of(product)

    with pytest.raises(AxesSettled):
        add(product, member, axes=(COLOUR,), values=(INDIGO,))

    assert (axes_of(product), matrix_of(product)) == before
    assert Submission.objects.count() == 0
