"""A vendor's people make a product from nothing, stock and all, and keep their shelves."""

from typing import Any

import pytest

from domains.catalogue.models import Product, Variant
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.inventory.models import StockLevel, StockLocation, StockMovement
from domains.vendors.models import Vendor
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_category, make_product
from tests.factories.identity import an_access_token
from tests.factories.inventory import make_location, make_stock
from tests.factories.vendors import make_member, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

CREATE = """mutation($input: ProductCreateInput!) { productCreate(input: $input) {
  product { id variants { id sku } } errors { code path } } }"""
ADD = """mutation($input: ProductVariantsAddInput!) { productVariantsAdd(input: $input) {
  product { variants { id sku } } errors { code path } } }"""
LOCATE = """mutation($input: VendorLocationCreateInput!) { vendorLocationCreate(input: $input) {
  location { id name country } errors { code path } } }"""
RECEIVE = "mutation($input: StockReceiveInput!) { stockReceive(input: $input) { errors { code path } } }"
CORRECT = """mutation($input: StockCorrectInput!) { stockCorrect(input: $input) {
  errors { code path ... on StockPromisedError { reserved } } } }"""
SUBMIT = "mutation($id: ID!) { productSubmit(id: $id) { product { state } errors { code } } }"
GUIDE = "mutation($input: SizeGuideCreateInput!) { sizeGuideCreate(input: $input) { errors { code path } } }"
PLACES = "query($vendor: ID!) { vendorLocations(vendor: $vendor) { id name country } }"
SHELVES = """query($id: ID!) { vendorProduct(id: $id) { variants { sku
  stock { availability } shelves { onHand reserved location { name } } } } }"""
SHOWN = """query($slug: String!) { product(slug: $slug) {
  axes { code values { code swatch } } sizeGuide { title }
  variantFor(options: [{ axis: "size", value: "m" }, { axis: "colour", value: "wine" }]) {
    answer variant { sku price { amount { minor } } } } } }"""


async def a_house(role: str = "owner", **facts: Any) -> tuple[Vendor, str]:
    vendor = await in_transaction(make_vendor, **facts)
    member = await in_transaction(make_member, vendor=vendor, role=role)
    return vendor, await in_transaction(an_access_token, member)


async def a_draft(vendor: Vendor) -> tuple[Product, str]:
    """With one variant, and that variant's id."""
    product = await in_transaction(make_product, vendor=vendor, sizes=("M",), state="draft", publish_at=None)
    key = await in_transaction(Variant.objects.values_list("id", flat=True).get, product=product.id)
    return product, encode_id("Variant", key)


async def tell(document: str, token: str, **given: Any) -> Any:
    """What the only mutation answers."""
    [told] = (await graphql(document, {"input": given}, token=token)).data.values()
    return told


async def movements() -> list[tuple[int, str, str, str]]:
    def found() -> list[Any]:
        return list(StockMovement.objects.order_by("id").values_list("delta", "reason", "reference", "actor"))

    return await in_transaction(found)


MATRIX = {
    "axes": [{"code": "size", "name": "Size"}, {"code": "colour", "name": "Colour"}],
    "values": [
        {"axis": "size", "code": "m", "name": "M"},
        {"axis": "colour", "code": "wine", "name": "Wine", "swatch": "#5b1a2b"},
    ],
    "variants": [
        {
            "sku": "AG-M-W",
            "options": [{"axis": "size", "value": "m"}, {"axis": "colour", "value": "wine"}],
            "prices": [{"minor": 95_000_00, "currency": "NGN"}],
        }
    ],
}
LETTERS = {
    "kind": "CLOTHING",
    "gender": "WOMEN",
    "title": "Our letters",
    "unit": "CM",
    "rows": [{"size": "M", "measures": [{"name": "BUST", "low": 90, "high": 98}]}],
}


