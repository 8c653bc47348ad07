"""The reactions of the marketplace itself, from the event to what comes of it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from domains.catalogue.events import ProductChanged
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.live_hub import hub
from domains.common.live_log import LiveEvent
from domains.identity.models import OneTimeCode
from domains.identity.services.issue_code import issue_code
from domains.identity.viewer import Owner
from domains.inventory.events import StockLevelChanged
from domains.notifications.models import Message
from domains.orders.models import Order, VendorOrder
from domains.orders.services.cancel_order import cancel_vendor_order
from domains.search.models import SearchDocument
from tasks.outbox.claim import claim_deliveries
from tasks.outbox.dispatch import dispatch_events
from tasks.outbox.relay import Relay
from tasks.run_reaction import run_reaction
from tasks.table import Table, current_table
from tests.factories.catalogue import make_product, make_variant
from tests.factories.identity import a_user
from tests.factories.orders import make_order
from tests.tasks.probes import happen

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, tmp_path: Path, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"
    backend = {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}
    settings.MAILERS = {"default": backend}


def run_durable(*reactions: str) -> Sequence[str]:
    """Run what is due for these reactions, as a worker would, until nothing is."""
    dispatch_events(table=current_table())
    outcomes: list[str] = []
    while claims := claim_deliveries(reactions=reactions, limit=50, lease=timedelta(seconds=30)):
        outcomes += [run_reaction.call(delivery_id=claim.delivery_id, token=claim.token) for claim in claims]
    return outcomes


async def heard_while(topic: str, doing: Any) -> LiveEvent:
    """The first event of a topic while a relay runs pushes only."""
    pushes = {name: tuple(one for one in group if one.queue is None) for name, group in current_table().events.items()}
    relay = Relay(table=Table(pushes))
    async with hub().listening(topic) as listener:
        running = asyncio.create_task(relay.run())
        try:
            await in_transaction(doing)
            async with asyncio.timeout(60):
                heard = await listener.get()
        finally:
            relay.stop.set()
            await running
    assert isinstance(heard, LiveEvent)
    return heard


def test_mails_the_code_of_a_registration() -> None:
    user = a_user(email="ada@example.com", verified=False)
    with transaction.atomic():
        # It lapses by the real clock.
        issue_code(user=user, purpose=OneTimeCode.Purpose.VERIFY_EMAIL, now=utc_now())

    assert run_durable("mail_code") == ["done"]
    message = Message.objects.get()
    assert (message.template, message.recipient, message.state) == ("verification_code", "ada@example.com", "sent")


def test_confirms_an_order_and_tells_its_vendors_and_then_of_its_cancellation() -> None:
    order = make_order(now=NOW, vendors=2)
    for part in VendorOrder.objects.filter(order=order).select_related("vendor"):
        part.vendor.email = f"{part.number.lower()}@example.com"
        part.vendor.save()
    assert run_durable("confirm_to_buyer", "tell_vendors") == ["done", "done"]

    part = VendorOrder.objects.filter(order=order).earliest("number")
    cancel_vendor_order(vendor_order_id=part.id, actor="staff:1", reason="Torn.", now=NOW)
    assert run_durable("tell_of_cancellation") == ["done"]

    assert Counter(Message.objects.values_list("template", flat=True)) == {
        "order_confirmation": 1,
        "vendor_order": 2,
        "vendor_order_cancelled": 1,
        "cancellation": 1,
    }


async def test_tells_the_owner_of_an_order_live() -> None:
    owner = Owner(kind="customer", id=(await in_transaction(a_user)).id)

    heard = await heard_while(f"orders-of:{owner.id}", lambda: make_order(now=NOW, owner=owner))

    order = await in_transaction(Order.objects.get)
    assert (heard.name, heard.payload["order_id"]) == ("OrderPlaced", str(order.id))


async def test_tells_of_stock_live_to_who_watches_the_product() -> None:
    product = await in_transaction(make_product, sizes=())
    variant = await in_transaction(make_variant, product=product, options={"no": "1"})
    change = StockLevelChanged(variant_id=variant.id, available=1, was_available=2)

    heard = await heard_while(f"product:{product.id}", lambda: happen(change))

    assert (heard.name, heard.payload) == (
        "StockLevelChanged",
        {"variant_id": str(variant.id), "available": 1, "was_available": 2},
    )


def test_indexes_a_changed_product() -> None:
    product = make_product()
    SearchDocument.objects.all().delete()
    happen(ProductChanged(product_id=product.id))

    assert set(run_durable("index_product")) == {"done"}
    assert SearchDocument.objects.filter(product=product).exists()
