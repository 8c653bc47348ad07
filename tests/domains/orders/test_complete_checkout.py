"""From cart to order, through the provider."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from django.conf import settings
from django.db.models import Model

from domains.catalogue.models import Variant
from domains.checkout.errors import CartNotReady
from domains.checkout.models import Cart, CartLine
from domains.checkout.services.merge_carts import merge_carts
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.identity.viewer import Owner
from domains.inventory.models import StockLevel
from domains.inventory.services.release_holds import release_expired_holds
from domains.orders.errors import IdempotencyMismatch, NothingToBuy, PaymentInProgress
from domains.orders.flows import capture_payment, complete_checkout, reconcile_attempt, return_payment
from domains.orders.models import Order, OrderLine, Purchase, VendorOrder
from domains.orders.services.expire_purchases import LATE_APPROVAL, expire_purchases
from domains.orders.services.prepare_purchase import CheckoutRequest, prepare_purchase
from domains.orders.services.settle_attempt import Settlement
from domains.payments.models import LedgerEntry, PaymentAttempt
from tests.factories.checkout import a_customer, an_owner, make_ready_cart
from tests.factories.identity import a_user
from tests.factories.orders import a_request, variants_of_vendors
from tests.sandbox.running import Api, until

pytestmark = pytest.mark.usefixtures("database")

BACK = "https://shop.example/back"


async def checkout(request: CheckoutRequest) -> Settlement:
    return await complete_checkout(request=request, return_url=BACK, now=utc_now())


async def ready(*, owner: Owner, vendors: int = 1, quantity: int = 1, stock: int = 10) -> list[Variant]:
    def make() -> list[Variant]:
        variants = variants_of_vendors(vendors)
        make_ready_cart(owner=owner, items=dict.fromkeys(variants, quantity), stock=stock)
        return variants

    return await in_transaction(make)


async def levels(variants: list[Variant]) -> list[tuple[int, int]]:
    def read() -> list[tuple[int, int]]:
        rows = StockLevel.objects.filter(variant__in=variants).order_by("variant_id")
        return list(rows.values_list("on_hand", "reserved"))

    return await in_transaction(read)


async def count(model: type[Model]) -> int:
    return await in_transaction(lambda: model._default_manager.count())


async def one[M: Model](model: type[M], key: UUID) -> M:
    return await in_transaction(lambda: model._default_manager.get(pk=key))


async def has_order() -> bool:
    return await count(Order) == 1


async def has_attempt() -> bool:
    return await count(PaymentAttempt) == 1


async def payment_at(provider: Api, settled: Settlement) -> dict[str, object]:
    [payment] = (await provider.get(f"/v1/payments?reference={settled.attempt_id}")).json()["data"]
    return dict(payment)


async def approve(settled: Settlement) -> None:
    """The shopper says yes on the provider's page."""
    async with httpx.AsyncClient() as browser:
        page = httpx.URL(settled.next_action_url)
        await browser.post(page, data={"key": page.params["key"], "decision": "approve"})


async def test_makes_an_order_with_a_part_per_vendor(provider: Api) -> None:
    owner = await in_transaction(a_customer)
    variants = await ready(owner=owner, vendors=3, quantity=2)

    settled = await checkout(a_request(owner=owner))
    assert settled.order_id is not None
    order_id = settled.order_id

    def read() -> tuple[Order, list[tuple[int, int, int]], int]:
        order = Order.objects.get(id=order_id)
        parts = VendorOrder.objects.filter(order=order).order_by("number")
        return (
            order,
            list(parts.values_list("subtotal_minor", "delivery_minor", "commission_minor")),
            OrderLine.objects.filter(order=order).count(),
        )

    order, parts, lines = await in_transaction(read)
    assert settled.state == "authorized"
    assert parts == [(50_000_00, 2_500_00, 5_000_00)] * 3
    assert (order.total_minor, lines, order.owner_id) == (157_500_00, 3, owner.id)
    assert order.number.startswith("FS-")
    assert await levels(variants) == [(8, 0)] * 3
    assert (await payment_at(provider, settled))["status"] == "authorized"
    assert await in_transaction(lambda: list(Cart.objects.values_list("state", flat=True))) == ["completed"]


