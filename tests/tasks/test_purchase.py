"""A purchase to its end: provider, relay and worker as processes of their own, from the cart to the refund."""

from pathlib import Path

from pytest_django.fixtures import Settings

from config.audit.snapshot import audit
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.models import Delivery
from domains.identity.viewer import Owner
from domains.notifications.models import Message
from domains.orders.flows import complete_checkout
from domains.orders.models import VendorOrder
from domains.orders.services.cancel_order import cancel_vendor_order
from domains.payments.gateways import registry
from domains.payments.models import PaymentAttempt
from tests.factories.checkout import an_owner, make_ready_cart
from tests.factories.orders import a_request, variants_of_vendors
from tests.sandbox.running import SECRET_KEY, WEBHOOK_SECRET, Sandbox, running_sandbox
from tests.tasks.conftest import Start, wait_until


def fill_cart(owner: Owner) -> None:
    make_ready_cart(owner=owner, items=dict.fromkeys(variants_of_vendors(3), 1))


def payment() -> tuple[str, int, int]:
    attempt = PaymentAttempt.objects.get()
    return attempt.state, attempt.captured_minor, attempt.refunded_minor


def is_all_done() -> bool:
    return not Delivery.objects.exclude(state="done").exists()


def cancel_one() -> int:
    part = VendorOrder.objects.earliest("number")
    cancel_vendor_order(vendor_order_id=part.id, actor="staff:1", reason="Torn.", now=utc_now())
    return part.total_minor


async def test_takes_the_money_tells_everybody_and_gives_a_part_back(
    start: Start, tmp_path: Path, settings: Settings
) -> None:
    provider = Sandbox(database=tmp_path / "books.sqlite3", webhook_url="")
    settings.SANDBOX_SECRET_KEY, settings.SANDBOX_WEBHOOK_SECRET = SECRET_KEY, WEBHOOK_SECRET
    async with running_sandbox(provider):
        settings.SANDBOX_URL = provider.url
        registry._sandbox.cache_clear()
        real = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SANDBOX_URL": provider.url,
            "SANDBOX_SECRET_KEY": SECRET_KEY,
            "SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "MAIL_DIR": str(tmp_path / "mail"),
        }
        start("run_relay", **real)
        start("run_worker", **real)
        owner = await in_transaction(an_owner)
        await in_transaction(fill_cart, owner)

        placed = await complete_checkout(
            request=a_request(owner=owner), return_url="https://shop.example", now=utc_now()
        )

        total = placed.amount.minor
        await in_transaction(wait_until, lambda: payment() == ("captured", total, 0))
        cancelled = await in_transaction(cancel_one)
        await in_transaction(wait_until, lambda: payment() == ("captured", total, cancelled))
        await in_transaction(wait_until, is_all_done)

        assert await in_transaction(audit) == []
        # A letter is handed to the mail server by a task of its own, after the reaction that wrote it.
        told = ["cancellation", "order_confirmation", "refund"]
        await in_transaction(wait_until, lambda: _letters_to_buyer() == told)
        await registry.gateway_named("sandbox").aclose()
        registry._sandbox.cache_clear()


def _letters_to_buyer() -> list[str]:
    return sorted(Message.objects.filter(recipient="ada@example.com", state="sent").values_list("template", flat=True))
