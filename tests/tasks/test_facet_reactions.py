"""What the worker does for facets: what sold out is no longer counted, what came back is counted again."""

import pytest
from pytest_django.fixtures import Settings

from domains.catalogue.models import Variant
from domains.common.clock import utc_now
from domains.inventory.services.receive_stock import correct_stock
from domains.search.models import SearchFacet
from domains.search.services.index_products import rebuild_documents
from tests.factories.catalogue import make_product
from tests.factories.inventory import make_stock
from tests.tasks.test_reactions import run_durable


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


def test_follows_a_variant_that_sells_out_and_comes_back() -> None:
    small, medium = Variant.objects.filter(product=make_product(sizes=("S", "M"))).order_by("position")
    level = make_stock(variant=small, on_hand=2)
    make_stock(variant=medium, on_hand=2)
    rebuild_documents(now=utc_now())
    seen = []

    for on_hand in (1, 0, 5):
        correct_stock(
            variant_id=small.id, location_id=level.location_id, on_hand=on_hand, actor="staff:x", now=utc_now()
        )
        seen.append((run_durable("refresh_facets"), SearchFacet.objects.get().stocked))

    assert seen == [
        # One unit fewer is no news.
        ([], ["size:m", "size:s"]),
        (["done"], ["size:m"]),
        (["done"], ["size:m", "size:s"]),
    ]
    assert SearchFacet.objects.get().offered == ["size:m", "size:s"]
    assert SearchFacet.objects.get().is_stocked
