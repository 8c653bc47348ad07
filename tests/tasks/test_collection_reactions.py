"""What the worker does for collections: a change is followed, a rebuild goes on by itself."""

import pytest
from pytest_django.fixtures import Settings

from domains.catalogue.collections.models import CollectionMember, CollectionRebuild
from domains.catalogue.collections.services import fill_collections as filling
from domains.catalogue.collections.services.keep_collections import create_collection
from domains.catalogue.services.publish_product import publish_product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.update_product import update_product
from domains.common.clock import utc_now
from domains.common.money import Money
from tests.factories.catalogue import make_product
from tests.factories.collections import make_collection, rule
from tests.tasks.test_reactions import run_durable


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"


def members() -> int:
    return CollectionMember.objects.count()


def test_a_product_is_followed_into_its_collections() -> None:
    now = utc_now()
    product = make_product(title="Wool Gown")
    for condition in (
        {"kind": "title", "words": ["linen"]},
        {"kind": "on_sale"},
        {"kind": "published_within", "days": 1},
    ):
        make_collection(rule=rule(condition), now=now)
    seen = []

    update_product(product_id=product.id, title="Linen Gown", now=now)
    assert run_durable("fill_collections") == ["done"]
    seen.append(members())
    price = NewPrice(
        variant_id=product.variants.get().id, amount=Money(1, "NGN"), compare_at=Money(2, "NGN"), valid_from=utc_now()
    )
    set_prices(prices=[price], now=utc_now().replace(microsecond=0))
    assert run_durable("fill_collections") == ["done"]
    seen.append(members())
    publish_product(product_id=product.id, now=utc_now())
    assert run_durable("fill_collections") == ["done"]
    seen.append(members())

    assert seen == [1, 2, 3]


def test_a_rebuild_goes_on_until_all_products_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "CHUNK", 2)
    for number in range(5):
        make_product(title=f"Linen {number}")
    create_collection(title="Linen", rule=rule({"kind": "title", "words": ["linen"]}), now=utc_now())

    outcomes: list[str] = []
    while done := run_durable("rebuild_collection"):
        outcomes += done

    assert outcomes == ["done", "done", "done"]
    rebuild = CollectionRebuild.objects.get()
    assert (members(), rebuild.done, rebuild.total) == (5, 5, 5)
    assert rebuild.finished_at is not None
