"""Products through the staff API: made, changed under an entity tag, shown, hidden and priced."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domains.catalogue.models import Price, Product
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import StaffAction
from tests.factories.catalogue import make_category, make_media, make_product
from tests.factories.identity import a_staff_member
from tests.factories.vendors import make_vendor
from tests.staff.asking import client_of, error_of, everything, staff

PRODUCTS = "/staff/products/"


def _new(**fields: Any) -> dict[str, Any]:
    return {"vendor_id": str(make_vendor().id), "category_id": str(make_category().id), "title": "Agbada", **fields}


def test_makes_a_draft_with_variants() -> None:
    author = a_staff_member(role="catalogue")
    body = _new(
        description="Three pieces.\nHand-woven.",
        attributes={"fabric": "aso oke"},
        axes=[{"code": "size", "name": "Size", "values": [{"code": "m", "name": "M"}, {"code": "l", "name": "L"}]}],
        variants=[
            {"sku": "AG-M", "options": {"size": "m"}, "weight_grams": 900},
            {"sku": "AG-L", "options": {"size": "l"}},
        ],
    )

    response = client_of(author).post(PRODUCTS, body)

    assert response.status_code == 201, response.content
    shown = response.json()
    assert (shown["title"], shown["slug"], shown["state"]) == ("Agbada", "agbada", "draft")
    assert [(v["sku"], v["options"], v["weight_grams"]) for v in shown["variants"]] == [
        ("AG-M", {"size": "m"}, 900),
        ("AG-L", {"size": "l"}, 0),
    ]
    written = StaffAction.objects.get()
    assert (written.actor_id, written.action, written.target_id) == (author.id, "product.create", shown["id"])
    assert written.before == {}
    assert written.after["title"] == "Agbada"


def test_shows_a_product_with_variants_prices_and_the_number_of_its_pictures() -> None:
    product = make_product()
    make_media(product=product)
    make_media(product=product, file="p/2.svg", position=1)

    shown = staff().get(f"{PRODUCTS}{product.id}/").json()

    [variant] = shown["variants"]
    assert shown["media_count"] == 2
    assert [(price["amount"], price["compare_at"]) for price in variant["prices"]] == [
        ({"minor": 2_500_000, "currency": "NGN"}, None)
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "01a200f9-a969-761d-9786-e4b89eac1d43"},
        {"state": "published"},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"is_staff": True},
        {"vendor": "x"},
        {"vendor_id": "01a200f9-a969-761d-9786-e4b89eac1d43"},
        {"vendor_id": 5},
        {"category_id": "women/dresses"},
        {"title": ""},
        {"title": "   "},
        {"title": 5},
        {"title": True},
        {"title": None},
        {"title": "x" * 201},
        {"title": "a\u202eb"},
        {"title": "a\x00b"},
        {"slug": "Not A Slug"},
        {"slug": "-a-"},
        {"description": "x" * 20_001},
        {"attributes": ["a"]},
        {"attributes": {str(number): "x" for number in range(51)}},
        {"axes": {"code": "size"}},
        {"axes": [{"code": "size", "name": "Size", "values": []}]},
        {"axes": [{"code": "size", "name": "Size", "values": [{"code": "m", "name": "M", "price": 1}]}]},
        {"variants": [{"sku": "A", "options": {"size": "m"}}]},
        {"variants": [{"sku": "A", "weight_grams": 1.5}]},
        {"variants": [{"sku": "A", "weight_grams": "400"}]},
        {"variants": [{"sku": "A", "weight_grams": True}]},
        {"variants": [{"sku": "A", "weight_grams": -1}]},
    ],
    ids=lambda fields: str(fields)[:60],
)
def test_refuses_input_that_is_not_what_it_takes(fields: Mapping[str, Any]) -> None:
    client, body = staff(), _new(**fields)
    before = everything()

    response = client.post(PRODUCTS, body)

    assert response.status_code == 400, response.content
    assert everything() == before


def test_names_every_field_at_fault() -> None:
    response = staff().post(PRODUCTS, {"titel": "Agbada", "slug": "x"})
    missing = staff().post(PRODUCTS, {"title": 5})

    assert error_of(response)["code"] == "UNKNOWN_FIELD"
    assert error_of(response)["path"] == ["titel"]
    faults = {tuple(fault["path"]): fault["message"] for fault in error_of(missing)["faults"]}
    assert faults == {
        ("vendor_id",): "This field is required.",
        ("category_id",): "This field is required.",
        ("title",): "Not a valid string.",
    }


@pytest.mark.parametrize("body", ["[]", '"x"', "5", "null", "{", '{"title": NaN}', "", "\xff"])
def test_refuses_a_body_that_is_no_object(body: str) -> None:
    response = staff().generic("POST", PRODUCTS, body, content_type="application/json")

    assert response.status_code == 400, response.content
    assert set(response.json()["error"]) <= {"code", "message", "path", "request_id", "faults"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_takes_json_only(kind: str) -> None:
    assert staff().generic("POST", PRODUCTS, "{}", content_type=kind).status_code == 415


def test_changes_what_was_seen_and_nothing_else() -> None:
    author = a_staff_member(role="catalogue")
    client, product = client_of(author), make_product(title="Agbada", description="Old")
    path = f"{PRODUCTS}{product.id}/"
    seen = client.get(path)

    changed = client.patch(path, {"title": "Grand Agbada"}, headers={"If-Match": seen["ETag"]})

    assert changed.status_code == 200, changed.content
    assert changed.json() == {**seen.json(), "title": "Grand Agbada", "updated_at": changed.json()["updated_at"]}
    assert changed["ETag"] not in ("", seen["ETag"])
    assert client.get(path)["ETag"] == changed["ETag"]
    written = StaffAction.objects.get()
    assert (written.before, written.after) == ({"title": "Agbada"}, {"title": "Grand Agbada"})


def test_does_not_overwrite_what_was_not_seen() -> None:
    client, product = staff(), make_product(title="Agbada")
    path = f"{PRODUCTS}{product.id}/"
    stale = client.get(path)["ETag"]
    client.patch(path, {"title": "Grand Agbada"}, headers={"If-Match": stale})
    before = everything()

    late = client.patch(path, {"title": "Small Agbada"}, headers={"If-Match": stale})
    weak = client.patch(path, {"title": "Small Agbada"}, headers={"If-Match": "W/" + client.get(path)["ETag"]})
    blind = client.patch(path, {"title": "Small Agbada"})
    hidden = client.post(f"{path}archive/", headers={"If-Match": stale})

    assert [(r.status_code, error_of(r)["code"]) for r in (late, weak, blind, hidden)] == [
        (412, "CHANGED_MEANWHILE"),
        (412, "CHANGED_MEANWHILE"),
        (428, "IF_MATCH_REQUIRED"),
        (412, "CHANGED_MEANWHILE"),
    ]
    assert everything() == before


@pytest.mark.parametrize("field", ["vendor_id", "id", "state", "publish_at", "created_at", "variants"])
def test_never_moves_what_is_not_to_be_changed(field: str) -> None:
    client, product, other = staff(), make_product(), make_vendor()
    before = everything()

    response = client.patch(f"{PRODUCTS}{product.id}/", {field: str(other.id)}, headers={"If-Match": "*"})

    assert (response.status_code, error_of(response)["code"]) == (400, "UNKNOWN_FIELD")
    assert everything() == before


def test_shows_hides_and_puts_away() -> None:
    client, product = staff(), make_product(state=Product.State.DRAFT, publish_at=None)
    path, later = f"{PRODUCTS}{product.id}/", utc_now() + timedelta(days=1)

    shown = client.post(f"{path}publish/", {"publish_at": later.isoformat()})
    hidden = client.post(f"{path}unpublish/")
    archived = client.post(f"{path}archive/", {})
    refused = client.post(f"{path}publish/")

    assert [r.json()["state"] for r in (shown, hidden, archived)] == ["published", "draft", "archived"]
    assert (refused.status_code, error_of(refused)["code"]) == (409, "PRODUCT_STEP_REFUSED")
    actions = StaffAction.objects.order_by("acted_at", "id").values_list("action", flat=True)
    assert list(actions) == ["product.publish", "product.unpublish", "product.archive"]


def test_does_not_publish_what_cannot_be_bought() -> None:
    client, product = staff(), make_product(state=Product.State.DRAFT, publish_at=None, price=None)
    before = everything()

    refused = client.post(f"{PRODUCTS}{product.id}/publish/")

    assert (refused.status_code, error_of(refused)["code"]) == (409, "NOT_READY_TO_PUBLISH")
    assert everything() == before


def test_sets_a_price_and_tells_what_it_was() -> None:
    client, product = staff("catalogue"), make_product()
    variant = product.variants.get()
    price = {"variant_id": str(variant.id), "amount": {"minor": 2_000_000, "currency": "NGN"}}

    response = client.post(f"{PRODUCTS}{product.id}/prices/", price)

    assert response.status_code == 200, response.content
    assert list(Price.objects.order_by("valid_from").values_list("amount_minor", flat=True)) == [2_500_000, 2_000_000]
    written = StaffAction.objects.get()
    assert [p["amount_minor"] for p in written.before["prices"]] == [2_500_000]
    assert [p["amount_minor"] for p in written.after["prices"]] == [2_500_000, 2_000_000]
    assert OutboxEvent.objects.filter(name="PriceChanged").count() == 1


@pytest.mark.parametrize(
    "amount",
    [
        {"minor": 0, "currency": "NGN"},
        {"minor": -1, "currency": "NGN"},
        {"minor": 10**15 + 1, "currency": "NGN"},
        {"minor": 1.5, "currency": "NGN"},
        {"minor": "100", "currency": "NGN"},
        {"minor": True, "currency": "NGN"},
        {"minor": 100, "currency": "XXX"},
        {"minor": 100, "currency": "ngn"},
        {"minor": 100},
        {"minor": 100, "currency": "NGN", "exponent": 2},
        100,
        "100.00 NGN",
        None,
    ],
    ids=str,
)
def test_refuses_amounts_that_are_none(amount: Any) -> None:
    client, product = staff(), make_product()
    body = {"variant_id": str(product.variants.get().id), "amount": amount}
    before = everything()

    response = client.post(f"{PRODUCTS}{product.id}/prices/", body)

    assert response.status_code == 400, response.content
    assert everything() == before


def test_prices_only_the_products_own_variants_and_never_the_past() -> None:
    client, product, other = staff(), make_product(), make_product()
    amount = {"minor": 100, "currency": "NGN"}
    path, before = f"{PRODUCTS}{product.id}/prices/", everything()

    foreign = client.post(path, {"variant_id": str(other.variants.get().id), "amount": amount})
    past = client.post(
        path, {"variant_id": str(product.variants.get().id), "amount": amount, "valid_from": "2026-01-01T00:00:00Z"}
    )

    assert (foreign.status_code, error_of(foreign)["path"]) == (404, ["variant_id"])
    assert (past.status_code, error_of(past)["code"]) == (400, "PRICE_IN_THE_PAST")
    assert everything() == before


def test_knows_no_product_that_is_not_there() -> None:
    client = staff()
    before = everything()

    answers = [
        client.get(f"{PRODUCTS}{new_id()}/"),
        client.patch(f"{PRODUCTS}{new_id()}/", {"title": "x"}, headers={"If-Match": "*"}),
        client.post(f"{PRODUCTS}{new_id()}/publish/"),
        client.get(f"{PRODUCTS}not-an-id/"),
        client.get("/staff/nowhere/"),
    ]

    assert [(r.status_code, error_of(r)["code"]) for r in answers] == [(404, "NOT_FOUND")] * 5
    assert everything() == before