async def test_books_the_sale_when_the_money_is_taken(provider: Api) -> None:
    owner = an_owner()
    await ready(owner=owner, vendors=2)
    settled = await checkout(a_request(owner=owner))
    assert settled.order_id is not None

    for _ in range(2):
        await capture_payment(order_id=settled.order_id, now=utc_now())

    def read() -> list[tuple[str, int]]:
        return list(LedgerEntry.objects.order_by("id").values_list("account", "amount_minor"))

    assert await in_transaction(read) == [
        ("provider_clearing", 55_000_00),
        ("vendor_payable", -25_000_00),
        ("vendor_payable", -25_000_00),
        ("commission_income", -5_000_00),
    ]
    assert (await payment_at(provider, settled))["amount_captured"] == 55_000_00


async def test_lets_a_declined_shopper_try_another_card(provider: Api) -> None:
    owner = an_owner()
    variants = await ready(owner=owner)

    declined = await checkout(a_request(owner=owner, card="card_insufficient_funds"))

    assert (declined.state, declined.decline_code, declined.order_id) == ("declined", "insufficient_funds", None)
    assert await levels(variants) == [(10, 0)]

    paid = await checkout(a_request(owner=owner))

    assert paid.order_id is not None
    assert await levels(variants) == [(9, 0)]


async def test_asks_for_approval_and_finishes_when_the_provider_tells(provider: Api) -> None:
    owner = an_owner()
    variants = await ready(owner=owner)
    waiting = await checkout(a_request(owner=owner, card="card_3ds_required"))
    assert (waiting.state, waiting.order_id) == ("requires_action", None)
    assert await levels(variants) == [(10, 1)]

    await approve(waiting)
    await reconcile_attempt(attempt_id=waiting.attempt_id, now=utc_now())

    assert await levels(variants) == [(9, 0)]
    assert await count(Order) == 1


async def test_who_logs_in_at_the_bank_does_not_find_what_was_bought_in_the_cart(provider: Api) -> None:
    owner, user = an_owner(), await in_transaction(a_user)
    await ready(owner=owner)
    waiting = await checkout(a_request(owner=owner, card="card_3ds_required"))
    cart_id = await in_transaction(merge_carts, guest_id=owner.id, user_id=user.id, now=utc_now())
    assert await in_transaction(CartLine.objects.filter(cart=cart_id).count) == 1

    await approve(waiting)
    await reconcile_attempt(attempt_id=waiting.attempt_id, now=utc_now())

    assert await count(Order) == 1
    assert await in_transaction(CartLine.objects.filter(cart=cart_id).count) == 0


async def test_finds_an_order_whose_answer_was_lost(provider: Api) -> None:
    owner = an_owner()
    await ready(owner=owner)

    lost = await checkout(a_request(owner=owner, card="card_lost_answer"))
    assert (lost.state, lost.order_id) == ("opened", None)
    with pytest.raises(PaymentInProgress):
        await checkout(a_request(owner=owner))
    await reconcile_attempt(attempt_id=lost.attempt_id, now=utc_now())

    assert await count(Order) == 1
    assert len((await provider.get(f"/v1/payments?reference={lost.attempt_id}")).json()["data"]) == 1


async def test_a_repeated_key_finds_what_it_began(provider: Api) -> None:
    owner = an_owner()
    variants = await ready(owner=owner)
    request = a_request(owner=owner)

    answers = await asyncio.gather(*(checkout(request) for _ in range(20)))

    assert len({(answer.purchase_id, answer.attempt_id) for answer in answers}) == 1
    final = await checkout(request)
    assert final.order_id is not None
    assert {answer.order_id for answer in answers if answer.order_id} == {final.order_id}
    assert await levels(variants) == [(9, 0)]
    assert await count(Order) == 1


async def test_a_repeated_key_charges_what_a_crash_left_open(provider: Api) -> None:
    owner = an_owner()
    await ready(owner=owner)
    request = a_request(owner=owner)
    prepared = await in_transaction(prepare_purchase, request=request, now=utc_now())

    settled = await checkout(request)

    assert (settled.attempt_id, settled.state) == (prepared.attempt_id, "authorized")


async def test_refuses_a_key_of_another_request(provider: Api) -> None:
    owner = an_owner()
    await ready(owner=owner)
    await checkout(a_request(owner=owner, key="mine"))

    with pytest.raises(IdempotencyMismatch):
        await checkout(a_request(owner=owner, key="mine", card="card_declined"))

    # Another owner's key of that name is another key.
    with pytest.raises(NothingToBuy):
        await checkout(a_request(owner=an_owner(), key="mine"))