async def test_a_product_is_made_from_nothing_and_bought_once_staff_said_yes() -> None:
    vendor, token = await a_house()
    category, house = await in_transaction(make_category), encode_id("Vendor", vendor.id)
    made = await tell(CREATE, token, vendor=house, category=encode_id("Category", category.id), title="Agbada")
    key = made["product"]["id"]

    added = await tell(ADD, token, product=key, **MATRIX)
    guide = await tell(GUIDE, token, vendor=house, **LETTERS)
    place = await tell(LOCATE, token, vendor=house, name="Yaba workshop", country="NG")
    units = [{"variant": added["product"]["variants"][0]["id"], "quantity": 4}]
    received = await tell(RECEIVE, token, location=place["location"]["id"], units=units, reference="DN-17")
    sent = (await graphql(SUBMIT, {"id": key}, token=token)).data["productSubmit"]
    waiting = await in_transaction(Submission.objects.get)
    await in_transaction(approve_submission, submission_id=waiting.id, actor="staff:1", now=utc_now())

    assert [each["errors"] for each in (made, added, guide, place, received, sent)] == [[]] * 6
    assert (await graphql(SHOWN, {"slug": "agbada"})).data["product"] == {
        "axes": [
            {"code": "size", "values": [{"code": "m", "swatch": None}]},
            {"code": "colour", "values": [{"code": "wine", "swatch": "#5b1a2b"}]},
        ],
        "sizeGuide": {"title": "Our letters"},
        "variantFor": {
            "answer": "AVAILABLE",
            "variant": {"sku": "AG-M-W", "price": {"amount": {"minor": 95_000_00}}},
        },
    }
    member_id = await in_transaction(vendor.members.values_list("user_id", flat=True).get)
    assert await movements() == [(4, "received", "DN-17", f"customer:{member_id}")]


async def test_shows_its_people_every_shelf() -> None:
    vendor, token = await a_house("staff")
    product, variant = await a_draft(vendor)
    house = encode_id("Vendor", vendor.id)
    keys = [(await tell(LOCATE, token, vendor=house, name=name, country="NG"))["location"]["id"] for name in "AB"]

    for location, quantity in ((keys[0], 4), (keys[1], 2), (keys[0], 3)):
        await tell(RECEIVE, token, location=location, units=[{"variant": variant, "quantity": quantity}])

    places = (await graphql(PLACES, {"vendor": house}, token=token)).data["vendorLocations"]
    assert places == [{"id": key, "name": name, "country": "NG"} for key, name in zip(keys, "AB", strict=True)]
    told = (await graphql(SHELVES, {"id": encode_id("Product", product.id)}, token=token)).data["vendorProduct"]
    assert told["variants"][0]["shelves"] == [
        {"onHand": 7, "reserved": 0, "location": {"name": "A"}},
        {"onHand": 2, "reserved": 0, "location": {"name": "B"}},
    ]
    assert [delta for delta, *_ in await movements()] == [4, 2, 3]


async def test_says_what_is_wrong_and_puts_nothing_on_a_shelf() -> None:
    vendor, token = await a_house()
    _, variant = await a_draft(vendor)
    _, foreign = await a_draft((await a_house())[0])
    place = await in_transaction(make_location, vendor=vendor, name="Yard")
    here = encode_id("VendorLocation", place.id)
    line = {"variant": variant, "quantity": 1}
    errors = []

    for units in (
        [{**line, "quantity": 0}],
        [{**line, "quantity": 1_000_001}],
        [line, line],
        [],
        [line, {"variant": foreign, "quantity": 1}],
        [line, {"variant": encode_id("Variant", new_id()), "quantity": 1}],
    ):
        [error] = (await tell(RECEIVE, token, location=here, units=units))["errors"]
        errors.append((error["code"], error["path"]))
    for name, country in (("Yard", "NG"), ("", "NG"), ("Barn", "XX"), ("Barn", "ng")):
        given = {"vendor": encode_id("Vendor", vendor.id), "name": name, "country": country}
        [error] = (await tell(LOCATE, token, **given))["errors"]
        errors.append((error["code"], error["path"]))

    assert errors == [
        ("QUANTITY_OUT_OF_RANGE", ["units", "0", "quantity"]),
        ("QUANTITY_OUT_OF_RANGE", ["units", "0", "quantity"]),
        ("INVALID_INPUT", ["units"]),
        ("INVALID_INPUT", ["units"]),
        ("NOT_AT_THIS_LOCATION", ["units", "1", "variant"]),
        ("NOT_AT_THIS_LOCATION", ["units", "1", "variant"]),
        ("LOCATION_NAME_TAKEN", ["name"]),
        ("INVALID_INPUT", ["name"]),
        ("INVALID_INPUT", ["country"]),
        ("INVALID_INPUT", ["country"]),
    ]
    assert await movements() == []
    assert await in_transaction(StockLevel.objects.count) == 0
    assert await in_transaction(StockLocation.objects.count) == 1


