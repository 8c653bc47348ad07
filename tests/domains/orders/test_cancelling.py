"""Cancelling an order or a part of it: stock and money go back, once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Sum

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.models import OutboxEvent
from domains.identity.viewer import Owner
from domains.inventory.models import StockLevel
from domains.orders.errors import NotPaidYet, OrderTransitionRefused, PaymentOutcomeUnknown
from domains.orders.flows import capture_payment, complete_checkout, return_payment, send_refund
from domains.orders.models import Order, TimelineEntry, VendorOrder
from domains.orders.services.cancel_order import cancel_order, cancel_vendor_order
from domains.orders.services.fulfil_vendor_order import fulfil_vendor_order
from domains.payments.models import Capture, LedgerEntry, PaymentAttempt, Refund
from domains.vendors.services import set_commission
from tests.factories.checkout import a_customer, an_owner, make_ready_cart
from tests.factories.orders import a_request, capture, make_order, make_paid_order, variants_of_vendors
from tests.sandbox.running import Api

pytestmark = pytest.mark.usefixtures("database")

BACK = "https://shop.example/back"
PART = 27_500_00  # a dress of 25,000 and its delivery of 2,500 naira, in kobo
COMMISSION = 2_500_00


def parts_of(order: Order) -> list[VendorOrder]:
    return list(VendorOrder.objects.filter(order=order).order_by("number"))


def cancel_part(part: VendorOrder) -> None:
    cancel_vendor_order(vendor_order_id=part.id, actor="staff:1", reason="torn", now=utc_now())


def ledger() -> dict[str, int]:
    sums = LedgerEntry.objects.values_list("account").annotate(Sum("amount_minor"))
    return {account: total for account, total in sums if total}


def events() -> list[str]:
    names = OutboxEvent.objects.exclude(name="StockLevelChanged").order_by("id").values_list("name", flat=True)
    return list(names)


def test_gives_stock_back_and_refunds_nothing_that_was_not_taken() -> None:
    order = make_order(now=utc_now(), vendors=3)
    first, *_ = parts_of(order)
    cancel_part(first)

    assert Order.objects.get().state == "partly_cancelled"
    assert Refund.objects.count() == 0
    assert sorted(StockLevel.objects.values_list("on_hand", "reserved")) == [(99, 0), (99, 0), (100, 0)]
    assert events() == ["OrderPlaced", "VendorOrderCancelled"]


def test_tells_what_was_cancelled_and_by_whom() -> None:
    order = make_order(now=utc_now(), vendors=2)
    first, second = parts_of(order)
    cancel_part(first)
    cancel_part(second)

    timeline = TimelineEntry.objects.order_by("happened_at", "id").values_list("kind", "actor", "vendor_order_id")
    assert list(timeline) == [
        ("placed", f"guest:{order.owner_id}", None),
        ("vendor_order_cancelled", "staff:1", first.id),
        ("vendor_order_cancelled", "staff:1", second.id),
        ("cancelled", "staff:1", None),
    ]
    assert events() == [
        "OrderPlaced",
        "VendorOrderCancelled",
        "VendorOrderCancelled",
        "OrderCancelled",
        "PaymentMustBeReturned",
    ]
    assert Order.objects.get().state == "cancelled"


def test_finds_an_order_for_its_owner_only() -> None:
    owner, stranger = a_customer(), an_owner(kind="customer")
    order = make_order(now=utc_now(), owner=owner)
    [part] = parts_of(order)
    namesake = Owner(kind="guest", id=owner.id)

    for somebody in (stranger, namesake):
        with pytest.raises(NotFound):
            cancel_order(order_id=order.id, owner=somebody, actor=somebody.actor, reason="", now=utc_now())
        with pytest.raises(NotFound):
            cancel_vendor_order(vendor_order_id=part.id, owner=somebody, actor=somebody.actor, reason="", now=utc_now())

    assert (Order.objects.get().state, VendorOrder.objects.get().state) == ("placed", "placed")
    cancel_order(order_id=order.id, owner=owner, actor=owner.actor, reason="", now=utc_now())
    assert Order.objects.get().state == "cancelled"


def test_cancels_nothing_twice_and_nothing_that_was_sent() -> None:
    order = make_paid_order(now=utc_now(), vendors=2)
    sent, kept = parts_of(order)
    fulfil_vendor_order(vendor_order_id=sent.id, actor="staff:1", now=utc_now())

    with pytest.raises(OrderTransitionRefused):
        cancel_part(sent)
    with pytest.raises(OrderTransitionRefused):
        cancel_order(order_id=order.id, actor="staff:1", reason="", now=utc_now())
    cancel_part(kept)
    with pytest.raises(OrderTransitionRefused):
        cancel_part(kept)

    assert [part.state for part in parts_of(order)] == ["fulfilled", "cancelled"]
    assert Order.objects.get().state == "fulfilled"
    assert list(Refund.objects.values_list("vendor_order_id", "amount_minor")) == [(kept.id, PART)]


def test_sends_nothing_before_it_is_paid() -> None:
    order = make_order(now=utc_now())

    with pytest.raises(NotPaidYet):
        fulfil_vendor_order(vendor_order_id=parts_of(order)[0].id, actor="staff:1", now=utc_now())

    assert parts_of(order)[0].state == "placed"


async def bought(*, vendors: int, card: str = "card_success") -> Order:
    """An order paid through the provider, not captured."""
    owner = an_owner()
    await in_transaction(
        lambda: make_ready_cart(owner=owner, items=dict.fromkeys(variants_of_vendors(vendors), 1), stock=5)
    )
    settled = await complete_checkout(request=a_request(owner=owner, card=card), return_url=BACK, now=utc_now())
    assert settled.order_id is not None
    order_id = settled.order_id
    return await in_transaction(lambda: Order.objects.get(id=order_id))


async def books(provider: Api) -> tuple[str, int, int]:
    """The provider's status, captured and refunded amounts of the one payment."""
    attempt = await in_transaction(lambda: PaymentAttempt.objects.get())
    [payment] = (await provider.get(f"/v1/payments?reference={attempt.id}")).json()["data"]
    assert (attempt.captured_minor, attempt.refunded_minor) == (
        payment["amount_captured"],
        payment["amount_refunded"],
    )
    return payment["status"], payment["amount_captured"], payment["amount_refunded"]


