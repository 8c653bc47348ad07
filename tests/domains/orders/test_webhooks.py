"""What the provider's messages come to: the same, in whatever order, number and company they arrive."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from domains.common.clock import utc_now
from domains.common.events import record
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.common.money import Money
from domains.inventory.models import StockLevel
from domains.orders.models import Order, Purchase, TimelineEntry, VendorOrder
from domains.orders.services.cancel_order import cancel_vendor_order
from domains.orders.services.capture_order import prepare_capture
from domains.orders.services.process_webhook import process_webhook
from domains.payments.events import WebhookReceived
from domains.payments.models import Capture, LedgerEntry, PaymentAttempt, Refund, WebhookEvent
from tests.factories.orders import authorize, make_order, make_purchase, variants_of_vendors
from tests.factories.payments import payment_body, refund_body, webhook_body

pytestmark = pytest.mark.usefixtures("database")

type Body = tuple[str, dict[str, Any]]


def keep(kind: str, about: dict[str, Any], *, attempt_id: UUID | None, event_id: str | None = None) -> WebhookEvent:
    """A message in the inbox, with the event that has it processed."""
    key = event_id or f"evt_{uuid4().hex}"
    with transaction.atomic():
        webhook = WebhookEvent.objects.create(
            provider="sandbox",
            event_key=key,
            event_type=kind,
            body=webhook_body(kind, about, event_id=key),
            attempt_id=attempt_id,
        )
        record(WebhookReceived(webhook_id=webhook.id))
    return webhook


def pump() -> None:
    """Do what the relay does: have every message processed, also those that are to be looked at again."""
    while waiting := list(OutboxEvent.objects.filter(name="WebhookReceived", dispatched_at=None).order_by("id")):
        for event in waiting:
            process_webhook(webhook_id=UUID(event.payload["webhook_id"]), now=utc_now())
        OutboxEvent.objects.filter(id__in=[event.id for event in waiting]).update(dispatched_at=utc_now())


def process(kind: str, about: dict[str, Any], *, attempt_id: UUID | None) -> str:
    """Keep one message, process it, and say what became of it."""
    webhook = keep(kind, about, attempt_id=attempt_id)
    return process_webhook(webhook_id=webhook.id, now=utc_now())


def everything() -> dict[str, Any]:
    """All that a message can change, without ids and times."""
    attempts = PaymentAttempt.objects.values_list(
        "state", "captured_minor", "refunded_minor", "decline_code", "compensation_reason", "next_action_url"
    )
    ledger = LedgerEntry.objects.values("account").annotate(total=Sum("amount_minor")).order_by("account")
    return {
        "attempts": list(attempts),
        "purchases": list(Purchase.objects.values_list("state", "released_because")),
        "orders": list(Order.objects.values_list("state", flat=True)),
        "parts": list(VendorOrder.objects.order_by("number").values_list("state", flat=True)),
        "captures": list(Capture.objects.values_list("state", "amount_minor")),
        "refunds": list(Refund.objects.order_by("id").values_list("state", "amount_minor")),
        "ledger": [(row["account"], row["total"]) for row in ledger],
        "stock": sorted(StockLevel.objects.values_list("on_hand", "reserved")),
        "timeline": sorted(TimelineEntry.objects.values_list("kind", flat=True)),
        "left_parked": WebhookEvent.objects.filter(outcome="parked").count(),
    }


def empty() -> None:
    """Forget everything, as the fixture does between tests."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in connection.introspection.table_names():
            if not table.startswith(("django_", "auth_")):
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own tables
        cursor.execute("SET session_replication_role = origin")


def opened() -> PaymentAttempt:
    return PaymentAttempt.objects.get(id=make_purchase(now=utc_now()).attempt_id)


def capturing_with_a_part_cancelled() -> PaymentAttempt:
    order = make_order(now=utc_now(), items=dict.fromkeys(variants_of_vendors(2), 1))
    attempt = PaymentAttempt.objects.get()
    prepare_capture(attempt_id=attempt.id, now=utc_now())
    part = VendorOrder.objects.filter(order=order).earliest("number")
    cancel_vendor_order(vendor_order_id=part.id, actor="system", reason="late", now=utc_now())
    return attempt


def bodies(attempt: PaymentAttempt, kinds: Sequence[str]) -> list[Body]:
    def one(kind: str) -> Body:
        if kind == "refund.succeeded":
            refund = Refund.objects.get()
            amount = Money(refund.amount_minor, attempt.currency)
            return kind, refund_body(attempt, refund_id=refund.id, amount=amount)
        status = kind.removeprefix("payment.")
        captured = attempt.amount_minor if status == "captured" else 0
        return kind, payment_body(attempt, status=status, captured_minor=captured)

    return [one(kind) for kind in kinds]


