"""Every rule of the audit holds for what the services make, and finds a fault that is planted for it."""

import json
from collections.abc import Sequence

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from config.audit.invariant import Breach, breaches
from config.audit.snapshot import INVARIANTS
from domains.common.clock import utc_now
from domains.orders.models import VendorOrder
from domains.orders.services.cancel_order import cancel_vendor_order
from domains.orders.services.refund_payment import settle_refunded
from domains.payments.models import Refund
from tests.factories.orders import make_order, make_paid_order, make_purchase, ngn
from tests.factories.vendors import make_vendor

pytestmark = pytest.mark.usefixtures("database")

# What breaks each rule, and only by hand: triggers and foreign keys are off, and checks that forbid it are dropped.
FAULTS: dict[str, str] = {
    "I-01": "UPDATE payments_ledger_entry SET amount_minor = amount_minor + 1 WHERE account = 'commission_income'",
    "I-02": "DELETE FROM payments_ledger_entry WHERE account = 'commission_income'",
    "I-08": """INSERT INTO payments_webhook_event (id, provider, event_key, event_type, body, outcome)
               VALUES (gen_random_uuid(), 'sandbox', 'e', 't', '', 'mismatch')""",
    "I-13a": """UPDATE payments_attempt SET state = 'authorized', settled_at = now() - interval '3 minutes'
                WHERE state = 'opened'""",
    "I-13b": """UPDATE orders_vendor_order SET cancelled_at = now() - interval '3 minutes' WHERE state = 'cancelled';
                UPDATE payments_attempt SET refunded_minor = refunded_minor - 1 WHERE state = 'captured'""",
    "I-13c": "UPDATE orders_order SET placed_at = now() - interval '3 minutes'",
    "I-14": "UPDATE payments_attempt SET captured_minor = captured_minor - 1 WHERE state = 'captured'",
    "I-15a": "UPDATE payments_capture SET amount_minor = amount_minor - 1",
    "I-15b": "DELETE FROM payments_ledger_transaction WHERE kind = 'refund'",
    "I-18a": "UPDATE payments_ledger_entry SET vendor_id = gen_random_uuid() WHERE account = 'vendor_payable'",
    "I-18b": "UPDATE payments_ledger_entry SET amount_minor = -amount_minor",
    "I-04a": "UPDATE inventory_level SET on_hand = on_hand + 1",
    "I-04b": "UPDATE inventory_level SET reserved = reserved + 1",
    "I-05a": "UPDATE inventory_level SET reserved = on_hand + 1",
    "I-05b": "UPDATE inventory_movement SET delta = delta - 1 WHERE reason = 'sold'",
    "I-06": "UPDATE inventory_reservation SET expires_at = now() - interval '2 minutes' WHERE state = 'open'",
    "I-09a": "UPDATE orders_order SET state = 'cancelled'",
    "I-09b": "DELETE FROM orders_timeline WHERE kind = 'vendor_order_cancelled'",
    "I-12": "UPDATE orders_purchase SET state = 'released' WHERE state = 'placed'",
    "I-16": "UPDATE orders_line SET title = 'Something else'",
    "I-17": "UPDATE orders_order SET total_minor = total_minor + 1, subtotal_minor = subtotal_minor + 1",
    "I-19a": "UPDATE orders_line SET commission_minor = commission_minor + 1",
    "I-19b": "UPDATE orders_line SET order_id = gen_random_uuid()",
    "I-20a": "UPDATE outbox_event SET recorded_at = now() - interval '2 minutes'",
    "I-20b": """INSERT INTO outbox_delivery (event_id, reaction, aggregate, state, attempts, fencing_token, last_error)
                SELECT id, 'r', aggregate, 'dead', 8, 0, 'x' FROM outbox_event LIMIT 1""",
    "C-01": """UPDATE outbox_event SET dispatched_at = now();
               INSERT INTO catalogue_collection (id, slug, title, description, position, version, rule)
               VALUES (gen_random_uuid(), 'new', 'New', '', 0, 1,
                       '{"match": "all", "conditions": [{"kind": "created_within", "days": 3650}]}')""",
    "C-02": "UPDATE catalogue_product SET state = 'review'",
    "E-01": "INSERT INTO reviews_summary VALUES (gen_random_uuid(), 0, 0, 0, 0, 1, 0, 0, 0)",
    "P-01": """INSERT INTO identity_user (id, email, password, full_name, phone, is_active, is_staff, is_superuser,
                                          staff_role, erased_at)
               VALUES (gen_random_uuid(), 'gone@example.com', '!', '', '', false, false, false, '',
                       now() - interval '11 minutes')""",
    "E-02": """INSERT INTO reviews_review (id, product_id, author_name, author_country, is_verified, rating, title,
                                           body, fit, state, moderation_reason, helpful_count)
               VALUES (gen_random_uuid(), gen_random_uuid(), 'A', '', false, 5, 't', '', '', 'pending', '', 1)""",
    "S-01": """INSERT INTO search_bought_together (product_id, other_id, times, last_at)
               VALUES (gen_random_uuid(), gen_random_uuid(), 1, now())""",
    "S-02": """UPDATE outbox_event SET dispatched_at = now();
               INSERT INTO search_counted_order
               SELECT order_id, array_agg(product_id) FROM orders_line GROUP BY order_id""",
}
CHECKS = (
    ("inventory_level", "never_promise_more_than_on_hand"),
    ("payments_attempt", "refund_at_most_the_captured"),
)


