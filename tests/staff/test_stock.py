"""Stock through the staff API: every unit received or put right has its reason and its author."""

from typing import Any

import pytest

from domains.common.ids import new_id
from domains.identity.models import StaffAction
from domains.inventory.models import StockLevel, StockMovement
from tests.factories.catalogue import make_product
from tests.factories.identity import a_staff_member
from tests.factories.inventory import make_location, make_stock
from tests.factories.vendors import make_vendor
from tests.staff.asking import client_of, error_of, everything, staff


def test_receives_units_at_a_location_that_had_none() -> None:
    keeper, vendor = a_staff_member(role="catalogue"), make_vendor()
    variant, store = make_product(vendor=vendor).variants.get(), make_location(vendor=vendor)
    body = {"variant_id": str(variant.id), "location_id": str(store.id), "quantity": 12, "reference": "DN-7"}

    response = client_of(keeper).post("/staff/stock/receive/", body)

    assert response.status_code == 200, response.content
    assert (response.json()["on_hand"], response.json()["available"]) == (12, 12)
    movement = StockMovement.objects.get()
    assert (movement.delta, movement.reason, movement.reference) == (12, "received", "DN-7")
    assert movement.actor == f"staff:{keeper.id}"
    written = StaffAction.objects.get()
    assert (written.before, written.after) == ({"on_hand": {}}, {"on_hand": {str(store.id): 12}})


def test_puts_a_count_right() -> None:
    level = make_stock(variant=make_product().variants.get(), on_hand=10)
    body = {"variant_id": str(level.variant_id), "location_id": str(level.location_id), "on_hand": 7, "reason": "moths"}

    response = staff("catalogue").post("/staff/stock/correct/", body)

    assert response.json()["on_hand"] == 7
    assert StockMovement.objects.filter(reason="corrected", delta=-3, reference="moths").count() == 1
    written = StaffAction.objects.get()
    place = str(level.location_id)
    assert (written.before, written.after) == ({"on_hand": {place: 10}}, {"on_hand": {place: 7}})


def test_does_not_take_away_what_is_promised() -> None:
    level = make_stock(variant=make_product().variants.get(), on_hand=10)
    StockLevel.objects.filter(id=level.id).update(reserved=4)
    client, before = staff(), everything()
    body = {"variant_id": str(level.variant_id), "location_id": str(level.location_id), "on_hand": 3, "reason": "x"}

    refused = client.post("/staff/stock/correct/", body)

    assert (refused.status_code, error_of(refused)["code"]) == (409, "STOCK_PROMISED")
    assert everything() == before


@pytest.mark.parametrize("quantity", [0, -1, 2**31, 1.5, "1e3", "5", True, None, [5]], ids=str)
def test_refuses_quantities_that_are_none(quantity: Any) -> None:
    level = make_stock(variant=make_product().variants.get())
    client, before = staff(), everything()
    body = {"variant_id": str(level.variant_id), "location_id": str(level.location_id), "quantity": quantity}

    assert client.post("/staff/stock/receive/", body).status_code == 400
    assert everything() == before


def test_refuses_a_place_of_another_vendor_and_what_does_not_exist() -> None:
    level, elsewhere = make_stock(variant=make_product().variants.get()), make_location(vendor=make_vendor())
    client, before = staff(), everything()

    answers = [
        client.post("/staff/stock/receive/", {"variant_id": str(variant), "location_id": str(place), "quantity": 1})
        for variant, place in ((level.variant_id, elsewhere.id), (new_id(), level.location_id))
    ]

    assert [(r.status_code, error_of(r)["code"]) for r in answers] == [(404, "NOT_AT_THIS_LOCATION")] * 2
    assert everything() == before