async def send_refunds() -> None:
    def waiting() -> list[UUID]:
        return list(Refund.objects.filter(state="requested").values_list("id", flat=True))

    await asyncio.gather(
        *(send_refund(refund_id=refund_id, now=utc_now()) for refund_id in await in_transaction(waiting))
    )


def test_m18_an_order_keeps_the_commission_it_was_placed_with() -> None:
    order = make_order(now=utc_now(), vendors=2)
    [changed, _] = parts_of(order)
    set_commission(vendor_id=changed.vendor_id, rate_bp=5_000, valid_from=utc_now())

    capture(order, now=utc_now())

    assert ledger() == {
        "provider_clearing": 2 * PART,
        "vendor_payable": -2 * (PART - COMMISSION),
        "commission_income": -2 * COMMISSION,
    }
    assert [part.commission_minor for part in parts_of(order)] == [COMMISSION, COMMISSION]


async def test_captures_what_is_left(provider: Api) -> None:
    order = await bought(vendors=3)
    await in_transaction(lambda: cancel_part(parts_of(order)[0]))

    await capture_payment(order_id=order.id, now=utc_now())

    assert await books(provider) == ("captured", 2 * PART, 0)
    assert await in_transaction(ledger) == {
        "provider_clearing": 2 * PART,
        "vendor_payable": -2 * (PART - COMMISSION),
        "commission_income": -2 * COMMISSION,
    }


async def test_voids_when_nothing_is_left(provider: Api) -> None:
    order = await bought(vendors=2)
    await in_transaction(cancel_order, order_id=order.id, actor="staff:1", reason="", now=utc_now())

    await capture_payment(order_id=order.id, now=utc_now())
    attempt = await in_transaction(lambda: PaymentAttempt.objects.get())
    for _ in range(2):
        await return_payment(attempt_id=attempt.id, now=utc_now())

    assert await books(provider) == ("voided", 0, 0)
    assert await in_transaction(ledger) == {}


