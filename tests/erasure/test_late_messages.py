"""W-23: what the provider tells of somebody who was erased meanwhile."""

from typing import Any

import pytest

from config.audit.snapshot import audit
from domains.common.clock import utc_now
from domains.common.money import Money
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.notifications.models import Message
from domains.orders.models import Order, VendorOrder
from domains.orders.services.cancel_order import cancel_vendor_order
from domains.orders.services.fulfil_vendor_order import fulfil_vendor_order
from domains.payments.models import LedgerEntry, PaymentAttempt, Refund
from tasks.erasure import erase_person
from tests.domains.orders.test_webhooks import process
from tests.factories.identity import a_user
from tests.factories.orders import make_paid_order
from tests.factories.payments import payment_body, refund_body

pytestmark = pytest.mark.usefixtures("database")

EMAIL = "gone@people.example"


def test_what_is_told_late_moves_no_money_twice_and_brings_nobody_back() -> None:
    user = a_user(email=EMAIL)
    order = make_paid_order(now=utc_now(), owner=Owner(kind="customer", id=user.id), vendors=2)
    cancelled, sent = VendorOrder.objects.filter(order=order).order_by("number")
    cancel_vendor_order(vendor_order_id=cancelled.id, actor="staff:1", reason="torn", now=utc_now())
    fulfil_vendor_order(vendor_order_id=sent.id, actor="staff:1", now=utc_now())
    attempt, refund = PaymentAttempt.objects.get(), Refund.objects.get()
    refunded = refund_body(attempt, refund_id=refund.id, amount=Money(refund.amount_minor, attempt.currency))
    captured = payment_body(attempt, status="captured", captured_minor=attempt.amount_minor)
    process("refund.succeeded", refunded, attempt_id=attempt.id)
    User.objects.filter(id=user.id).update(is_active=False, erased_at=utc_now())
    erase_person(user_id=user.id, now=utc_now())
    before = _money()

    process("refund.succeeded", refunded, attempt_id=attempt.id)
    process("payment.captured", captured, attempt_id=attempt.id)

    assert _money() == before
    assert before[0] == [("succeeded", cancelled.total_minor)]
    assert Order.objects.get().address == {}
    assert EMAIL not in str(list(Order.objects.values()) + list(User.objects.values()) + list(Message.objects.values()))
    assert audit() == []


def _money() -> tuple[list[Any], list[Any]]:
    entries = LedgerEntry.objects.order_by("id").values_list("account", "amount_minor")
    return list(Refund.objects.values_list("state", "amount_minor")), list(entries)
