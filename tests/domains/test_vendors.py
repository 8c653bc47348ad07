"""Vendors: their status, their public list, their commission."""

from datetime import UTC, datetime, timedelta

import pytest

from domains.common.bridge import in_transaction
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.vendors.errors import ReasonRequired, VendorSlugTaken, VendorStepRefused
from domains.vendors.models import Vendor
from domains.vendors.queries import find_vendor, list_vendors, vendor_by_id
from domains.vendors.reads import commission_rates
from domains.vendors.services import apply_vendor, change_vendor_status, set_commission, update_vendor
from domains.vendors.transitions import Step
from tests.factories.vendors import make_commission_plan, make_vendor
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_an_application_waits_for_approval() -> None:
    vendor = apply_vendor(name="Kente House", slug="kente-house", country="GH", city="Accra")

    vendor.refresh_from_db()
    assert (vendor.status, vendor.city) == ("applied", "Accra")
    assert OutboxEvent.objects.get().name == "VendorApplied"


def test_two_vendors_cannot_have_one_address() -> None:
    make_vendor(slug="kente-house")

    with pytest.raises(VendorSlugTaken):
        apply_vendor(name="Kente House", slug="kente-house", country="GH")

    assert Vendor.objects.count() == 1
    assert OutboxEvent.objects.count() == 0


def test_a_step_changes_the_status_and_tells() -> None:
    vendor = make_vendor(status=Vendor.Status.APPROVED)

    change_vendor_status(vendor_id=vendor.id, step=Step.SUSPEND, reason="Unshipped orders", actor="staff:7")

    vendor.refresh_from_db()
    assert (vendor.status, vendor.status_reason) == ("suspended", "Unshipped orders")
    event = OutboxEvent.objects.get()
    assert (event.name, event.aggregate) == ("VendorStatusChanged", f"vendor:{vendor.id}")
    assert event.payload == {
        "vendor_id": str(vendor.id),
        "status": "suspended",
        "was_status": "approved",
        "reason": "Unshipped orders",
        "actor": "staff:7",
    }


def test_refuses_a_step_the_status_does_not_allow_and_changes_nothing() -> None:
    vendor = make_vendor(status=Vendor.Status.CLOSED)

    with pytest.raises(VendorStepRefused):
        change_vendor_status(vendor_id=vendor.id, step=Step.APPROVE, actor="staff:7")

    vendor.refresh_from_db()
    assert vendor.status == "closed"
    assert OutboxEvent.objects.count() == 0


def test_suspending_takes_a_reason() -> None:
    vendor = make_vendor()

    with pytest.raises(ReasonRequired):
        change_vendor_status(vendor_id=vendor.id, step=Step.SUSPEND, reason="  ", actor="staff:7")


def test_a_change_of_profile_tells() -> None:
    vendor = make_vendor(name="Kente House")

    update_vendor(vendor_id=vendor.id, name="Kente Palace", city="Kumasi")

    vendor.refresh_from_db()
    assert (vendor.name, vendor.city) == ("Kente Palace", "Kumasi")
    assert OutboxEvent.objects.get().name == "VendorChanged"


def test_refuses_to_change_what_is_no_profile() -> None:
    with pytest.raises(TypeError):
        update_vendor(vendor_id=make_vendor().id, status="approved")


def test_there_is_no_step_for_nobody() -> None:
    with pytest.raises(NotFound):
        change_vendor_status(vendor_id=new_id(), step=Step.APPROVE, actor="staff:7")


def test_the_own_commission_goes_before_the_global_one() -> None:
    starred, plain = make_vendor(), make_vendor()
    make_commission_plan(rate_bp=1_500)
    make_commission_plan(rate_bp=1_200, valid_from=NOW)
    make_commission_plan(rate_bp=1_000, valid_from=NOW + timedelta(microseconds=1))
    make_commission_plan(rate_bp=800, vendor=starred)

    assert commission_rates(vendor_ids=[starred.id, plain.id], now=NOW) == {starred.id: 800, plain.id: 1_200}


def test_without_any_plan_there_is_no_commission() -> None:
    vendor = make_vendor()

    assert commission_rates(vendor_ids=[vendor.id], now=NOW) == {vendor.id: 0}


def test_a_plan_of_the_same_moment_is_replaced() -> None:
    vendor = make_vendor()
    for rate_bp in (900, 700):
        set_commission(vendor_id=vendor.id, rate_bp=rate_bp, valid_from=NOW)
        set_commission(vendor_id=None, rate_bp=rate_bp + 500, valid_from=NOW)

    assert commission_rates(vendor_ids=[vendor.id, other := make_vendor().id], now=NOW) == {
        vendor.id: 700,
        other: 1_200,
    }


async def _vendors(*names: str, status: str = Vendor.Status.APPROVED) -> list[Vendor]:
    return [await in_transaction(make_vendor, name=name, status=status) for name in names]


async def test_lists_those_with_a_public_page_by_name() -> None:
    await _vendors("Zuri", "Adire Lab", "Kente House")
    await _vendors("Baobab", status=Vendor.Status.ON_HOLIDAY)
    await _vendors("Hidden", status=Vendor.Status.SUSPENDED)

    first_page = await list_vendors(first=3)
    second_page = await list_vendors(first=3, after=first_page.end_cursor)

    assert [row.name for row in first_page.items] == ["Adire Lab", "Baobab", "Kente House"]
    assert [row.name for row in second_page.items] == ["Zuri"]
    assert (first_page.has_next, second_page.has_next) == (True, False)
    assert await first_page.count() == 4


async def test_finds_a_public_vendor_by_slug_or_id_only() -> None:
    [shown] = await _vendors("Zuri")
    [hidden] = await _vendors("Hidden", status=Vendor.Status.SUSPENDED)

    assert (await find_vendor(slug=shown.slug)).id == shown.id
    assert (await find_vendor(vendor_id=shown.id)).name == "Zuri"
    for question in ({"slug": hidden.slug}, {"vendor_id": hidden.id}, {"slug": "nobody"}):
        with pytest.raises(NotFound):
            await find_vendor(**question)


async def test_a_batch_is_one_statement_and_leaves_out_the_missing() -> None:
    vendors = await _vendors("Zuri", "Kente House")
    await _vendors("Else")

    with counted_statements() as statements:
        found = await vendor_by_id(vendor_ids=[*(vendor.id for vendor in vendors), new_id()])

    assert {row.name for row in found.values()} == {"Zuri", "Kente House"}
    assert len(statements) == 1