def make_history() -> None:
    """An order with a part cancelled and refunded, an order not captured yet, and a purchase under way."""
    order = make_paid_order(now=utc_now(), vendors=2)
    part = VendorOrder.objects.filter(order=order).earliest("number")
    cancel_vendor_order(vendor_order_id=part.id, actor="staff:1", reason="", now=utc_now())
    refund = Refund.objects.get()
    settle_refunded(refund_id=refund.id, refund_reference="ref_1", amount=ngn(refund.amount_minor), now=utc_now())
    make_order(now=utc_now(), vendors=2)
    make_purchase(now=utc_now())
    make_vendor()


def audited() -> list[Breach]:
    with connection.cursor() as cursor:
        return breaches(cursor, invariants=INVARIANTS)


def planted(fault: str) -> Sequence[str]:
    """The rules that a fault breaks; afterwards everything is as before."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, check in CHECKS:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
            cursor.execute(fault)
            assert cursor.rowcount > 0, "the fault changed nothing"
        found = [breach.invariant.id for breach in audited()]
        transaction.set_rollback(True)
    return found


def test_finds_nothing_in_what_the_services_made() -> None:
    make_history()

    assert [(breach.invariant.id, breach.rows) for breach in audited()] == []


def test_finds_every_planted_fault() -> None:
    make_history()

    missed = [rule for rule, fault in FAULTS.items() if rule not in planted(fault)]

    assert missed == []
    assert set(FAULTS) == {invariant.id for invariant in INVARIANTS}


def test_says_nothing_is_wrong_and_exits_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    make_history()

    call_command("audit_invariants")

    assert capsys.readouterr().out == f"{len(INVARIANTS)} rules checked, 0 broken.\n"


def test_names_the_rows_and_exits_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    make_history()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE orders_order SET state = 'cancelled' WHERE state = 'placed' RETURNING number")
        [(number,)] = cursor.fetchall()

    with pytest.raises(SystemExit) as exit_:
        call_command("audit_invariants", "--json")

    assert exit_.value.code == 1
    report = json.loads(capsys.readouterr().out)
    assert [(breach["id"], breach["rows"]) for breach in report["broken"] if breach["id"] == "I-09a"] == [
        ("I-09a", [{"number": number, "state": "cancelled", "follows": "placed"}])
    ]