async def test_takes_no_money_for_what_is_sold_out(provider: Api) -> None:
    owner = an_owner()
    variants = await ready(owner=owner, quantity=2, stock=1)

    with pytest.raises(CartNotReady):
        await checkout(a_request(owner=owner))

    assert await levels(variants) == [(1, 0)]
    assert await count(Purchase) == 0
    assert await count(PaymentAttempt) == 0


async def test_gives_up_an_unapproved_payment_for_a_new_try(provider: Api) -> None:
    owner = an_owner()
    variants = await ready(owner=owner)
    left = await checkout(a_request(owner=owner, card="card_3ds_required"))

    paid = await checkout(a_request(owner=owner))
    await return_payment(attempt_id=left.attempt_id, now=utc_now())

    assert paid.order_id is not None
    assert await levels(variants) == [(9, 0)]
    assert (await payment_at(provider, left))["status"] == "voided"
    assert (await one(PaymentAttempt, left.attempt_id)).state == "voided"


async def test_serves_a_late_approval_while_there_is_stock(provider: Api) -> None:
    owner = an_owner()
    variants = await ready(owner=owner)
    waiting = await checkout(a_request(owner=owner, card="card_3ds_required"))
    late = utc_now() + settings.PAYMENT_HOLD + timedelta(seconds=1)
    assert await in_transaction(release_expired_holds, now=late, limit=10) == 1
    assert await in_transaction(expire_purchases, now=late) == 0

    await approve(waiting)
    await reconcile_attempt(attempt_id=waiting.attempt_id, now=late)

    assert await count(Order) == 1
    assert await levels(variants) == [(9, 0)]


async def test_gives_the_money_back_when_a_late_approval_finds_no_stock(provider: Api) -> None:
    slow, quick = an_owner(), an_owner()
    variants = await ready(owner=slow, stock=1)
    waiting = await checkout(a_request(owner=slow, card="card_3ds_required"))
    late = utc_now() + settings.PAYMENT_HOLD + timedelta(seconds=1)
    await in_transaction(release_expired_holds, now=late, limit=10)
    await in_transaction(make_ready_cart, owner=quick, items={variants[0]: 1}, stock=None)
    assert (await checkout(a_request(owner=quick))).order_id is not None

    await approve(waiting)
    await reconcile_attempt(attempt_id=waiting.attempt_id, now=late)
    await return_payment(attempt_id=waiting.attempt_id, now=late)

    attempt = await one(PaymentAttempt, waiting.attempt_id)
    assert (attempt.state, attempt.compensation_reason) == ("voided", "out_of_stock")
    assert (await payment_at(provider, waiting))["status"] == "voided"
    assert (await one(Purchase, waiting.purchase_id)).state == "released"
    assert await levels(variants) == [(0, 0)]
    assert await count(Order) == 1
    assert await count(LedgerEntry) == 0


async def test_gives_back_what_is_approved_after_the_purchase_has_expired(provider: Api) -> None:
    owner = an_owner()
    variants = await ready(owner=owner)
    waiting = await checkout(a_request(owner=owner, card="card_3ds_required"))
    much_later = utc_now() + settings.PAYMENT_HOLD + LATE_APPROVAL + timedelta(seconds=1)
    assert await in_transaction(expire_purchases, now=much_later) == 1
    assert await levels(variants) == [(10, 0)]

    await approve(waiting)
    await reconcile_attempt(attempt_id=waiting.attempt_id, now=much_later)
    attempt = await one(PaymentAttempt, waiting.attempt_id)
    assert (attempt.state, attempt.compensation_reason) == ("authorized", "payment_expired")
    await return_payment(attempt_id=waiting.attempt_id, now=much_later)

    assert (await payment_at(provider, waiting))["status"] == "voided"
    assert await count(Order) == 0


async def test_ends_although_the_shopper_has_gone(provider: Api) -> None:
    owner = an_owner()
    await ready(owner=owner)
    waiting = asyncio.create_task(checkout(a_request(owner=owner, card="card_slow")))
    # The attempt is written down; the provider takes its time to answer.
    await until(has_attempt)

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    await until(has_order)
