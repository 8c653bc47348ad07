"""What the worker counts of orders: what was placed, and no longer what was cancelled."""

import pytest
from pytest_django.fixtures import Settings

from domains.common.clock import utc_now
from domains.orders.models import VendorOrder
from domains.orders.services.cancel_order import cancel_order, cancel_vendor_order
from domains.search.models import BoughtTogether
from tests.factories.orders import make_order
from tests.tasks.test_reactions import run_durable


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


def test_counts_an_order_until_its_parts_are_cancelled() -> None:
    now = utc_now()
    order = make_order(now=now, vendors=3)
    first, *_ = VendorOrder.objects.filter(order=order).order_by("number")
    seen = []

    seen.append((run_durable("count_pairs"), BoughtTogether.objects.count()))
    cancel_vendor_order(vendor_order_id=first.id, actor="staff:1", reason="", now=now)
    seen.append((run_durable("count_pairs"), BoughtTogether.objects.count()))
    cancel_order(order_id=order.id, actor="staff:1", reason="", now=now)
    seen.append((run_durable("count_pairs"), BoughtTogether.objects.count()))

    # Three products make three pairs in two directions; the whole order's cancellation tells of each part that is left.
    assert seen == [(["done"], 6), (["done"], 2), (["done", "done"], 0)]