async def test_strangers_put_nothing_there_and_cannot_tell_it_from_none() -> None:
    vendor, _ = await a_house()
    other, stranger = await a_house()
    _, theirs = await a_draft(vendor)
    _, own = await a_draft(other)
    place = await in_transaction(make_location, vendor=vendor)
    answers = []

    for location_id in (place.id, new_id()):
        for variant in (theirs, own):
            location = encode_id("VendorLocation", location_id)
            answers.append(
                await tell(RECEIVE, stranger, location=location, units=[{"variant": variant, "quantity": 1}])
            )
    named = {"vendor": encode_id("Vendor", vendor.id), "name": "Barn", "country": "NG"}
    refused = await tell(LOCATE, stranger, **named)
    seen = await graphql(PLACES, {"vendor": named["vendor"]}, token=stranger)

    assert answers == [{"errors": [{"code": "NOT_FOUND", "path": ["location"]}]}] * 4
    assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]
    assert seen.data == {"vendorLocations": None}
    assert await movements() == []
    assert await in_transaction(StockLocation.objects.count) == 1


@pytest.mark.parametrize(("status", "code"), [("applied", None), ("on_holiday", None), ("suspended", "HOUSE_CLOSED")])
async def test_goes_by_the_status_of_the_house(status: str, code: str | None) -> None:
    vendor, token = await a_house()
    _, variant = await a_draft(vendor)
    place = await in_transaction(make_location, vendor=vendor)
    await in_transaction(Vendor.objects.filter(id=vendor.id).update, status=status)

    here = encode_id("VendorLocation", place.id)
    told = await tell(RECEIVE, token, location=here, units=[{"variant": variant, "quantity": 1}])

    assert [error["code"] for error in told["errors"]] == ([code] if code else [])
    assert len(await movements()) == (0 if code else 1)


async def test_a_key_receives_once() -> None:
    vendor, token = await a_house()
    _, variant = await a_draft(vendor)
    place = await in_transaction(make_location, vendor=vendor)
    given = {"location": encode_id("VendorLocation", place.id), "units": [{"variant": variant, "quantity": 6}]}

    for _ in range(2):
        await graphql(RECEIVE, {"input": given}, token=token, headers={"idempotency-key": "delivery-17"})

    assert [delta for delta, *_ in await movements()] == [6]


async def test_puts_a_count_right_once_whatever_is_sent_again() -> None:
    vendor, token = await a_house("staff")
    product, variant = await a_draft(vendor)
    place = await in_transaction(make_location, vendor=vendor)
    here = encode_id("VendorLocation", place.id)
    given = {"location": here, "counts": [{"variant": variant, "onHand": 6}], "reason": "Stocktake"}
    for quantity in (4, 5):
        await tell(RECEIVE, token, location=here, units=[{"variant": variant, "quantity": quantity}])

    told = [
        (await graphql(CORRECT, {"input": given}, token=token, headers={"idempotency-key": "stocktake"})).data
        for _ in range(2)
    ]
    twice = await tell(CORRECT, token, **{**given, "counts": given["counts"] * 2})  # type: ignore[operator]

    assert told == [{"stockCorrect": {"errors": []}}] * 2
    assert twice == {"errors": [{"code": "INVALID_INPUT", "path": ["counts"]}]}
    assert [movement[:3] for movement in await movements()] == [
        (4, "received", ""),
        (5, "received", ""),
        (-3, "corrected", "Stocktake"),
    ]
    told = (await graphql(SHELVES, {"id": encode_id("Product", product.id)}, token=token)).data["vendorProduct"]
    assert [shelf["onHand"] for shelf in told["variants"][0]["shelves"]] == [6]


async def test_says_how_many_are_promised_of_what_was_counted() -> None:
    vendor, token = await a_house()
    _, variant = await a_draft(vendor)
    place = await in_transaction(make_location, vendor=vendor)
    here = encode_id("VendorLocation", place.id)
    await tell(RECEIVE, token, location=here, units=[{"variant": variant, "quantity": 9}])
    await in_transaction(StockLevel.objects.update, reserved=4)

    told = await tell(CORRECT, token, location=here, counts=[{"variant": variant, "onHand": 3}], reason="Stocktake")

    error = {"code": "STOCK_PROMISED", "path": ["counts", "0", "onHand"], "reserved": 4}
    assert told == {"errors": [error]}
    assert [delta for delta, *_ in await movements()] == [9]


async def test_reads_as_many_statements_for_one_variant_as_for_twenty() -> None:
    vendor, token = await a_house()
    counts = []
    await graphql(PLACES, {"vendor": encode_id("Vendor", vendor.id)}, token=token)  # looks at the session once
    for number in (1, 20):
        sizes = tuple(f"s{n}" for n in range(number))
        product = await in_transaction(make_product, vendor=vendor, sizes=sizes)
        for variant in await in_transaction(list, Variant.objects.filter(product=product.id)):
            await in_transaction(make_stock, variant=variant)
        with counted_statements() as statements:
            await graphql(SHELVES, {"id": encode_id("Product", product.id)}, token=token)
        counts.append(len(statements))

    assert counts[0] == counts[1], counts
