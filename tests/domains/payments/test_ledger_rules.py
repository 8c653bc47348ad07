"""What the database refuses whatever code asks for it."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.payments.ledger import Account, Entry
from domains.payments.models import LedgerEntry, LedgerTransaction, PaymentAttempt, WebhookEvent
from domains.payments.services.bookkeeping import book
from tests.factories.orders import make_paid_order, ngn

pytestmark = pytest.mark.usefixtures("database")

SALE = LedgerTransaction.Kind.SALE


def an_attempt() -> PaymentAttempt:
    return PaymentAttempt.objects.create(purchase_id=new_id(), gateway="sandbox", currency="NGN", amount_minor=100)


def test_refuses_a_transaction_that_does_not_balance_at_commit() -> None:
    lopsided = [Entry(account=Account.PROVIDER_CLEARING, amount=ngn(5))]
    attempt = an_attempt()

    with pytest.raises(IntegrityError), transaction.atomic():
        book(kind=SALE, reference=new_id(), attempt=attempt, order_id=None, entries=lopsided, now=utc_now())

    assert (LedgerTransaction.objects.count(), LedgerEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_ledger_entry SET amount_minor = amount_minor * 2",
        "DELETE FROM payments_ledger_entry",
        "TRUNCATE payments_ledger_entry",
        "UPDATE payments_ledger_transaction SET kind = 'refund'",
        "DELETE FROM payments_ledger_transaction",
        "UPDATE orders_line SET unit_price_minor = 1, total_minor = 1",
        "DELETE FROM orders_line",
        "UPDATE orders_timeline SET actor = 'nobody'",
        "DELETE FROM orders_timeline",
        "UPDATE orders_order SET total_minor = total_minor + 1, subtotal_minor = subtotal_minor + 1",
        "UPDATE orders_order SET state = 'cancelled'; UPDATE orders_order SET state = 'placed'",
        "UPDATE orders_purchase SET state = 'prepared'",
        "UPDATE payments_attempt SET captured_minor = captured_minor - 1",
        "UPDATE payments_attempt SET refunded_minor = captured_minor + 1",
        "UPDATE payments_attempt SET state = 'authorized'",
        "UPDATE payments_attempt SET amount_minor = amount_minor + 1",
    ],
)
def test_refuses_to_rewrite_what_happened(statement: str) -> None:
    make_paid_order(now=utc_now())
    before = list(LedgerEntry.objects.values_list("id", "amount_minor"))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(LedgerEntry.objects.values_list("id", "amount_minor")) == before


def test_books_a_cause_once() -> None:
    attempt, cause = an_attempt(), new_id()
    entries = [
        Entry(account=Account.PROVIDER_CLEARING, amount=ngn(5)),
        Entry(account=Account.SHOPPER_SUSPENSE, amount=ngn(-5)),
    ]
    with transaction.atomic():
        book(kind=SALE, reference=cause, attempt=attempt, order_id=None, entries=entries, now=utc_now())

    with pytest.raises(IntegrityError), transaction.atomic():
        book(kind=SALE, reference=cause, attempt=attempt, order_id=None, entries=entries, now=utc_now())

    assert LedgerTransaction.objects.count() == 1


def test_keeps_one_live_attempt_per_purchase_and_one_row_per_message() -> None:
    attempt = an_attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentAttempt.objects.create(
            purchase_id=attempt.purchase_id, gateway="sandbox", currency="NGN", amount_minor=1
        )
    WebhookEvent.objects.create(provider="sandbox", event_key="e", event_type="t", body=b"")
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookEvent.objects.create(provider="sandbox", event_key="e", event_type="t", body=b"")

    assert OutboxEvent.objects.count() == 0
