"""What the worker does for collections: a change is followed, a rebuild goes on by itself."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from pytest_django.fixtures import Settings

from domains.catalogue.collections.models import CollectionMember, CollectionRebuild
from domains.catalogue.collections.services import fill_collections as filling
from domains.catalogue.collections.services.keep_collections import create_collection
from domains.catalogue.services.publish_product import publish_product
from domains.catalogue.services.set_prices import NewPrice, set_prices
from domains.catalogue.services.update_product import update_product
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.money import Money
from domains.inventory.services.hold_stock import hold_stock
from domains.inventory.services.receive_stock import correct_stock
from domains.inventory.services.release_holds import release_holds
from tests.factories.catalogue import make_product
from tests.factories.collections import make_collection, rule, strays
from tests.factories.inventory import make_stock
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


def test_a_product_leaves_with_its_last_free_unit_and_is_back_with_the_next() -> None:
    now = utc_now()
    product = make_product(title="Gown")
    variant, purchase = product.variants.get(), new_id()
    level = make_stock(variant=variant, on_hand=2)
    make_collection(rule=rule({"kind": "in_stock"}), now=now)
    run_durable("follow_stock", "fill_collections")
    seen = []

    def after(deed: Callable[[], object]) -> None:
        before = members()
        deed()
        unheard = members()
        seen.append((before, unheard, run_durable("follow_stock"), members()))

    def correct(*counts: int) -> None:
        for on_hand in counts:
            correct_stock(
                variant_id=variant.id, location_id=level.location_id, on_hand=on_hand, actor="staff:x", now=now
            )

    hold = partial(hold_stock, purchase_id=purchase, expires_at=now + timedelta(minutes=10), now=now)
    after(lambda: correct(1))
    after(lambda: hold(wanted={variant.id: 1}))
    after(lambda: release_holds(purchase_id=purchase, reason="declined", now=now))
    after(lambda: correct(0))
    after(lambda: correct(7))
    # Both ways before anybody looked: each event finds what is true by then.
    after(lambda: correct(0, 3, 0))

    assert seen == [
        (1, 1, [], 1),
        (1, 1, ["done"], 0),
        (0, 0, ["done"], 1),
        (1, 1, ["done"], 0),
        (0, 0, ["done"], 1),
        (1, 1, ["done", "done", "done"], 0),
    ]
    assert strays() == []


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
