"""Vendors, deliveries, and the audit log through the staff API."""

import pytest
from django.db import IntegrityError, connection, transaction

from domains.common.clock import utc_now
from domains.common.models import Delivery
from domains.identity.audit import Deed, audited
from domains.identity.models import StaffAction
from domains.vendors.models import Vendor
from tests.factories.identity import a_staff_member
from tests.factories.vendors import make_vendor
from tests.staff.asking import client_of, error_of, everything, staff
from tests.staff.world import make_world


def test_suspends_a_vendor_with_a_reason_and_reinstates_it() -> None:
    client, vendor = staff("catalogue"), make_vendor()
    path = f"/staff/vendors/{vendor.id}/"

    suspended = client.post(f"{path}suspend/", {"reason": "No answers to shoppers"})
    before = everything()
    again = client.post(f"{path}suspend/", {"reason": "Still none"})
    silent = client.post(f"{path}reinstate/", {})
    unchanged = everything()
    reinstated = client.post(f"{path}reinstate/", {"reason": "Answers now"})

    assert (suspended.json()["status"], suspended.json()["status_reason"]) == ("suspended", "No answers to shoppers")
    assert (again.status_code, error_of(again)["code"]) == (409, "VENDOR_STEP_REFUSED")
    assert (silent.status_code, error_of(silent)["path"]) == (400, ["reason"])
    assert unchanged == before
    assert reinstated.json()["status"] == "approved"
    [first, second] = StaffAction.objects.order_by("acted_at")
    assert first.before == {"status": "approved", "status_reason": ""}
    assert first.after == {"status": "suspended", "status_reason": "No answers to shoppers"}
    assert second.after == {"status": "approved", "status_reason": "Answers now"}


def test_approves_an_applicant_without_many_words() -> None:
    vendor = make_vendor(status=Vendor.Status.APPLIED)

    assert staff("catalogue").post(f"/staff/vendors/{vendor.id}/approve/").json()["status"] == "approved"


def test_sends_a_dead_delivery_again_and_no_other() -> None:
    client, dead = staff(), make_world().dead

    listed = client.get("/staff/deliveries/", {"state": "dead"}).json()["results"]
    revived = client.post(f"/staff/deliveries/{dead.id}/send-again/")
    again = client.post(f"/staff/deliveries/{dead.id}/send-again/")

    assert [(row["id"], row["event_name"], row["last_error"]) for row in listed] == [
        (dead.id, "OrderPlaced", "SMTPServerDisconnected")
    ]
    assert (revived.json()["state"], revived.json()["attempts"]) == ("pending", 0)
    assert (again.status_code, error_of(again)["code"]) == (409, "DELIVERY_NOT_DEAD")
    assert Delivery.objects.get(id=dead.id).state == "pending"


def test_shows_admins_who_did_what() -> None:
    author, vendor = a_staff_member(role="catalogue", email="uche@example.com"), make_vendor()
    client_of(author).post(f"/staff/vendors/{vendor.id}/suspend/", {"reason": "Fakes"})

    found = staff("admin").get("/staff/audit/", {"target_id": str(vendor.id)}).json()["results"]

    assert [(row["actor_email"], row["actor_role"], row["action"]) for row in found] == [
        ("uche@example.com", "catalogue", "vendor.suspend")
    ]


@pytest.mark.parametrize("statement", ["UPDATE {} SET action = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_was_written_down_stays(statement: str) -> None:
    staff().post(f"/staff/vendors/{make_vendor().id}/suspend/", {"reason": "Fakes"})

    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format("identity_staff_action"))

    assert StaffAction.objects.count() == 1


def test_what_fails_leaves_neither_change_nor_record() -> None:
    member, vendor = a_staff_member(), make_vendor()
    before = everything()

    def change_and_fail() -> None:
        Vendor.objects.filter(id=vendor.id).update(name="Changed")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        audited(
            deed=Deed(by=member, action="vendor.rename", target_kind="vendor"),
            target_id=vendor.id,
            look=dict,
            change=change_and_fail,
            now=utc_now(),
        )

    assert everything() == before


def test_a_record_that_fails_takes_the_change_with_it() -> None:
    vendor = make_vendor()
    before = everything()
    with transaction.atomic():
        stranger = a_staff_member()
        transaction.set_rollback(True)

    with pytest.raises(IntegrityError):
        audited(
            deed=Deed(by=stranger, action="vendor.rename", target_kind="vendor"),
            target_id=vendor.id,
            look=dict,
            change=lambda: Vendor.objects.filter(id=vendor.id).update(name="Changed"),
            now=utc_now(),
        )

    assert everything() == before
