"""Orders of guests: an account's once it has proven their address, and no moment sooner."""

import pytest
from django.db import transaction

from domains.catalogue.models import Variant
from domains.checkout.models import OwnerKind
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.orders.models import Order, Purchase, TimelineEntry
from domains.orders.reads import kept_purchase
from domains.orders.services.cancel_order import cancel_order
from domains.orders.services.claim_orders import claim_orders
from domains.orders.services.erase_orders import erase_orders
from tests.concurrency import all_at_once, many_connections
from tests.factories.checkout import an_owner
from tests.factories.identity import a_user
from tests.factories.orders import make_order, make_paid_order, make_purchase, variants_of_vendors

pytestmark = pytest.mark.usefixtures("database")
# Every cart of the factories has it.
EMAIL = "ada@example.com"


def _owners() -> set[tuple[str, object]]:
    return {
        *Order.objects.values_list("owner_kind", "owner_id"),
        *Purchase.objects.values_list("owner_kind", "owner_id"),
    }


def _may_review(user: User, variant: Variant) -> bool:
    with transaction.atomic():
        return kept_purchase(user_id=user.id, product_id=variant.product_id) is not None


def test_gives_the_orders_of_every_guest_with_the_proven_address() -> None:
    orders = [make_paid_order(now=utc_now(), owner=an_owner()) for _ in range(2)]
    Order.objects.filter(id=orders[1].id).update(email="Ada@Example.COM")
    ada = a_user(email=EMAIL)

    claimed = claim_orders(user_id=ada.id, now=utc_now())

    assert (claimed, _owners()) == (2, {(OwnerKind.CUSTOMER, ada.id)})
    told = OutboxEvent.objects.filter(name="OrderClaimed").values_list("payload__order_id", "payload__owner_id")
    assert set(told) == {(str(order.id), str(ada.id)) for order in orders}
    assert TimelineEntry.objects.filter(kind="claimed", actor=f"customer:{ada.id}").count() == 2
    assert claim_orders(user_id=ada.id, now=utc_now()) == 0


def test_a38_an_address_that_was_not_proven_or_an_account_that_is_closed_claims_nothing() -> None:
    order = make_paid_order(now=utc_now())
    waiting = a_user(email=EMAIL, verified=False)
    before = _owners()

    assert claim_orders(user_id=waiting.id, now=utc_now()) == 0
    User.objects.filter(id=waiting.id).update(email_verified_at=utc_now(), is_active=False)
    assert claim_orders(user_id=waiting.id, now=utc_now()) == 0
    assert claim_orders(user_id=new_id(), now=utc_now()) == 0

    assert (order.email, _owners(), before) == (EMAIL, before, {(OwnerKind.GUEST, order.owner_id)})


@pytest.mark.parametrize("email", ["ada@example.co", "ad_@example.com", "%", "bada@example.com"])
def test_an_address_is_that_address_and_no_pattern(email: str) -> None:
    make_paid_order(now=utc_now())

    assert claim_orders(user_id=a_user(email=email).id, now=utc_now()) == 0


def test_takes_no_order_of_another_account_and_nothing_that_is_being_paid_for() -> None:
    other = a_user(email="bola@example.com")
    make_paid_order(now=utc_now(), owner=Owner(kind="customer", id=other.id))
    open_one = make_purchase(now=utc_now(), owner=an_owner())
    ada = a_user(email=EMAIL)

    assert claim_orders(user_id=ada.id, now=utc_now()) == 0

    assert Purchase.objects.get(id=open_one.purchase_id).owner_kind == OwnerKind.GUEST
    assert Order.objects.get().owner_id == other.id


def test_keys_that_guests_and_the_account_have_both_used_are_in_nobodys_way() -> None:
    ada = a_user(email=EMAIL)
    owners = [an_owner(), an_owner(), Owner(kind="customer", id=ada.id)]
    for owner in owners:
        purchase = make_order(now=utc_now(), owner=owner).purchase_id
        Purchase.objects.filter(id=purchase).update(idempotency_key="1")

    assert claim_orders(user_id=ada.id, now=utc_now()) == 2

    assert Purchase.objects.filter(owner_id=ada.id).count() == 3


def test_of_parallel_logins_each_order_is_claimed_once() -> None:
    for _ in range(3):
        make_paid_order(now=utc_now(), owner=an_owner())
    ada = a_user(email=EMAIL)

    with many_connections():
        claimed = all_at_once([lambda: claim_orders(user_id=ada.id, now=utc_now())] * 20)

    assert sorted(claimed, key=str) == [*[0] * 19, 3]
    assert OutboxEvent.objects.filter(name="OrderClaimed").count() == 3


def test_what_was_claimed_was_bought_and_is_cancelled_by_its_owner_alone() -> None:
    [variant] = variants_of_vendors(1)
    guest = an_owner()
    order = make_paid_order(now=utc_now(), owner=guest, items={variant: 1})
    ada = a_user(email=EMAIL)
    assert not _may_review(ada, variant)

    claim_orders(user_id=ada.id, now=utc_now())

    assert _may_review(ada, variant)
    owner = Owner(kind="customer", id=ada.id)
    cancel_order(order_id=order.id, owner=owner, actor=owner.actor, reason="", now=utc_now())
    assert Order.objects.get().state == Order.State.CANCELLED


def test_what_somebody_wrote_as_a_guest_is_erased_with_the_account() -> None:
    guest = an_owner()
    order = make_paid_order(now=utc_now(), owner=guest)
    cancel_order(order_id=order.id, owner=guest, actor=guest.actor, reason="my flat burnt down", now=utc_now())
    ada = a_user(email=EMAIL)
    claim_orders(user_id=ada.id, now=utc_now())

    erase_orders(user_id=ada.id, email=EMAIL)

    assert not TimelineEntry.objects.filter(facts__reason__gt="").exists()
    assert not OutboxEvent.objects.filter(payload__reason="my flat burnt down").exists()