SCRIPTS: list[tuple[Callable[[], PaymentAttempt], list[str], str]] = [
    (opened, ["payment.requires_action", "payment.authorized", "payment.captured"], "captured"),
    (opened, ["payment.requires_action", "payment.declined"], "declined"),
    (opened, ["payment.requires_action", "payment.authorized", "payment.voided"], "voided"),
    (
        capturing_with_a_part_cancelled,
        ["payment.requires_action", "payment.authorized", "payment.captured", "refund.succeeded"],
        "captured",
    ),
]


@pytest.mark.parametrize(("begin", "kinds", "end"), SCRIPTS, ids=["captured", "declined", "voided", "refunded"])
def test_ends_the_same_in_every_order_and_number(
    begin: Callable[[], PaymentAttempt], kinds: list[str], end: str
) -> None:
    seen: list[dict[str, Any]] = []
    dice = random.Random(7)
    for order in permutations(range(len(kinds))):
        empty()
        attempt = begin()
        script = bodies(attempt, kinds)
        for index in order:
            kind, about = script[index]
            # The same message may come again later, and the same news under another id.
            for _ in range(dice.choice([1, 1, 2])):
                webhook = keep(kind, about, attempt_id=attempt.id)
                if dice.random() < 0.5:
                    pump()
                if dice.random() < 0.5:
                    process_webhook(webhook_id=webhook.id, now=utc_now())
        pump()
        seen.append(everything())

    assert seen[0]["attempts"][0][0] == end
    assert seen[0]["left_parked"] == 0
    assert [state for state in seen if state != seen[0]] == []


@pytest.mark.parametrize(("begin", "kinds", "end"), SCRIPTS, ids=["captured", "declined", "voided", "refunded"])
def test_ends_the_same_when_all_come_at_once(begin: Callable[[], PaymentAttempt], kinds: list[str], end: str) -> None:
    attempt = begin()
    for kind, about in bodies(attempt, kinds):
        keep(kind, about, attempt_id=attempt.id)
    pump()
    expected = everything()
    for round_ in range(5):
        empty()
        attempt = begin()
        webhooks = [
            keep(kind, about, attempt_id=attempt.id).id for kind, about in bodies(attempt, kinds) for _ in range(3)
        ]
        random.Random(round_).shuffle(webhooks)

        def handle(webhook_id: UUID) -> None:
            try:
                process_webhook(webhook_id=webhook_id, now=utc_now())
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(handle, webhooks))
        pump()

        assert everything() == expected
    assert expected["attempts"][0][0] == end


def test_applies_nothing_of_another_amount_or_currency() -> None:
    attempt = opened()
    before = everything()

    for wrong in (
        payment_body(attempt, status="authorized", amount_minor=attempt.amount_minor - 1),
        payment_body(attempt, status="authorized", currency="USD"),
    ):
        assert process("payment.authorized", wrong, attempt_id=attempt.id) == "mismatch"

    assert everything() == before


def test_applies_nothing_of_another_payment_of_the_provider() -> None:
    purchase = make_purchase(now=utc_now())
    authorize(purchase, now=utc_now())
    attempt = PaymentAttempt.objects.get()
    before = everything()

    other = payment_body(attempt, status="captured", captured_minor=attempt.amount_minor, provider_reference="pay_x")

    assert process("payment.captured", other, attempt_id=attempt.id) == "mismatch"
    assert everything() == before


def test_applies_no_capture_of_another_amount() -> None:
    make_order(now=utc_now())
    attempt = PaymentAttempt.objects.get()

    less = payment_body(attempt, status="captured", captured_minor=attempt.amount_minor - 1)

    assert process("payment.captured", less, attempt_id=attempt.id) == "mismatch"
    assert LedgerEntry.objects.count() == 0


def test_keeps_what_is_about_nothing_of_ours() -> None:
    stranger = PaymentAttempt(id=new_id(), amount_minor=5, currency="NGN")
    make_order(now=utc_now())
    attempt = PaymentAttempt.objects.get()
    before = everything()

    assert process("payment.authorized", payment_body(stranger, status="authorized"), attempt_id=stranger.id) == (
        "unmatched"
    )
    by_hand = refund_body(attempt, refund_id=new_id(), amount=Money(5, "NGN"))
    assert process("refund.succeeded", by_hand, attempt_id=attempt.id) == "unmatched"
    assert process("payout.dreamt_of", {}, attempt_id=None) == "ignored"
    assert everything() == before


def test_undoes_the_effect_with_the_note_when_it_fails_between(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = opened()
    webhook = keep("payment.authorized", payment_body(attempt, status="authorized"), attempt_id=attempt.id)
    before = everything()

    class PowerCut(Exception):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(WebhookEvent, "save", cut)
        with pytest.raises(PowerCut):
            process_webhook(webhook_id=webhook.id, now=utc_now())
    assert everything() == before

    assert process_webhook(webhook_id=webhook.id, now=utc_now()) == "applied"
    assert process_webhook(webhook_id=webhook.id, now=utc_now()) == "applied"
    assert Order.objects.count() == 1
