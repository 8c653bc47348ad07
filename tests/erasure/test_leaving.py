"""Giving up an account: who may, what it takes, and that it is at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from config.audit.snapshot import audit
from domains.checkout.models import Cart
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import LoginRequired
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.common.redis import redis_client, redis_key
from domains.identity.models import SecondFactor, Session, StaffRole, User
from domains.identity.viewer import Owner
from domains.inventory.models import Reservation
from domains.notifications import order_letters
from domains.notifications.models import Message
from domains.orders.errors import OrdersUnderWay
from domains.orders.models import Order, Purchase, VendorOrder
from domains.orders.services.fulfil_vendor_order import fulfil_vendor_order
from domains.orders.services.leave_shop import leave_shop
from domains.orders.services.prepare_purchase import prepare_purchase
from domains.orders.services.settle_attempt import Settlement
from domains.reviews.models import Review
from domains.reviews.services.erase_reviews import SHOWN_NAME
from domains.vendors.models import VendorMember
from tasks.erasure import LOOKED_AFTER, erase_latecomers, erase_person
from tests.api.client import graphql
from tests.concurrency import all_at_once, many_connections
from tests.factories.checkout import make_ready_cart
from tests.factories.identity import PASSWORD, a_session, a_staff_member, a_user, an_access_token
from tests.factories.orders import a_request, make_order, make_paid_order, make_purchase, variants_of_vendors
from tests.factories.reviews import make_review
from tests.factories.vendors import make_vendor

NOW = utc_now()
EMAIL = "ada@example.com"
ERASE = """
mutation ($input: AccountEraseInput!) {
  accountErase(input: $input) { errors { code path ... on OrdersUnderWayError { numbers } } }
}
"""


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


async def _ada(password: str | None = PASSWORD) -> tuple[User, str]:
    user = await in_transaction(a_user, email=EMAIL, password=password)
    return user, await in_transaction(an_access_token, user)


async def _errors(token: str, **given: Any) -> list[dict[str, Any]]:
    asked = {"confirmEmail": EMAIL, "currentPassword": PASSWORD, **given}
    errors: list[dict[str, Any]] = (await graphql(ERASE, {"input": asked}, token=token)).data["accountErase"]["errors"]
    return errors


def _open(user_id: Any) -> tuple[bool, int]:
    return User.objects.get(id=user_id).is_active, Session.objects.filter(user=user_id, revoked_at=None).count()


def _owner(user: User) -> Owner:
    return Owner(kind="customer", id=user.id)


def _leave(user: User) -> None:
    leave_shop(user_id=user.id, password_hash=user.password, session_id=None, confirm_email=EMAIL, code="", now=NOW)


def _prepare(user: User) -> Settlement:
    return prepare_purchase(request=a_request(owner=_owner(user)), now=NOW)


async def test_closes_the_account_and_every_session_at_once() -> None:
    user, token = await _ada()
    elsewhere = await in_transaction(an_access_token, user)

    assert await _errors(token, confirmEmail=" ADA@example.com") == []

    for bearer in (token, elsewhere):
        assert (await graphql("{ viewer { email } }", token=bearer)).error_codes == ["INVALID_TOKEN"]
    assert await in_transaction(_open, user.id) == (False, 0)
    event = await in_transaction(lambda: OutboxEvent.objects.get(name="AccountErased"))
    assert event.payload == {"user_id": str(user.id)}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"currentPassword": "wrong-wrong-wrong"}, {"code": "WRONG_PASSWORD", "path": ["currentPassword"]}),
        ({"currentPassword": ""}, {"code": "WRONG_PASSWORD", "path": ["currentPassword"]}),
        ({"confirmEmail": "eve@example.com"}, {"code": "INVALID_INPUT", "path": ["confirmEmail"]}),
        ({"confirmEmail": ""}, {"code": "INVALID_INPUT", "path": ["confirmEmail"]}),
    ],
    ids=["wrong password", "no password", "another address", "no address"],
)
async def test_asks_for_password_and_address(given: dict[str, Any], error: dict[str, Any]) -> None:
    user, token = await _ada()

    assert await _errors(token, **given) == [error]

    assert await in_transaction(_open, user.id) == (True, 1)


async def test_asks_for_the_second_factor_where_there_is_one() -> None:
    user, token = await _ada()
    await in_transaction(lambda: SecondFactor.objects.create(user=user, confirmed_at=NOW))

    assert await _errors(token, code="000000x") == [{"code": "WRONG_CODE", "path": ["code"]}]
    assert await _errors(token) == [{"code": "WRONG_CODE", "path": ["code"]}]

    assert await in_transaction(_open, user.id) == (True, 1)


async def test_without_a_password_a_login_of_just_now_is_the_proof() -> None:
    user, token = await _ada(password=None)
    await in_transaction(Session.objects.update, created_at=NOW - timedelta(minutes=11))

    assert await _errors(token) == [{"code": "LOGIN_TOO_OLD", "path": []}]
    assert await in_transaction(_open, user.id) == (True, 1)

    await in_transaction(Session.objects.update, created_at=utc_now() - timedelta(minutes=9))
    assert await _errors(token) == []


async def test_guests_and_strangers_have_nothing_to_give_up() -> None:
    answer = await graphql(ERASE, {"input": {"confirmEmail": EMAIL}})

    assert answer.data["accountErase"]["errors"][0]["code"] == "LOGIN_REQUIRED"


async def test_staff_and_owners_of_houses_stay() -> None:
    staff = await in_transaction(a_staff_member, role=StaffRole.SUPPORT, email=EMAIL)
    await in_transaction(User.objects.filter(id=staff.id).update, password="!")
    token = await in_transaction(an_access_token, staff)

    assert await _errors(token) == [{"code": "ACCOUNT_IN_SERVICE", "path": []}]

    await in_transaction(User.objects.filter(id=staff.id).update, is_staff=False, staff_role="")
    await in_transaction(lambda: VendorMember.objects.create(vendor=make_vendor(), user=staff, role="owner"))
    assert await _errors(token) == [{"code": "ACCOUNT_IN_SERVICE", "path": []}]
    assert await in_transaction(_open, staff.id) == (True, 1)


async def test_waits_for_orders_that_are_under_way() -> None:
    user, token = await _ada()
    order = await in_transaction(lambda: make_paid_order(now=NOW, owner=_owner(user)))

    assert await _errors(token) == [{"code": "ORDERS_UNDER_WAY", "path": [], "numbers": [order.number]}]
    assert await in_transaction(_open, user.id) == (True, 1)

    for part in await in_transaction(lambda: list(VendorOrder.objects.all())):
        await in_transaction(fulfil_vendor_order, vendor_order_id=part.id, actor="staff:1", now=utc_now())
    assert await _errors(token) == []


async def test_waits_for_a_payment_that_is_under_way() -> None:
    user, token = await _ada()
    await in_transaction(lambda: make_purchase(now=NOW, owner=_owner(user)))

    assert await _errors(token) == [{"code": "ORDERS_UNDER_WAY", "path": [], "numbers": []}]
    assert await in_transaction(_open, user.id) == (True, 1)


def test_of_leaving_and_paying_at_the_same_moment_one_happens() -> None:
    user = a_user(email=EMAIL, password=PASSWORD)

    for _ in range(10):
        User.objects.filter(id=user.id).update(is_active=True, erased_at=None)
        make_ready_cart(owner=_owner(user), items={variants_of_vendors(1)[0]: 1})
        with many_connections():
            left, paying = all_at_once([lambda: _leave(user), lambda: _prepare(user)])

        prepared = Purchase.objects.filter(owner_id=user.id, state="prepared").count()
        assert (type(left), type(paying), prepared) in (
            (OrdersUnderWay, Settlement, 1),
            (type(None), LoginRequired, 0),
        ), (left, paying)
        Purchase.objects.filter(owner_id=user.id).update(state="released")
        Cart.objects.filter(owner_id=user.id).update(state="merged")


def test_who_has_left_pays_for_nothing() -> None:
    user = a_user(email=EMAIL, password=PASSWORD)
    _leave(user)
    # A process that still takes the session for open lets one more cart be made.
    make_ready_cart(owner=_owner(user), items={variants_of_vendors(1)[0]: 1})

    with pytest.raises(LoginRequired):
        _prepare(user)

    assert (Purchase.objects.count(), Reservation.objects.count()) == (0, 0)


def test_erases_orders_of_a_guest_with_the_proven_address_once_they_are_sent(database: None) -> None:
    # The audit wants money taken within two minutes; this file may have been read long before.
    now = utc_now()
    sent, open_one = make_paid_order(now=now), make_order(now=now)
    fulfil_vendor_order(vendor_order_id=sent.vendor_orders.get().id, actor="staff:1", now=now)
    unproven, proven = a_user(email="b@example.com", verified=False), a_user(email=EMAIL)
    User.objects.update(is_active=False, erased_at=now)

    erase_person(user_id=unproven.id, now=now)
    assert Order.objects.filter(email=EMAIL).count() == 2
    erase_person(user_id=proven.id, now=now)

    assert list(Order.objects.filter(email=EMAIL).values_list("id", flat=True)) == [open_one.id]
    assert Order.objects.get(id=sent.id).address == {}
    assert Purchase.objects.get(order=sent).quote["address"] == {}
    assert audit() == []


def test_an_opinion_stays_without_its_writer(database: None) -> None:
    user = a_user(email=EMAIL)
    review = make_review(author=user)
    User.objects.filter(id=user.id).update(is_active=False, erased_at=NOW)

    erase_person(user_id=user.id, now=NOW)

    kept = Review.objects.get(id=review.id)
    assert (kept.author_id, kept.author_name, kept.order_id) == (None, SHOWN_NAME, None)
    assert (kept.rating, kept.title) == (review.rating, review.title)


def test_writes_to_nobody_about_an_erased_order(database: None) -> None:
    order = make_order(now=NOW)
    Order.objects.update(email="", address={})

    order_letters.confirm_to_buyer(order_id=order.id, cause="late")

    assert Message.objects.count() == 0


def test_leaves_open_accounts_and_other_peoples_things_alone(database: None) -> None:
    user, neighbour = a_user(email=EMAIL), a_user(email="bola@example.com")
    a_session(neighbour)
    order = make_order(now=NOW, owner=_owner(neighbour))

    erase_person(user_id=user.id, now=NOW)
    User.objects.filter(id=user.id).update(is_active=False, erased_at=NOW)
    erase_person(user_id=user.id, now=NOW)

    kept = User.objects.get(id=neighbour.id)
    assert (kept.email, kept.is_active, kept.sessions.count()) == ("bola@example.com", True, 1)
    assert Order.objects.get(id=order.id).address != {}
    assert User.objects.get(id=user.id).email == f"{user.id}@erased.invalid"


def test_an_address_is_free_again_and_the_books_keep_the_account(database: None) -> None:
    user = a_user(email=EMAIL)
    User.objects.filter(id=user.id).update(is_active=False, erased_at=NOW)
    erase_person(user_id=user.id, now=NOW)

    again = a_user(email=EMAIL)

    assert again.id != user.id
    assert User.objects.filter(id=user.id).exists()


def test_looks_again_after_those_who_left_lately(database: None) -> None:
    lately, long_ago = a_user(), a_user()
    User.objects.filter(id=lately.id).update(is_active=False, erased_at=NOW - timedelta(minutes=5))
    User.objects.filter(id=long_ago.id).update(is_active=False, erased_at=NOW - LOOKED_AFTER)
    for user in (lately, long_ago):
        Cart.objects.create(owner_kind="customer", owner_id=user.id, currency="NGN", email=f"{new_id().hex}@e.com")

    assert erase_latecomers(now=NOW, limit=10) == 1

    assert list(Cart.objects.values_list("owner_id", flat=True)) == [long_ago.id]
