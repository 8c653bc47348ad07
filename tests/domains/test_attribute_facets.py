"""What products say is filtered by and counted: a count is what choosing it shows, in the one statement of facets."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domains.catalogue.attributes.errors import UnknownAttribute, UnknownChoice
from domains.catalogue.attributes.models import Attribute
from domains.catalogue.attributes.services.keep_attributes import update_attribute
from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.errors import DomainError
from domains.common.money import Money
from domains.search.attribute_filters import AttributeFilter
from domains.search.errors import BadAttributeFilter, FilterTooWide
from domains.search.facets import AttributeCounts, Facets, SaidCount
from domains.search.filters import ProductFilter
from domains.search.listing import list_products
from domains.search.queries import search_products
from domains.search.services.index_products import index_attribute, rebuild_documents
from tests.factories.attributes import make_attribute, new_choices
from tests.factories.catalogue import make_category, make_product
from tests.factories.inventory import make_stock
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _catalogue() -> None:
    women = make_category(name="Women")
    dresses, shoes = make_category(name="Dresses", parent=women), make_category(name="Shoes", parent=women)
    make_attribute(position=1)
    make_attribute(code="occasion", kind="multi_choice", choices=("Wedding", "Work", "Beach"), position=2)
    make_attribute(code="vegan", kind="boolean", position=3)
    make_attribute(code="heel", name="Heel height", kind="number", unit="cm", categories=[shoes], position=4)
    make_attribute(code="lining", is_filterable=False)
    make_attribute(code="care", kind="text")
    designs: list[tuple[str, Any, dict[str, Any], tuple[str, ...], int]] = [
        ("Silk Gown", dresses, {"material": "silk", "occasion": ["wedding"], "vegan": False}, ("S", "M"), 100),
        ("Linen Gown", dresses, {"material": "linen", "occasion": ["wedding", "work"], "vegan": True}, ("M",), 250),
        ("Silk Slip", dresses, {"material": "silk", "occasion": ["beach"], "lining": "cotton"}, ("S",), 900),
        ("Silk Pumps", shoes, {"material": "silk", "vegan": False, "heel": 8.5, "care": "silk"}, ("38",), 400),
        ("Linen Pumps", shoes, {"material": "linen", "vegan": True, "heel": 12, "occasion": ["work"]}, ("38",), 330),
        # What is no value of its attribute is in no count: texts from before.
        ("Bark Cloak", dresses, {"material": "Bark", "vegan": "partly", "heel": "high", "season": "silk"}, ("M",), 50),
    ]
    for title, category, attributes, sizes, price in designs:
        made = make_product(
            title=title, category=category, attributes=attributes, sizes=sizes, price=Money(price * 100, "NGN")
        )
        if price < 300:
            make_stock(variant=made.variants.order_by("position")[0], on_hand=2)
    make_product(title="Silk Secret", state=Product.State.DRAFT, category=dresses, attributes={"material": "silk"})
    rebuild_documents(now=NOON)


@pytest.fixture
async def catalogue(database: None) -> None:
    await in_transaction(_catalogue)


MATERIAL = AttributeFilter(code="material", choices=("silk",))
OCCASION = AttributeFilter(code="occasion", choices=("wedding", "work"))
VEGAN = AttributeFilter(code="vegan", is_true=True)
HEEL = AttributeFilter(code="heel", lowest=5, highest=10)


async def titles(*filters: AttributeFilter, text: str | None = None) -> list[str]:
    chosen = ProductFilter(attributes=filters)
    if text is None:
        page = await list_products(currency="NGN", at=NOON, chosen=chosen)
    else:
        page = await search_products(text=text, currency="NGN", at=NOON, chosen=chosen)
    assert await page.count() == len(page.items)
    return sorted(product.title for product in page.items)


@pytest.mark.usefixtures("catalogue")
async def test_shows_what_says_any_of_the_choices_and_all_of_the_attributes() -> None:
    assert await titles(MATERIAL) == ["Silk Gown", "Silk Pumps", "Silk Slip"]
    assert await titles(replace(MATERIAL, choices=("linen", "silk")), VEGAN) == ["Linen Gown", "Linen Pumps"]
    assert await titles(OCCASION) == ["Linen Gown", "Linen Pumps", "Silk Gown"]
    assert await titles(OCCASION, MATERIAL) == ["Silk Gown"]
    assert await titles(replace(VEGAN, is_true=False)) == ["Silk Gown", "Silk Pumps"]
    assert await titles(HEEL) == ["Silk Pumps"]
    assert await titles(replace(HEEL, highest=None)) == ["Linen Pumps", "Silk Pumps"]
    assert await titles(AttributeFilter(code="heel", highest=8.5)) == ["Silk Pumps"]
    assert await titles(VEGAN, text="linen") == ["Linen Gown", "Linen Pumps"]


async def shown(chosen: ProductFilter, text: str | None) -> int:
    if text is None:
        return await (await list_products(currency="NGN", at=NOON, chosen=chosen)).count()
    return await (await search_products(text=text, currency="NGN", at=NOON, chosen=chosen)).count()


async def facets_of(chosen: ProductFilter, text: str | None = None) -> Facets:
    if text is None:
        return await (await list_products(currency="NGN", at=NOON, chosen=chosen, first=1)).facets()
    return await (await search_products(text=text, currency="NGN", at=NOON, chosen=chosen)).facets()


def _with(chosen: ProductFilter, one: AttributeFilter) -> ProductFilter:
    """The filter with this choice instead of the one on its attribute."""
    return replace(chosen, attributes=(*(each for each in chosen.attributes if each.code != one.code), one))


CHOICES = [
    ProductFilter(),
    ProductFilter(attributes=(MATERIAL,)),
    ProductFilter(attributes=(MATERIAL, VEGAN)),
    ProductFilter(attributes=(OCCASION, HEEL, VEGAN)),
    ProductFilter(attributes=(HEEL,), category_path="women/shoes"),
    ProductFilter(attributes=(MATERIAL,), options={"size": ("s",)}),
    ProductFilter(attributes=(OCCASION,), options={"size": ("s",), "colour": ("indigo",)}),
    ProductFilter(attributes=(MATERIAL, OCCASION), options={"size": ("m",)}, in_stock=True, lowest_minor=100_00),
    ProductFilter(attributes=(VEGAN,), in_stock=True),
]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("text", [None, "silk linen"])
@pytest.mark.parametrize("chosen", CHOICES, ids=range(len(CHOICES)))
async def test_a_count_is_what_choosing_it_shows(chosen: ProductFilter, text: str | None) -> None:
    facets = await facets_of(chosen, text)

    for attribute in facets.attributes:
        for value in attribute.values:
            if attribute.kind == "boolean":
                one = AttributeFilter(code=attribute.code, is_true=value.code == "true")
            else:
                one = AttributeFilter(code=attribute.code, choices=(value.code,))
            assert value.count == await shown(_with(chosen, one), text), (attribute.code, value)
        if attribute.kind == "number":
            assert attribute.lowest is not None
            every = AttributeFilter(code=attribute.code, lowest=attribute.lowest, highest=attribute.highest)
            assert attribute.count == await shown(_with(chosen, every), text)
            beyond = AttributeFilter(code=attribute.code, highest=attribute.lowest - 0.001)
            assert await shown(_with(chosen, beyond), text) == 0
    for category in facets.categories:
        assert category.count == await shown(replace(chosen, category_path=category.path), text), category
    for vendor in facets.vendors:
        assert vendor.count == await shown(replace(chosen, vendor_ids=(vendor.id,)), text), vendor
    for axis in facets.options:
        for option in axis.values:
            options = {**chosen.options, axis.code: (option.code,)}
            assert option.count == await shown(replace(chosen, options=options), text), (axis, option)
    assert sum(bucket.count for bucket in facets.prices) == await shown(
        replace(chosen, lowest_minor=None, highest_minor=None), text
    )
    assert facets.in_stock == await shown(replace(chosen, in_stock=True), text)


@pytest.mark.usefixtures("catalogue")
async def test_says_what_there_is_to_choose_without_its_own_choice() -> None:
    material, occasion, vegan, heel = (await facets_of(ProductFilter(attributes=(MATERIAL,)))).attributes

    assert material == AttributeCounts(
        code="material",
        name="Material",
        kind="choice",
        unit="",
        values=(
            SaidCount("linen", "Linen", 2, False, "material"),
            SaidCount("silk", "Silk", 3, True, "material"),
        ),
    )
    assert [(value.code, value.count) for value in occasion.values] == [("wedding", 1), ("beach", 1)]
    assert [(value.code, value.name, value.count) for value in vegan.values] == [("false", "", 2)]
    assert heel == AttributeCounts(
        code="heel", name="Heel height", kind="number", unit="cm", count=1, lowest=8.5, highest=8.5
    )


@pytest.mark.usefixtures("catalogue")
async def test_costs_the_one_statement_of_facets_and_one_to_know_the_attributes() -> None:
    chosen = ProductFilter(attributes=(MATERIAL, OCCASION, VEGAN))
    with counted_statements() as plain:
        await list_products(currency="NGN", at=NOON)
    with counted_statements() as listing:
        page = await list_products(currency="NGN", at=NOON, chosen=chosen)
    with counted_statements() as counting:
        await page.facets()

    assert (len(plain), len(listing), len(counting)) == (1, 2, 1), counting


@pytest.mark.usefixtures("catalogue")
async def test_a_new_name_shows_at_once_and_another_filter_once_it_is_indexed() -> None:
    def change(code: str, **changes: Any) -> None:
        update_attribute(attribute_id=Attribute.objects.get(code=code).id, **changes)

    await in_transaction(change, "material", choices=new_choices("Silk", "Linen"), name="Cloth")
    await in_transaction(change, "vegan", is_filterable=False)
    await in_transaction(change, "lining", is_filterable=True, position=9)
    await in_transaction(index_attribute, code="lining", now=NOON)

    facets = await facets_of(ProductFilter())

    assert [attribute.name for attribute in facets.attributes] == ["Cloth", "Occasion", "Heel height", "Lining"]
    assert [value.name for value in facets.attributes[0].values] == ["Silk", "Linen"]
    assert [(value.code, value.count) for value in facets.attributes[3].values] == [("cotton", 1)]
    with pytest.raises(UnknownAttribute):
        await titles(VEGAN)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("text", [None, "silk"])
@pytest.mark.parametrize(
    ("wanted", "error", "message"),
    [
        ({"code": "season", "choices": ("silk",)}, UnknownAttribute, "There is no such attribute: season."),
        ({"code": "lining", "choices": ("cotton",)}, UnknownAttribute, "There is no such attribute: lining."),
        ({"code": "care", "choices": ("silk",)}, UnknownAttribute, "There is no such attribute: care."),
        ({"code": "material", "choices": ("nylon",)}, UnknownChoice, "material has no choice nylon."),
        ({"code": "material", "is_true": True}, BadAttributeFilter, "That attribute has other values."),
        ({"code": "vegan", "lowest": 1}, BadAttributeFilter, "That attribute has other values."),
    ],
    ids=["unknown", "no filter", "text", "choice", "truth", "number"],
)
async def test_refuses_what_no_product_could_say(
    wanted: dict[str, Any], error: type[DomainError], message: str, text: str | None
) -> None:
    with pytest.raises(error) as raised:
        await titles(AttributeFilter(**wanted), text=text)

    assert (raised.value.message, raised.value.path) == (message, ("filter", "attributes", wanted["code"]))


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"choices": ("silk",), "is_true": True},
        {"is_true": True, "lowest": 1},
        {"lowest": 2, "highest": 1},
        {"lowest": float("nan")},
        {"highest": float("inf")},
    ],
    ids=["nothing", "two", "two more", "turned", "nan", "infinite"],
)
def test_refuses_a_filter_that_makes_no_sense(wanted: dict[str, Any]) -> None:
    with pytest.raises(BadAttributeFilter):
        AttributeFilter(code="material", **wanted)


def test_refuses_too_many_filters_and_choices_and_an_attribute_twice() -> None:
    many = tuple(AttributeFilter(code=f"a{number}", is_true=True) for number in range(11))

    ProductFilter(attributes=many[:10])
    AttributeFilter(code="a", choices=tuple(map(str, range(50))))
    with pytest.raises(FilterTooWide):
        ProductFilter(attributes=many)
    with pytest.raises(FilterTooWide):
        AttributeFilter(code="a", choices=tuple(map(str, range(51))))
    with pytest.raises(BadAttributeFilter):
        ProductFilter(attributes=(VEGAN, VEGAN))


def test_cursors_are_bound_to_what_is_asked_whatever_its_order() -> None:
    one = ProductFilter(attributes=(replace(MATERIAL, choices=("silk", "linen")), VEGAN))
    same = ProductFilter(attributes=(VEGAN, replace(MATERIAL, choices=("linen", "silk"))))

    assert one.facts == same.facts
    assert one.facts != ProductFilter(attributes=(VEGAN,)).facts
    assert "attributes" not in ProductFilter().facts


@pytest.mark.usefixtures("catalogue")
async def test_finds_choices_by_name_and_what_is_so_by_its_attribute() -> None:
    page = await search_products(text="wedding linen", currency="NGN", at=NOON)
    vegan = await search_products(text="vegan", currency="NGN", at=NOON)

    assert [product.title for product in page.items] == ["Linen Gown"]
    assert sorted(product.title for product in vegan.items) == ["Linen Gown", "Linen Pumps"]
