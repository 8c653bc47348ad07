"""What was begun ends, whatever was lost on the way."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Sum
from django.test import override_settings

from config.embedded.ports import free_port
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.inventory.models import StockLevel
from domains.orders.errors import PaymentNotSent
from domains.orders.flows import complete_checkout, return_payment
from domains.orders.models import Order, Purchase
from domains.orders.outcome import ensure_alive
from domains.orders.reconciling import reconcile_payments
from domains.orders.services.cancel_order import cancel_order
from domains.orders.services.capture_order import prepare_capture
from domains.orders.services.settle_attempt import Settlement
from domains.payments.gateways import registry
from domains.payments.models import Capture, LedgerEntry, PaymentAttempt, Refund
from domains.payments.reconciliation import unknown_attempts
from tests.factories.checkout import an_owner, make_ready_cart
from tests.factories.orders import a_request, make_purchase, variants_of_vendors
from tests.sandbox.running import Api

pytestmark = pytest.mark.usefixtures("database")


async def checkout(card: str = "card_success") -> Settlement:
    owner = an_owner()
    await in_transaction(lambda: make_ready_cart(owner=owner, items={variants_of_vendors(1)[0]: 1}, stock=5))
    request = a_request(owner=owner, card=card)
    return await complete_checkout(request=request, return_url="https://shop.example/", now=utc_now())


async def forget_gateway() -> None:
    """The next use reads the settings anew."""
    await registry.gateway_named("sandbox").aclose()
    registry._sandbox.cache_clear()


def in_minutes(minutes: float) -> datetime:
    return utc_now() + timedelta(minutes=minutes)


async def states() -> tuple[list[str], list[str], int]:
    """States of attempts and orders, and what the ledger says the provider owes us."""

    def read() -> tuple[list[str], list[str], int]:
        owed = LedgerEntry.objects.filter(account="provider_clearing").aggregate(Sum("amount_minor"))
        return (
            list(PaymentAttempt.objects.order_by("opened_at").values_list("state", flat=True)),
            list(Order.objects.order_by("placed_at").values_list("state", flat=True)),
            owed["amount_minor__sum"] or 0,
        )

    return await in_transaction(read)


async def test_finds_what_became_of_lost_answers(provider: Api) -> None:
    await checkout("card_lost_answer")
    assert await states() == (["opened"], [], 0)

    assert await reconcile_payments(now=utc_now()) == 0
    assert await reconcile_payments(now=in_minutes(0.5)) == 1

    assert await states() == (["authorized"], ["placed"], 0)


async def test_takes_money_that_nobody_took(provider: Api) -> None:
    await checkout()

    await reconcile_payments(now=in_minutes(2))

    assert await states() == (["captured"], ["placed"], 27_500_00)


async def test_takes_money_whose_capture_was_interrupted(provider: Api) -> None:
    settled = await checkout()
    await in_transaction(prepare_capture, attempt_id=settled.attempt_id, now=utc_now())

    for _ in range(2):
        await reconcile_payments(now=in_minutes(2))

    assert await states() == (["captured"], ["placed"], 27_500_00)
    assert await in_transaction(lambda: Capture.objects.count()) == 1


async def test_gives_back_what_was_cancelled_and_sends_refunds(provider: Api) -> None:
    kept, gone = await checkout(), await checkout()
    await reconcile_payments(now=in_minutes(2))
    unpaid = await checkout()
    for settled in (gone, unpaid):
        assert settled.order_id is not None
        await in_transaction(cancel_order, order_id=settled.order_id, actor="system", reason="", now=utc_now())

    await reconcile_payments(now=in_minutes(2))

    assert await states() == (["captured", "captured", "voided"], ["placed", "cancelled", "cancelled"], 27_500_00)
    assert await in_transaction(lambda: [refund.state for refund in Refund.objects.all()]) == ["succeeded"]
    assert kept.order_id is not None


async def test_frees_the_stock_of_a_request_that_never_arrived(provider: Api) -> None:
    await in_transaction(lambda: make_purchase(now=utc_now()))

    await reconcile_payments(now=in_minutes(1))
    assert await states() == (["opened"], [], 0)
    await reconcile_payments(now=in_minutes(3))

    assert await states() == (["expired"], [], 0)
    assert await in_transaction(lambda: Purchase.objects.get().released_because) == "payment_not_received"
    assert await in_transaction(lambda: StockLevel.objects.get().reserved) == 0


async def test_waits_for_a_provider_that_is_down_and_then_settles_everything(provider: Api) -> None:
    await checkout("card_lost_answer")
    await checkout()
    await forget_gateway()
    with override_settings(SANDBOX_URL=f"http://127.0.0.1:{free_port()}"):
        await reconcile_payments(now=in_minutes(1))
        await forget_gateway()
    assert (await states())[0] == ["opened", "authorized"]

    await reconcile_payments(now=in_minutes(2))
    await reconcile_payments(now=in_minutes(5))

    assert await states() == (["captured", "captured"], ["placed", "placed"], 55_000_00)


async def test_lets_the_shopper_try_again_when_the_provider_was_not_reached(provider: Api) -> None:
    await forget_gateway()
    with override_settings(SANDBOX_URL=f"http://127.0.0.1:{free_port()}"):
        settled = await checkout()
        await forget_gateway()

    assert (settled.state, settled.released_because) == ("expired", "payment_not_sent")
    with pytest.raises(PaymentNotSent):
        ensure_alive(settled)
    assert await in_transaction(lambda: StockLevel.objects.get().reserved) == 0
    await return_payment(attempt_id=settled.attempt_id, now=utc_now())
    assert await states() == (["expired"], [], 0)


def test_gives_an_attempt_to_one_asker_at_a_time() -> None:
    purchase = make_purchase(now=utc_now())
    later = in_minutes(1)

    assert unknown_attempts(now=later) == [purchase.attempt_id]
    assert unknown_attempts(now=later) == []
    assert unknown_attempts(now=later + timedelta(seconds=16)) == [purchase.attempt_id]
