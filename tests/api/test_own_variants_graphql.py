"""Variants that a vendor's people add over GraphQL: typed refusals, once per key, nothing for strangers."""

from typing import Any

import pytest

from domains.catalogue.models import Product, Variant
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_product, make_variant
from tests.factories.identity import an_access_token
from tests.factories.vendors import make_member, make_vendor

pytestmark = pytest.mark.usefixtures("database")

ADD = """mutation($input: ProductVariantsAddInput!) { productVariantsAdd(input: $input) {
  product { state axes { code values { code } } variants { sku isActive options { axis value }
    price { amount { minor } } } submissions { state changes } }
  errors { __typename code path ... on SkuTakenError { sku } ... on CombinationTakenError { options { axis value } }
    ... on UnknownAxisError { axis } ... on TooManyVariantsError { most } } } }"""
SWITCH = """mutation($input: ProductVariantsSwitchInput!) { productVariantsSwitch(input: $input) {
  product { variants { sku isActive } submissions { state changes } } errors { code path } } }"""
SHOWN = "query($slug: String!) { product(slug: $slug) { axes { values { code } } variants { sku } } }"
LARGE = {"axis": "size", "code": "l", "name": "L"}


async def a_house(role: str = "owner", **facts: Any) -> tuple[Product, str]:
    """A product of a house, and the token of somebody who works there."""
    vendor = await in_transaction(make_vendor)
    member = await in_transaction(make_member, vendor=vendor, role=role)
    product = await in_transaction(make_product, vendor=vendor, **facts)
    return product, await in_transaction(an_access_token, member)


def large(product: Product, **more: Any) -> dict[str, Any]:
    prices = [{"minor": 90_00, "currency": "NGN"}]
    variant = {"sku": "AG-L", "options": [{"axis": "size", "value": "l"}], "weightGrams": 300, "prices": prices}
    return {"input": {"product": encode_id("Product", product.id), "values": [LARGE], "variants": [variant], **more}}


async def approve() -> None:
    waiting = await in_transaction(Submission.objects.get, state="waiting")
    await in_transaction(approve_submission, submission_id=waiting.id, actor="staff:1", now=utc_now())


async def test_shoppers_see_what_was_added_once_staff_said_yes() -> None:
    product, token = await a_house(sizes=("M",))

    told = (await graphql(ADD, large(product), token=token)).data["productVariantsAdd"]
    before = (await graphql(SHOWN, {"slug": product.slug})).data["product"]
    await approve()
    after = (await graphql(SHOWN, {"slug": product.slug})).data["product"]

    [waiting] = told["product"]["submissions"]
    assert told["errors"] == []
    assert (told["product"]["state"], len(told["product"]["variants"])) == ("PUBLISHED", 1)
    assert waiting["state"] == "WAITING"
    assert waiting["changes"]["variants"][0]["sku"] == "AG-L"
    assert before["axes"] == [{"values": [{"code": "m"}]}]
    assert after["axes"] == [{"values": [{"code": "m"}, {"code": "l"}]}]
    assert [variant["sku"] for variant in after["variants"]][1:] == ["AG-L"]


async def test_a_draft_has_them_at_once() -> None:
    product, token = await a_house(sizes=("M",), state="draft", publish_at=None)

    told = (await graphql(ADD, large(product), token=token)).data["productVariantsAdd"]["product"]
    key = await in_transaction(Variant.objects.values_list("id", flat=True).get, sku="AG-L")
    off = [{"variant": encode_id("Variant", key), "isActive": False}]
    switched = await graphql(
        SWITCH, {"input": {"product": encode_id("Product", product.id), "variants": off}}, token=token
    )

    assert told["variants"][1] == {
        "sku": "AG-L",
        "isActive": True,
        "options": [{"axis": "size", "value": "l"}],
        "price": {"amount": {"minor": 90_00}},
    }
    assert told["submissions"] == []
    told = switched.data["productVariantsSwitch"]["product"]
    assert [variant["isActive"] for variant in told["variants"]] == [True, False]


