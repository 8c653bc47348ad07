"""Attributes: who makes and changes them, and what products say by them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from domains.catalogue.attributes.errors import (
    AttributeExists,
    AttributeInUse,
    AttributeOutOfPlace,
    AttributeRequired,
    BadAttribute,
    BadAttributeValue,
    UnknownChoice,
)
from domains.catalogue.attributes.models import Attribute, AttributeChoice
from domains.catalogue.attributes.queries import attributes_by_product_id
from domains.catalogue.attributes.rows import ChoiceAttributeRow, ChoiceRow, NumberAttributeRow, TextAttributeRow
from domains.catalogue.attributes.services.adopt_texts import adopt_texts
from domains.catalogue.attributes.services.keep_attributes import delete_attribute, update_attribute
from domains.catalogue.errors import NotReadyToPublish
from domains.catalogue.models import Category, Product
from domains.catalogue.services.create_product import create_product
from domains.catalogue.services.publish_product import publish_product
from domains.catalogue.services.update_product import update_product
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission
from domains.catalogue.submissions.services.offer_products import change_product, submit_product
from domains.common.bridge import in_transaction
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.attributes import make_attribute, new_choices
from tests.factories.catalogue import make_category, make_product
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def change(product: Product, **changes: Any) -> Product:
    return update_product(product_id=product.id, now=NOW, **changes)


def said(product: Product) -> dict[str, Any]:
    return dict(Product.objects.get(id=product.id).attributes)


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def _tree() -> tuple[Category, Category, Category]:
    women = make_category(name="Women")
    shoes = make_category(name="Shoes", parent=women)
    return women, shoes, make_category(name="Heels", parent=shoes)


def test_a_product_says_what_its_attributes_allow() -> None:
    make_attribute()
    make_attribute(code="heel", kind="number", unit="cm", lowest=0, highest=20)
    facts: dict[str, Any] = {"vendor_id": make_vendor().id, "category_id": make_category().id, "title": "Pumps"}

    product = create_product(**facts, attributes={"material": "Silk", "heel": "8.5", "season": "Summer"})

    assert said(product) == {"material": "silk", "heel": 8.5, "season": "Summer"}
    for attributes, error in (({"material": "nylon"}, UnknownChoice), ({"heel": 21}, BadAttributeValue)):
        with pytest.raises(error):
            create_product(**facts, attributes=attributes)
        with pytest.raises(error):
            change(product, attributes=attributes)
    assert Product.objects.count() == 1
    assert said(product) == {"material": "silk", "heel": 8.5, "season": "Summer"}


def test_an_attribute_is_for_its_categories_and_all_below() -> None:
    women, shoes, heels = _tree()
    make_attribute(code="heel", kind="number", categories=[shoes])
    # Its path begins alike without being below.
    namesake = make_category(name="Shoes Care", parent=women)

    below = make_product(category=heels)
    change(below, attributes={"heel": 8})

    assert said(below) == {"heel": 8}
    for category in (women, namesake):
        with pytest.raises(AttributeOutOfPlace):
            change(make_product(category=category), attributes={"heel": 8})
    with pytest.raises(AttributeOutOfPlace):
        change(below, category_id=women.id)
    change(below, category_id=women.id, attributes={})
    assert said(below) == {}


def test_what_is_required_is_said_before_a_product_is_shown_and_as_long_as_it_is() -> None:
    _, shoes, heels = _tree()
    make_attribute(categories=[shoes], is_required=True)
    product = make_product(category=heels, state="draft", publish_at=None)

    with pytest.raises(NotReadyToPublish) as raised:
        publish_product(product_id=product.id, now=NOW)
    change(product, attributes={"material": "silk"})
    publish_product(product_id=product.id, now=NOW)

    assert raised.value.lacks == ("the attribute Material",)
    with pytest.raises(AttributeRequired):
        change(product, attributes={"season": "Summer"})
    assert said(product) == {"material": "silk"}
    # Elsewhere nobody asks for it, and other changes go on.
    publish_product(product_id=make_product(state="draft", publish_at=None).id, now=NOW)
    change(product, title="Silk Pumps")


def test_a_vendor_hears_of_a_bad_value_when_offering_it() -> None:
    make_attribute(is_required=True)
    vendor = make_vendor()
    member = make_member(vendor=vendor)
    draft = make_product(vendor=vendor, state="draft", publish_at=None)
    shown = make_product(vendor=vendor, attributes={"material": "silk"})
    offer: Callable[..., None] = partial(change_product, member_id=member.id, now=NOW)

    with pytest.raises(NotReadyToPublish):
        submit_product(product_id=draft.id, member_id=member.id, now=NOW)
    offer(product_id=draft.id, changes={"attributes": [("material", "Linen")]})
    submit_product(product_id=draft.id, member_id=member.id, now=NOW)
    with pytest.raises(UnknownChoice):
        offer(product_id=shown.id, changes={"attributes": [("material", "nylon")]})
    with pytest.raises(AttributeRequired):
        offer(product_id=shown.id, changes={"attributes": []})
    offer(product_id=shown.id, changes={"attributes": [("material", "COTTON"), ("season", "Summer")]})

    revision = Submission.objects.get(product=shown)
    assert (said(draft), said(shown)) == ({"material": "linen"}, {"material": "silk"})
    assert revision.changes == {"attributes": {"material": "cotton", "season": "Summer"}}
    approve_submission(submission_id=revision.id, actor="staff:1", now=NOW)
    assert said(shown) == {"material": "cotton", "season": "Summer"}


def test_names_and_order_of_choices_change_and_codes_stay() -> None:
    attribute = make_attribute()
    make_product(attributes={"material": "silk"})

    update_attribute(attribute_id=attribute.id, choices=new_choices("Silk", "Wool"), name="Cloth")

    rows = AttributeChoice.objects.filter(attribute=attribute).order_by("position")
    assert list(rows.values_list("code", flat=True)) == ["silk", "wool"]
    with pytest.raises(AttributeInUse) as raised:
        update_attribute(attribute_id=attribute.id, choices=new_choices("Wool"))
    assert (raised.value.products, raised.value.path) == (1, ("choices",))
    assert AttributeChoice.objects.filter(attribute=attribute).count() == 2
    assert events() == ["AttributeChanged"] * 2


def test_what_products_say_can_not_go_before_them() -> None:
    women, shoes, heels = _tree()
    attribute = make_attribute(categories=[women])
    make_product(category=heels, attributes={"material": "silk"})
    make_product(category=women, attributes={"material": "Some old cloth"})

    with pytest.raises(AttributeInUse):
        delete_attribute(attribute_id=attribute.id)
    with pytest.raises(AttributeInUse):
        update_attribute(attribute_id=attribute.id, categories=[make_category(name="Men").id])
    update_attribute(attribute_id=attribute.id, categories=[shoes.id])
    assert Attribute.objects.count() == 1


def test_a_text_attribute_goes_and_leaves_free_texts() -> None:
    attribute = make_attribute(code="care", kind="text")
    product = make_product(attributes={"care": "Hand wash"})

    delete_attribute(attribute_id=attribute.id)

    assert (Attribute.objects.count(), said(product)) == (0, {"care": "Hand wash"})


@pytest.mark.parametrize(
    ("facts", "error", "path"),
    [
        ({"code": "Material"}, BadAttribute, ("code",)),
        ({"code": "a:b"}, BadAttribute, ("code",)),
        ({"code": "x" * 41}, BadAttribute, ("code",)),
        ({"choices": ()}, BadAttribute, ("choices",)),
        ({"unit": "cm"}, BadAttribute, ("unit",)),
        ({"kind": "boolean", "lowest": 1}, BadAttribute, ("lowest",)),
        ({"kind": "number", "lowest": 2, "highest": 1}, BadAttribute, ("lowest",)),
        ({"kind": "number", "highest": 10**9}, BadAttribute, ("highest",)),
        ({"code": "taken"}, AttributeExists, ("code",)),
    ],
)
def test_refuses_attributes_that_make_no_sense(facts: dict[str, Any], error: type[Exception], path: object) -> None:
    make_attribute(code="taken")

    with pytest.raises(error) as raised:
        make_attribute(**facts)

    assert getattr(raised.value, "path", None) == path
    assert Attribute.objects.count() == 1


def test_refuses_a_text_to_filter_by_an_unknown_category_and_an_unknown_attribute() -> None:
    text = make_attribute(code="care", kind="text")

    with pytest.raises(BadAttribute):
        update_attribute(attribute_id=text.id, is_filterable=True)
    with pytest.raises(NotFound):
        update_attribute(attribute_id=text.id, categories=[new_id()])
    with pytest.raises(NotFound):
        update_attribute(attribute_id=new_id(), name="X")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attribute.objects.filter(id=text.id).update(is_filterable=True)


def test_texts_from_before_are_read_as_values_and_none_is_lost() -> None:
    kept = [make_product(attributes={"material": cloth, "season": "x"}) for cloth in ("Silk", "LINEN", "Bark", "silk")]
    vegan = [make_product(attributes={"vegan": word}) for word in ("yes", "No", "partly")]
    heels = [make_product(attributes={"heel": digits}) for digits in ("8.50", "8 cm", "99")]
    lined = make_product(attributes={"lining": "Cotton"})
    made = [
        make_attribute(),
        make_attribute(code="vegan", kind="boolean"),
        make_attribute(code="heel", kind="number", highest=20),
        make_attribute(code="lining", kind="multi_choice"),
    ]

    adopted = [adopt_texts(attribute_id=each.id, code=each.code) for each in made]
    again = [adopt_texts(attribute_id=each.id, code=each.code) for each in made]

    assert (adopted, again) == ([2, 2, 1, 1], [0, 0, 0, 0])
    assert [said(each)["material"] for each in kept] == ["silk", "linen", "Bark", "silk"]
    assert [said(each)["season"] for each in kept] == ["x"] * 4
    assert [said(each)["vegan"] for each in vegan] == [True, False, "partly"]
    assert [said(each)["heel"] for each in heels] == [8.5, "8 cm", "99"]
    assert said(lined) == {"lining": ["cotton"]}
    assert events().count("ProductChanged") == 6


def test_texts_are_read_a_chunk_at_a_time_and_only_where_the_attribute_is_for() -> None:
    women, shoes, heels = _tree()
    inside = [make_product(category=heels, attributes={"material": "Silk"}) for _ in range(3)]
    outside = make_product(category=women, attributes={"material": "Silk"})
    attribute = make_attribute(categories=[shoes])
    read = partial(adopt_texts, attribute_id=attribute.id, code="material", chunk=2)

    assert [read(), read(), read()] == [2, 1, 0]
    assert [said(each)["material"] for each in (*inside, outside)] == ["silk", "silk", "silk", "Silk"]
    # One when it was made, one more for the rest.
    assert events().count("AttributeChanged") == 2


async def test_reads_what_products_say_in_their_attributes_order_in_one_statement() -> None:
    await in_transaction(make_attribute, position=2)
    await in_transaction(make_attribute, code="heel", kind="number", unit="cm", position=1)
    attributes: dict[str, Any] = {"material": "silk", "heel": 8.5, "made_in": "Lagos", "care": "Hand wash"}
    ids = [(await in_transaction(make_product, attributes=attributes)).id for _ in range(50)]

    with counted_statements() as statements:
        found = await attributes_by_product_id(product_ids=ids)

    assert len(statements) == 1, statements
    assert found.keys() == set(ids)
    assert found[ids[0]] == [
        NumberAttributeRow("heel", "Heel", 8.5, "cm"),
        ChoiceAttributeRow("material", "Material", (ChoiceRow("silk", "Silk", "material"),)),
        TextAttributeRow("care", "Care", "Hand wash"),
        TextAttributeRow("made_in", "Made in", "Lagos"),
    ]


def test_a_choice_goes_or_is_said_but_not_both() -> None:
    attribute = make_attribute()
    products = [make_product() for _ in range(6)]
    before = deadlocks()

    def drop() -> str:
        update_attribute(attribute_id=attribute.id, choices=new_choices("Cotton", "Linen"))
        return "dropped"

    def say(product: Product) -> str:
        change(product, attributes={"material": "silk"})
        return "said"

    deeds: list[Callable[[], str]] = [drop, *(partial(say, product) for product in products)]
    with many_connections():
        outcomes = all_at_once(deeds)

    there = AttributeChoice.objects.filter(attribute=attribute, code="silk").exists()
    saying = Product.objects.filter(attributes__material="silk").count()
    assert there or saying == 0, outcomes
    assert deadlocks() == before
