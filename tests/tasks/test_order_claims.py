"""What somebody ordered as a guest comes into their account by the events of it."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.redis import redis_client, redis_key
from domains.identity.codes import digits
from domains.identity.models import OneTimeCode
from domains.identity.services.change_email import confirm_email_change, request_email_change
from domains.identity.tokens import issue_guest
from domains.orders.models import Order
from tasks.outbox.dispatch import dispatch_events
from tasks.table import current_table
from tests.api.client import graphql
from tests.factories.identity import PASSWORD, a_user
from tests.factories.orders import make_paid_order
from tests.tasks.test_reactions import heard_while, run_durable

EMAIL = "ada@example.com"
REGISTER = "mutation ($input: AccountRegisterInput!) { accountRegister(input: $input) { errors { code } } }"
VERIFY = "mutation ($input: AccountVerifyInput!) { accountVerify(input: $input) { tokens { accessToken } } }"
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } errors { code } } }"
ORDERS = "{ orders(first: 5) { totalCount nodes { number timeline { kind } } } }"


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None) -> Any:
    settings.REACTIONS = "tasks.reactions.REACTIONS"
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


async def _numbers(token: str) -> list[str]:
    return [order["number"] for order in (await graphql(ORDERS, token=token)).data["orders"]["nodes"]]


async def _token(document: str, name: str, **given: str) -> str:
    token: str = (await graphql(document, {"input": given})).data[name]["tokens"]["accessToken"]
    return token


def _guest(order: Order) -> str:
    return issue_guest(guest_id=order.owner_id, now=utc_now())


async def test_a38_orders_of_guests_come_with_the_proof_of_their_address() -> None:
    order = await in_transaction(lambda: make_paid_order(now=utc_now()))
    guest = await in_transaction(_guest, order)

    await graphql(REGISTER, {"input": {"email": EMAIL, "password": PASSWORD}})
    await in_transaction(run_durable, "claim_orders")
    assert await _numbers(guest) == [order.number]

    code = await in_transaction(lambda: digits(OneTimeCode.objects.get().id, "verify_email"))
    token = await _token(VERIFY, "accountVerify", email=EMAIL, code=code)
    await in_transaction(run_durable, "claim_orders")

    assert (await _numbers(token), await _numbers(guest)) == ([order.number], [])


async def test_what_was_ordered_without_logging_in_comes_at_the_next_login() -> None:
    user = await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    order = await in_transaction(lambda: make_paid_order(now=utc_now()))

    token = await _token(LOGIN, "login", email=EMAIL, password=PASSWORD)
    # The login has its reactions before there is a relay that knows of none but pushes.
    await in_transaction(dispatch_events, table=current_table())
    seen = await heard_while(f"orders-of:{user.id}", lambda: run_durable("claim_orders"))

    assert (seen.name, seen.payload["order_id"]) == ("OrderClaimed", str(order.id))
    [shown] = (await graphql(ORDERS, token=token)).data["orders"]["nodes"]
    assert [entry["kind"] for entry in shown["timeline"]][-1] == "claimed"


def test_another_address_brings_its_orders_once_it_is_proven() -> None:
    order = make_paid_order(now=utc_now())
    user = a_user(email="old@example.com", password=PASSWORD)
    request_email_change(user_id=user.id, password_hash=user.password, email=EMAIL, now=utc_now())
    assert run_durable("claim_orders") == []
    code = OneTimeCode.objects.get()

    confirm_email_change(user_id=user.id, code=digits(code.id, code.purpose), session_id=None, now=utc_now())
    run_durable("claim_orders")

    assert Order.objects.values_list("owner_kind", "owner_id").get(id=order.id) == ("customer", user.id)