async def test_says_what_is_wrong_and_where() -> None:
    product, token = await a_house(sizes=("M",))
    await in_transaction(make_variant, sku="TAKEN")
    medium = {"sku": "X", "options": [{"axis": "size", "value": "m"}]}
    twice = {"sku": "X", "options": [{"axis": "size", "value": "l"}, {"axis": "size", "value": "m"}]}
    taken = {"sku": "TAKEN", "options": [{"axis": "size", "value": "l"}]}
    errors = []

    for changes in (
        {"variants": [medium]},
        {"variants": [taken]},
        {"values": [{**LARGE, "axis": "cut"}]},
        {"variants": [twice]},
        {"values": [{**LARGE, "code": "L!"}]},
        {"values": [{**LARGE, "swatch": "red"}]},
        {"variants": [{**medium, "weightGrams": -1}]},
        {"variants": [{**medium, "prices": [{"minor": 1, "currency": "DOGE"}]}]},
    ):
        told = (await graphql(ADD, large(product, **changes), token=token)).data["productVariantsAdd"]
        assert told["product"] is None
        errors += [list(error.values()) for error in told["errors"]]

    assert errors == [
        [
            "CombinationTakenError",
            "COMBINATION_TAKEN",
            ["variants", "0", "options"],
            [{"axis": "size", "value": "m"}],
        ],
        ["SkuTakenError", "SKU_TAKEN", ["variants", "0", "sku"], "TAKEN"],
        ["UnknownAxisError", "UNKNOWN_AXIS", ["values", "0", "axis"], "cut"],
        ["InputError", "INVALID_INPUT", ["variants", "0", "options"]],
        ["InputError", "INVALID_INPUT", ["values", "0", "code"]],
        ["InputError", "INVALID_INPUT", ["values", "0", "swatch"]],
        ["InputError", "INVALID_INPUT", ["variants", "0", "weightGrams"]],
        ["InputError", "UNKNOWN_CURRENCY", []],
    ]
    assert await in_transaction(Submission.objects.count) == 0


async def test_a_full_product_says_how_many_it_may_have() -> None:
    sizes, colours = [f"s{n}" for n in range(20)], [f"c{n}" for n in range(10)]
    product, token = await a_house(sizes=sizes, colours=colours, price=None)
    options = [{"axis": "size", "value": "l"}, {"axis": "colour", "value": "c0"}]

    told = await graphql(ADD, large(product, variants=[{"sku": "X", "options": options}]), token=token)

    assert told.data["productVariantsAdd"]["errors"] == [
        {"__typename": "TooManyVariantsError", "code": "TOO_MANY_VARIANTS", "path": ["variants"], "most": 200}
    ]


async def test_a_key_adds_once_and_answers_the_same_bytes() -> None:
    product, token = await a_house(sizes=("M",))
    key = {"idempotency-key": "add-large"}

    first, again = [await graphql(ADD, large(product), token=token, headers=key) for _ in range(2)]
    without = await graphql(ADD, large(product), token=token)
    other = await graphql(ADD, large(product, variants=[]), token=token, headers=key)

    assert first.content == again.content
    assert first.data["productVariantsAdd"]["errors"] == []
    assert without.data["productVariantsAdd"]["errors"][0]["code"] == "CODE_TAKEN"
    assert other.error_codes == ["IDEMPOTENCY_MISMATCH"]
    waiting = await in_transaction(Submission.objects.get)
    assert len(waiting.changes["variants"]) == 1


async def test_strangers_change_nothing_and_cannot_tell_it_from_none() -> None:
    product, _ = await a_house(sizes=("M",))
    _, stranger = await a_house()
    key = await in_transaction(Variant.objects.values_list("id", flat=True).get, product=product.id)
    answers = []

    for product_id in (product.id, new_id()):
        named = {"product": encode_id("Product", product_id)}
        off = {**named, "variants": [{"variant": encode_id("Variant", key), "isActive": False}]}
        added = await graphql(ADD, {"input": {**large(product)["input"], **named}}, token=stranger)
        answers.append((added.data, (await graphql(SWITCH, {"input": off}, token=stranger)).data))

    assert answers[0] == answers[1]
    assert answers[0][0]["productVariantsAdd"]["errors"][0]["code"] == "NOT_FOUND"
    assert answers[0][1]["productVariantsSwitch"]["errors"][0]["code"] == "NOT_FOUND"
    assert await in_transaction(Submission.objects.count) == 0
    assert await in_transaction(Variant.objects.filter(is_active=True).count) == 2