async def test_refunds_a_part_that_was_paid(provider: Api) -> None:
    order = await bought(vendors=2)
    await capture_payment(order_id=order.id, now=utc_now())
    await in_transaction(lambda: cancel_part(parts_of(order)[0]))

    for _ in range(2):
        await send_refunds()

    assert await books(provider) == ("captured", 2 * PART, PART)
    assert await in_transaction(ledger) == {
        "provider_clearing": PART,
        "vendor_payable": -(PART - COMMISSION),
        "commission_income": -COMMISSION,
    }


@pytest.mark.parametrize("card", ["card_lost_capture", "card_lost_refund"])
async def test_books_once_what_the_provider_did_without_answering(provider: Api, card: str) -> None:
    order = await bought(vendors=1, card=card)
    for _ in range(3):
        with suppress(PaymentOutcomeUnknown):
            await capture_payment(order_id=order.id, now=utc_now())
    await in_transaction(cancel_order, order_id=order.id, actor="staff:1", reason="", now=utc_now())
    for _ in range(3):
        with suppress(PaymentOutcomeUnknown):
            await send_refunds()

    assert await books(provider) == ("captured", PART, PART)
    assert await in_transaction(ledger) == {}
    assert await in_transaction(lambda: LedgerEntry.objects.count()) == 6


async def test_cancels_the_order_when_the_provider_refuses_the_capture(provider: Api) -> None:
    order = await bought(vendors=2, card="card_capture_refused")

    await capture_payment(order_id=order.id, now=utc_now())
    attempt = await in_transaction(lambda: PaymentAttempt.objects.get())
    await return_payment(attempt_id=attempt.id, now=utc_now())

    assert (await in_transaction(lambda: Order.objects.get())).state == "cancelled"
    assert await in_transaction(lambda: list(StockLevel.objects.values_list("on_hand", "reserved"))) == [(5, 0)] * 2
    assert await books(provider) == ("voided", 0, 0)
    assert await in_transaction(lambda: Capture.objects.get().state) == "refused"


async def test_refunds_once_when_two_ask_at_the_same_time(provider: Api) -> None:
    order = await bought(vendors=1)
    await capture_payment(order_id=order.id, now=utc_now())

    async def cancel() -> bool:
        try:
            await in_transaction(cancel_order, order_id=order.id, actor="staff:1", reason="", now=utc_now())
        except OrderTransitionRefused:
            return False
        return True

    assert sorted(await asyncio.gather(*(cancel() for _ in range(8)))) == [False] * 7 + [True]
    [refund] = await in_transaction(lambda: list(Refund.objects.all()))
    await asyncio.gather(*(send_refund(refund_id=refund.id, now=utc_now()) for _ in range(4)))

    assert await books(provider) == ("captured", PART, PART)
    assert await in_transaction(ledger) == {}


@pytest.mark.parametrize("attempt_no", range(4))
async def test_balances_when_capture_and_cancellation_meet(provider: Api, attempt_no: int) -> None:
    order = await bought(vendors=2)
    first = (await in_transaction(lambda: parts_of(order)))[0]

    await asyncio.gather(
        capture_payment(order_id=order.id, now=utc_now()),
        in_transaction(cancel_part, first) if attempt_no % 2 else _soon(first),
    )
    await send_refunds()

    status, captured, refunded = await books(provider)
    assert (status, captured - refunded) == ("captured", PART)
    assert await in_transaction(ledger) == {
        "provider_clearing": PART,
        "vendor_payable": -(PART - COMMISSION),
        "commission_income": -COMMISSION,
    }


async def _soon(part: VendorOrder) -> None:
    await asyncio.sleep(0.01)
    await in_transaction(cancel_part, part)


def test_cancels_parts_at_the_same_time_without_losing_one() -> None:
    order = make_paid_order(now=utc_now(), vendors=4)

    def cancel(part: VendorOrder) -> None:
        try:
            cancel_part(part)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(cancel, parts_of(order)))

    assert Order.objects.get().state == "cancelled"
    assert Refund.objects.count() == 4
    assert TimelineEntry.objects.filter(kind="cancelled").count() == 1
