"""Orders through the staff API: seen whole, cancelled with stock and money going back, noted as sent."""

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.models import StaffAction
from domains.inventory.models import StockLevel
from domains.orders.models import Order, VendorOrder
from domains.payments.models import Refund
from tests.factories.identity import a_staff_member
from tests.factories.orders import make_order, make_paid_order
from tests.sql_counting import counted_statements
from tests.staff.asking import client_of, error_of, everything, staff


def test_shows_an_order_with_parts_lines_timeline_payment_and_ledger() -> None:
    order = make_paid_order(now=utc_now(), vendors=2)

    shown = staff("support").get(f"/staff/orders/{order.id}/").json()

    assert shown["total"] == {"minor": order.total_minor, "currency": "NGN"}
    assert [len(part["lines"]) for part in shown["vendor_orders"]] == [1, 1]
    assert [entry["kind"] for entry in shown["timeline"]] == ["placed", "paid"]
    [payment] = shown["payments"]
    assert (payment["state"], payment["captured"]["minor"]) == ("captured", order.total_minor)
    [sale] = payment["ledger"]
    assert sale["kind"] == "sale"
    assert sum(entry["amount"]["minor"] for entry in sale["entries"]) == 0
    assert len(sale["entries"]) == 4


def test_shows_a_large_order_with_as_many_statements_as_a_small_one() -> None:
    client, now = staff(), utc_now()
    small, large = make_paid_order(now=now), make_paid_order(now=now, vendors=6)

    counts = []
    for order in (small, large):
        with counted_statements() as sent:
            assert client.get(f"/staff/orders/{order.id}/").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_cancels_a_vendors_part_and_gives_stock_and_money_back() -> None:
    helper = a_staff_member(role="support")
    order = make_paid_order(now=utc_now(), vendors=2)
    part, other = order.vendor_orders.order_by("number")
    line = part.lines.get()

    response = client_of(helper).post(f"/staff/vendor-orders/{part.id}/cancel/", {"reason": "Asked by phone"})

    assert response.status_code == 200, response.content
    assert (response.json()["state"], response.json()["cancelled_because"]) == ("cancelled", "Asked by phone")
    assert response.json()["order"]["state"] == "partly_cancelled"
    assert VendorOrder.objects.get(id=other.id).state == "placed"
    assert StockLevel.objects.get(variant_id=line.variant_id).on_hand == 100
    refund = Refund.objects.get()
    assert (refund.vendor_order_id, refund.amount_minor, refund.state) == (part.id, part.total_minor, "requested")
    assert order.timeline.get(kind="vendor_order_cancelled").actor == f"staff:{helper.id}"
    written = StaffAction.objects.get()
    assert written.before == {"state": "placed", "cancelled_because": "", "order_state": "placed"}
    assert written.after == {
        "state": "cancelled",
        "cancelled_because": "Asked by phone",
        "order_state": "partly_cancelled",
    }


def test_cancels_a_whole_order_once() -> None:
    client, order = staff("finance"), make_order(now=utc_now(), vendors=2)
    path = f"/staff/orders/{order.id}/cancel/"

    cancelled = client.post(path, {"reason": "Fraud"})
    before = everything()
    again = client.post(path, {"reason": "Fraud"})

    assert cancelled.status_code == 200, cancelled.content
    assert (Order.objects.get().state, cancelled.json()["state"]) == ("cancelled", "cancelled")
    assert {part["state"] for part in cancelled.json()["vendor_orders"]} == {"cancelled"}
    assert (again.status_code, error_of(again)["code"]) == (409, "ORDER_TRANSITION_REFUSED")
    assert everything() == before


def test_takes_a_reason_and_an_order_that_is_there() -> None:
    client, order = staff(), make_order(now=utc_now())
    before = everything()

    answers = [
        client.post(f"/staff/orders/{order.id}/cancel/", body)
        for body in ({}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 201}, {"reason": "x", "refund": False})
    ]
    unknown = [
        client.post(f"/staff/{kind}/{new_id()}/cancel/", {"reason": "x"}) for kind in ("orders", "vendor-orders")
    ]

    assert [response.status_code for response in answers] == [400] * 5
    assert [response.status_code for response in unknown] == [404, 404]
    assert everything() == before


def test_notes_that_a_paid_part_was_sent_and_then_it_stays() -> None:
    client, order = staff("support"), make_paid_order(now=utc_now())
    part = order.vendor_orders.get()

    sent = client.post(f"/staff/vendor-orders/{part.id}/fulfil/")
    before = everything()
    late = client.post(f"/staff/vendor-orders/{part.id}/cancel/", {"reason": "x"})

    assert (sent.status_code, sent.json()["state"], sent.json()["order"]["state"]) == (200, "fulfilled", "fulfilled")
    assert (late.status_code, error_of(late)["code"]) == (409, "ORDER_TRANSITION_REFUSED")
    assert everything() == before


def test_sends_nothing_before_it_is_paid() -> None:
    client, order = staff(), make_order(now=utc_now())
    before = everything()

    refused = client.post(f"/staff/vendor-orders/{order.vendor_orders.get().id}/fulfil/")

    assert (refused.status_code, error_of(refused)["code"]) == (409, "NOT_PAID_YET")
    assert everything() == before
