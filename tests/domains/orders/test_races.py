"""Many shoppers at the same moment, on real connections: one unit is sold once, and the books balance throughout."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from django.db import connection
from django.test import override_settings

from config.audit.goods import ORDERS, STOCK
from config.audit.invariant import breaches
from config.audit.money import MONEY
from domains.catalogue.models import Variant
from domains.checkout.errors import CartNotReady
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.db import fetch_tuples
from domains.identity.viewer import Owner
from domains.inventory.errors import OutOfStock
from domains.inventory.models import StockLevel
from domains.orders.flows import capture_payment, complete_checkout, return_payment, send_refund
from domains.orders.models import Order, Purchase, VendorOrder
from domains.orders.services.cancel_order import cancel_order
from domains.orders.services.prepare_purchase import prepare_purchase
from domains.orders.services.settle_attempt import Settlement
from domains.payments.models import PaymentAttempt, Refund
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.checkout import an_owner, make_ready_cart
from tests.factories.inventory import make_stock
from tests.factories.orders import a_request, authorize, make_purchase, variants_of_vendors
from tests.sandbox.running import Api

pytestmark = pytest.mark.usefixtures("database")

BACK = "https://shop.example/back"
SHOPPERS = 200


def shoppers_after(variants: list[Variant], *, number: int, stock: int) -> list[Owner]:
    """Shoppers who all have the same things in their carts."""
    for variant in variants:
        make_stock(variant=variant, on_hand=stock)
    owners = [an_owner() for _ in range(number)]
    for index, owner in enumerate(owners):
        # Half of the carts have the lines the other way round.
        wanted = variants if index % 2 else list(reversed(variants))
        make_ready_cart(owner=owner, items=dict.fromkeys(wanted, 1), stock=None)
    return owners


def broken() -> list[str]:
    with connection.cursor() as cursor:
        return [breach.invariant.id for breach in breaches(cursor, invariants=(*MONEY, *STOCK, *ORDERS))]


async def ledger_watch(*, until: asyncio.Event) -> list[int]:
    """What the whole ledger came to, each time somebody looked."""
    seen = []
    while not until.is_set():
        [(total,)] = await fetch_tuples("SELECT coalesce(sum(amount_minor), 0)::bigint FROM payments_ledger_entry")
        seen.append(total)
        await asyncio.sleep(0.01)
    return seen


async def test_sells_the_last_one_to_one_of_two_hundred(provider: Api) -> None:
    owners = await in_transaction(lambda: shoppers_after(variants_of_vendors(1), number=SHOPPERS, stock=1))

    with override_settings(WRITE_WAIT=60):
        answers = await asyncio.gather(
            *(complete_checkout(request=a_request(owner=owner), return_url=BACK, now=utc_now()) for owner in owners),
            return_exceptions=True,
        )

    bought = [answer for answer in answers if isinstance(answer, Settlement)]
    refused = [answer for answer in answers if isinstance(answer, OutOfStock | CartNotReady)]
    assert (len(bought), len(refused)) == (1, SHOPPERS - 1)
    assert bought[0].order_id is not None

    def read() -> tuple[int, int, int, list[tuple[int, int]], list[str]]:
        levels = list(StockLevel.objects.values_list("on_hand", "reserved"))
        return Purchase.objects.count(), PaymentAttempt.objects.count(), Order.objects.count(), levels, broken()

    assert await in_transaction(read) == (1, 1, 1, [(0, 0)], [])


def test_holds_the_last_ones_for_as_many_of_two_hundred_threads() -> None:
    stock = 7
    owners = shoppers_after(variants_of_vendors(2), number=SHOPPERS, stock=stock)
    calls = [partial(prepare_purchase, request=a_request(owner=owner), now=utc_now()) for owner in owners]
    before = deadlocks()

    with many_connections():
        answers = all_at_once(calls)

    kinds = Counter("prepared" if isinstance(answer, Settlement) else type(answer).__name__ for answer in answers)
    assert kinds.pop("prepared") == stock
    assert set(kinds) <= {"OutOfStock", "CartNotReady"}
    assert list(StockLevel.objects.values_list("on_hand", "reserved")) == [(stock, stock)] * 2
    assert deadlocks() == before
    assert broken() == []


def test_opens_one_attempt_for_a_key_that_comes_a_hundred_times() -> None:
    [owner] = shoppers_after(variants_of_vendors(1), number=1, stock=5)
    request = a_request(owner=owner)

    with many_connections():
        answers = all_at_once([partial(prepare_purchase, request=request, now=utc_now())] * 100)

    assert {answer.attempt_id for answer in answers if isinstance(answer, Settlement)} == {
        PaymentAttempt.objects.get().id
    }
    assert [answer for answer in answers if not isinstance(answer, Settlement)] == []
    assert list(StockLevel.objects.values_list("on_hand", "reserved")) == [(5, 1)]


def test_makes_one_order_of_an_authorisation_told_fifty_times() -> None:
    purchase = make_purchase(now=utc_now())

    with many_connections():
        answers = all_at_once([partial(authorize, purchase, now=utc_now())] * 50)

    assert {answer.order_id for answer in answers if isinstance(answer, Settlement)} == {Order.objects.get().id}
    assert Counter(answer.verdict for answer in answers if isinstance(answer, Settlement)) == {
        "applied": 1,
        "ignored": 49,
    }
    assert broken() == []


async def test_balances_at_every_instant_while_orders_are_bought_captured_and_cancelled(provider: Api) -> None:
    variants = await in_transaction(variants_of_vendors, 3)
    owners = await in_transaction(lambda: shoppers_after(variants, number=24, stock=40))
    done = asyncio.Event()
    watch = asyncio.create_task(ledger_watch(until=done))

    async def live(index: int, owner: Owner) -> None:
        settled = await complete_checkout(request=a_request(owner=owner), return_url=BACK, now=utc_now())
        assert settled.order_id is not None
        steps: list[Callable[[], Awaitable[object]]] = [
            partial(capture_payment, order_id=settled.order_id, now=utc_now()),
            partial(in_transaction, cancel_order, order_id=settled.order_id, actor="system", reason="", now=utc_now()),
        ]
        if index % 3 == 0:
            steps.pop()
        await asyncio.gather(*(step() for step in (steps if index % 2 else reversed(steps))))
        await return_payment(attempt_id=settled.attempt_id, now=utc_now())

    with override_settings(WRITE_WAIT=60):
        await asyncio.gather(*(live(index, owner) for index, owner in enumerate(owners)))
        waiting = await in_transaction(lambda: list(Refund.objects.values_list("id", flat=True)))
        await asyncio.gather(*(send_refund(refund_id=refund_id, now=utc_now()) for refund_id in waiting))
    done.set()
    sums = await watch

    def read() -> tuple[Counter[str], list[str], list[tuple[int, int]]]:
        states = Counter(Order.objects.values_list("state", flat=True))
        return states, broken(), list(StockLevel.objects.values_list("on_hand", "reserved"))

    assert len(sums) > 10
    assert set(sums) == {0}
    assert await in_transaction(read) == ({"placed": 8, "cancelled": 16}, [], [(32, 0)] * 3)
    assert await in_transaction(lambda: VendorOrder.objects.count()) == 72
    ours = await fetch_tuples("SELECT sum(captured_minor)::bigint, sum(refunded_minor)::bigint FROM payments_attempt")
    known = await references()
    theirs = [payment for payment in await provider.listed("/v1/payments") if payment["reference"] in known]
    assert ours == [
        (sum(p["amount_captured"] for p in theirs), sum(p["amount_refunded"] for p in theirs)),
    ]


async def references() -> set[str]:
    return await in_transaction(lambda: {str(key) for key in PaymentAttempt.objects.values_list("id", flat=True)})
