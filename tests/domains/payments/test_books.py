"""Our books against the provider's: equal after real payments, and every difference is named."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from django.test import override_settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.orders.flows import capture_payment, complete_checkout, send_refund
from domains.orders.models import VendorOrder
from domains.orders.services.cancel_order import cancel_vendor_order
from domains.payments.books import Break, compare_books
from domains.payments.gateways import registry
from domains.payments.models import Refund
from tests.factories.checkout import a_customer, make_ready_cart
from tests.factories.orders import a_request, variants_of_vendors
from tests.sandbox.running import SECRET_KEY, WEBHOOK_SECRET, Api, Sandbox, new_reference, running_sandbox

pytestmark = pytest.mark.usefixtures("database")


@pytest_asyncio.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Api]:
    """A provider with empty books."""
    sandbox = Sandbox(database=tmp_path / "books.sqlite3", webhook_url="")
    registry._sandbox.cache_clear()
    async with running_sandbox(sandbox) as api:
        with override_settings(
            SANDBOX_URL=sandbox.url, SANDBOX_SECRET_KEY=SECRET_KEY, SANDBOX_WEBHOOK_SECRET=WEBHOOK_SECRET
        ):
            yield api
            await registry.gateway_named("sandbox").aclose()
    registry._sandbox.cache_clear()


async def _buy(*, vendors: int) -> None:
    owner = await in_transaction(a_customer)

    def fill() -> None:
        make_ready_cart(owner=owner, items=dict.fromkeys(variants_of_vendors(vendors), 1), stock=5)

    await in_transaction(fill)
    settled = await complete_checkout(request=a_request(owner=owner), return_url="https://shop.example/", now=utc_now())
    assert settled.order_id is not None
    await capture_payment(order_id=settled.order_id, now=utc_now())


async def _cancel_one_part() -> None:
    def cancel() -> None:
        part = VendorOrder.objects.order_by("number")[0]
        cancel_vendor_order(vendor_order_id=part.id, actor="staff:1", reason="torn", now=utc_now())

    await in_transaction(cancel)
    refund = await in_transaction(lambda: Refund.objects.get())
    await send_refund(refund_id=refund.id, now=utc_now())


async def test_finds_nothing_after_sales_and_a_refund(provider: Api) -> None:
    await _buy(vendors=3)
    await _buy(vendors=1)
    await _cancel_one_part()

    assert await compare_books(registry.gateway_named("sandbox")) == ()


async def test_names_money_the_provider_took_without_us(provider: Api) -> None:
    reference = new_reference()
    paid = (await provider.pay("card_success", reference=reference, amount=12_50)).json()
    captured = await provider.post(f"/v1/payments/{paid['id']}/capture", {})
    assert captured.status_code == 200

    breaks = await compare_books(registry.gateway_named("sandbox"))

    assert {one.what for one in breaks} == {"payment", "balance"}
    assert Break("payment", reference, "12.50 NGN", "unknown") in breaks
    assert Break("balance", "NGN", "1250", "0") in breaks


async def test_names_a_refund_that_only_the_provider_knows(provider: Api) -> None:
    await _buy(vendors=1)
    [payment] = await provider.listed("/v1/payments")
    await provider.post(f"/v1/payments/{payment['id']}/refunds", {"amount": 1_00, "reference": "by-hand"})

    breaks = await compare_books(registry.gateway_named("sandbox"))

    assert [(one.what, one.theirs, one.ours) for one in breaks if one.what == "refunded"] == [
        ("refunded", "1.00 NGN", "0.00 NGN")
    ]
    assert len(breaks) == 2
