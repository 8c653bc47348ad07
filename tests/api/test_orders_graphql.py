"""Buying and cancelling over the GraphQL door."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from django.test import override_settings

from domains.checkout.models import Cart
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.tokens import issue_guest
from domains.identity.viewer import Owner
from domains.inventory.models import StockLevel
from domains.orders.flows import capture_payment, reconcile_attempt
from domains.orders.models import Order, Purchase, VendorOrder
from domains.payments.gateways import registry
from domains.payments.models import PaymentAttempt
from schema.ids import decode_id, encode_id
from tests.api.client import Answer, graphql
from tests.factories.checkout import make_ready_cart
from tests.factories.orders import make_order, variants_of_vendors
from tests.sandbox.running import SECRET_KEY, Sandbox, running_sandbox
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

ERRORS = """errors { __typename code message path
    ... on PaymentDeclinedError { declineCode } ... on OutOfStockError { lines { variantId wanted available } } }"""
COMPLETE = f"""
mutation ($input: CheckoutCompleteInput!) {{ checkoutComplete(input: $input) {{
  nextAction {{ url }}
  purchase {{ id state total {{ minor currency exponent }} payment {{ state amount {{ minor }} declineCode }} }}
  order {{ id number state email total {{ minor }} address {{ fullName country }}
    payment {{ state captured {{ minor }} refunds {{ id }} }}
    timeline {{ kind vendorOrderId }}
    vendorOrders {{ id number state total {{ minor }} deliveryMethod
      lines {{ title quantity unitPrice {{ minor }} options {{ name value }} variantId }} }} }}
  {ERRORS}
}} }}"""
ORDER = "query ($id: ID!) { order(id: $id) { number state payment { state refunded { minor } refunds { state } } } }"
ORDERS = """query ($first: Int, $after: String) { orders(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { id number vendorOrders { lines { title } } timeline { kind } payment { state refunds { id } } } } }"""
PURCHASE = "query ($id: ID!) { purchase(id: $id) { state order { id } payment { state } } }"
CANCEL = f"mutation ($input: OrderCancelInput!) {{ orderCancel(input: $input) {{ order {{ id state }} {ERRORS} }} }}"
CANCEL_PART = f"""mutation ($input: VendorOrderCancelInput!) {{
  vendorOrderCancel(input: $input) {{ vendorOrder {{ id state cancelledBecause }} {ERRORS} }} }}"""


@pytest_asyncio.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    made = Sandbox(database=tmp_path_factory.mktemp("provider") / "books.sqlite3", webhook_url="")
    async with running_sandbox(made):
        yield made


@pytest_asyncio.fixture
async def provider(sandbox: Sandbox) -> AsyncIterator[None]:
    registry._sandbox.cache_clear()
    with override_settings(SANDBOX_URL=sandbox.url, SANDBOX_SECRET_KEY=SECRET_KEY):
        yield
        await registry.gateway_named("sandbox").aclose()
    registry._sandbox.cache_clear()


def a_guest() -> tuple[Owner, str]:
    owner = Owner(kind="guest", id=new_id())
    return owner, issue_guest(guest_id=owner.id, now=utc_now())


async def fill_cart(owner: Owner, *, vendors: int = 1, quantity: int = 1, stock: int = 5) -> None:
    def make() -> None:
        make_ready_cart(owner=owner, items=dict.fromkeys(variants_of_vendors(vendors), quantity), stock=stock)

    await in_transaction(make)


async def complete(token: str, *, card: str = "card_success", key: str = "key-1", **more: Any) -> Answer:
    given = {"idempotencyKey": key, "paymentMethod": card, **more}
    return await graphql(COMPLETE, {"input": given}, token=token)


async def counts() -> tuple[int, int, int]:
    """Purchases, attempts and orders."""

    def read() -> tuple[int, int, int]:
        return Purchase.objects.count(), PaymentAttempt.objects.count(), Order.objects.count()

    return await in_transaction(read)


async def test_buys_from_three_vendors(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner, vendors=3, quantity=2)

    payload = (await complete(token, expectedTotalMinor=157_500_00)).data["checkoutComplete"]

    assert payload["errors"] == []
    assert payload["nextAction"] is None
    assert payload["purchase"]["state"] == "PLACED"
    assert payload["purchase"]["total"] == {"minor": 157_500_00, "currency": "NGN", "exponent": 2}
    order = payload["order"]
    assert (order["state"], order["email"], order["address"]) == (
        "PLACED",
        "ada@example.com",
        {"fullName": "Ada Obi", "country": "NG"},
    )
    assert order["payment"] == {"state": "AUTHORIZED", "captured": {"minor": 0}, "refunds": []}
    assert order["timeline"] == [{"kind": "placed", "vendorOrderId": None}]
    assert [(part["total"]["minor"], part["deliveryMethod"]) for part in order["vendorOrders"]] == [
        (52_500_00, "Standard")
    ] * 3
    assert [(line["title"], line["quantity"]) for part in order["vendorOrders"] for line in part["lines"]] == [
        ("Aso Oke Dress", 2)
    ] * 3


async def test_gives_the_same_bytes_for_the_same_key(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner)

    first = await complete(token)
    repeats = await asyncio.gather(*(complete(token) for _ in range(10)))

    assert {answer.content for answer in repeats} == {first.content}
    assert await counts() == (1, 1, 1)


async def test_refuses_the_key_for_another_request(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner)
    await complete(token)

    answer = await complete(token, card="card_declined")

    assert (answer.status, answer.error_codes) == (422, ["IDEMPOTENCY_MISMATCH"])


async def test_sends_the_shopper_to_the_bank_and_shows_the_order_afterwards(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner)
    payload = (await complete(token, card="card_3ds_required")).data["checkoutComplete"]
    assert payload["errors"] == []
    assert "/3ds/pay_" in payload["nextAction"]["url"]
    assert (payload["order"], payload["purchase"]["payment"]["state"]) == (None, "REQUIRES_ACTION")

    attempt = await in_transaction(lambda: PaymentAttempt.objects.get())
    page = httpx.URL(payload["nextAction"]["url"])
    async with httpx.AsyncClient() as browser:
        await browser.post(page, data={"key": page.params["key"], "decision": "approve"})
    await reconcile_attempt(attempt_id=attempt.id, now=utc_now())
    shown = (await graphql(PURCHASE, {"id": payload["purchase"]["id"]}, token=token)).data["purchase"]

    order = await in_transaction(lambda: Order.objects.get())
    assert shown == {
        "state": "PLACED",
        "order": {"id": encode_id("Order", order.id)},
        "payment": {"state": "AUTHORIZED"},
    }
    strangers = await graphql(PURCHASE, {"id": payload["purchase"]["id"]}, token=a_guest()[1])
    assert strangers.error_codes == ["NOT_FOUND"]


async def test_says_why_a_card_was_declined(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner)

    payload = (await complete(token, card="card_insufficient_funds")).data["checkoutComplete"]

    assert payload["order"] is None
    assert payload["errors"] == [
        {
            "__typename": "PaymentDeclinedError",
            "code": "PAYMENT_DECLINED",
            "message": "The payment was declined. Please try another card.",
            "path": ["paymentMethod"],
            "declineCode": "insufficient_funds",
        }
    ]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"expectedTotalMinor": 1}, "TOTAL_CHANGED", ["expectedTotalMinor"]),
        ({"returnUrl": "https://evil.example/"}, "INVALID_INPUT", ["returnUrl"]),
        ({"returnUrl": "http://127.0.0.1:8000@evil.example/"}, "INVALID_INPUT", ["returnUrl"]),
        ({"key": " "}, "INVALID_INPUT", ["idempotencyKey"]),
        ({"key": "a\x00b"}, "INVALID_INPUT", ["idempotencyKey"]),
    ],
)
async def test_changes_nothing_for_a_request_it_refuses(given: dict[str, Any], code: str, path: list[str]) -> None:
    owner, token = a_guest()
    await fill_cart(owner)

    answer = await complete(token, **given)

    if answer.body.get("data"):
        [error] = answer.data["checkoutComplete"]["errors"]
        assert (error["code"], error["path"]) == (code, path)
    else:
        assert answer.status == 400
    assert await counts() == (0, 0, 0)


async def test_wants_to_know_who_pays(provider: None) -> None:
    answer = await graphql(COMPLETE, {"input": {"idempotencyKey": "k", "paymentMethod": "card_success"}})

    assert answer.data["checkoutComplete"]["errors"][0]["code"] == "LOGIN_REQUIRED"
    assert await counts() == (0, 0, 0)


async def test_shows_and_cancels_orders_for_their_owner_only() -> None:
    owner, token = a_guest()
    _, strangers_token = a_guest()
    order = await in_transaction(make_order, now=utc_now(), owner=owner, vendors=2)
    order_id = encode_id("Order", order.id)

    def part() -> VendorOrder:
        return VendorOrder.objects.filter(order=order).earliest("number")

    part_id = encode_id("VendorOrder", (await in_transaction(part)).id)
    for document, variables, field in (
        (CANCEL, {"input": {"id": order_id}}, "orderCancel"),
        (CANCEL, {"input": {"id": encode_id("Order", new_id())}}, "orderCancel"),
        (CANCEL, {"input": {"id": part_id}}, "orderCancel"),
        (CANCEL_PART, {"input": {"id": part_id}}, "vendorOrderCancel"),
    ):
        answer = await graphql(document, variables, token=strangers_token)
        assert [error["code"] for error in answer.data[field]["errors"]] == ["NOT_FOUND"]
    for unknown in (order_id, encode_id("Order", new_id()), "nonsense", part_id):
        assert (await graphql(ORDER, {"id": unknown}, token=strangers_token)).error_codes == ["NOT_FOUND"]
    assert (await graphql(ORDERS, token=strangers_token)).data["orders"]["nodes"] == []

    mine = await graphql(ORDER, {"id": order_id}, token=token)
    assert mine.data["order"]["state"] == "PLACED"


async def test_cancels_a_part_and_then_the_rest(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner, vendors=2, stock=5)
    order = (await complete(token)).data["checkoutComplete"]["order"]
    await capture_payment(order_id=decode_id(order["id"], expected="Order"), now=utc_now())

    part = order["vendorOrders"][0]
    first = await graphql(CANCEL_PART, {"input": {"id": part["id"], "reason": " too  big "}}, token=token)
    again = await graphql(CANCEL_PART, {"input": {"id": part["id"]}}, token=token)
    rest = await graphql(CANCEL, {"input": {"id": order["id"]}}, token=token)

    assert first.data["vendorOrderCancel"] == {
        "vendorOrder": {"id": part["id"], "state": "CANCELLED", "cancelledBecause": "too big"},
        "errors": [],
    }
    assert again.data["vendorOrderCancel"]["errors"][0]["code"] == "ORDER_TRANSITION_REFUSED"
    assert rest.data["orderCancel"]["order"]["state"] == "CANCELLED"
    shown = (await graphql(ORDER, {"id": order["id"]}, token=token)).data["order"]
    assert shown["payment"]["refunds"] == [{"state": "REQUESTED"}] * 2

    def levels() -> list[tuple[int, int]]:
        return list(StockLevel.objects.values_list("on_hand", "reserved"))

    assert await in_transaction(levels) == [(5, 0)] * 2


async def test_lists_orders_page_by_page_and_each_once() -> None:
    owner, token = a_guest()
    made = [await in_transaction(make_order, now=utc_now(), owner=owner) for _ in range(5)]

    seen: list[str] = []
    after = None
    while True:
        page = (await graphql(ORDERS, {"first": 2, "after": after}, token=token)).data["orders"]
        seen += [node["number"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == [order.number for order in reversed(made)]
    assert page["totalCount"] == 5
    stranger = a_guest()[1]
    assert (await graphql(ORDERS, {"after": after}, token=stranger)).error_codes == ["BAD_CURSOR"]


async def test_leaves_the_cart_open_when_nothing_came_of_it(provider: None) -> None:
    owner, token = a_guest()
    await fill_cart(owner)

    await complete(token, card="card_declined")

    assert await in_transaction(lambda: list(Cart.objects.values_list("state", flat=True))) == ["open"]


async def test_reads_a_page_of_orders_in_as_many_statements_as_one() -> None:
    counted = []
    for orders in (1, 12):
        owner, token = a_guest()
        await in_transaction(lambda: [make_order(now=utc_now(), owner=owner, vendors=2) for _ in range(orders)])  # noqa: B023
        with counted_statements() as statements:
            page = (await graphql(ORDERS, {"first": 20}, token=token)).data["orders"]
        assert len(page["nodes"]) == orders
        counted.append(statements)

    # Orders, their number, parts, lines, timelines, payments, refunds.
    assert [len(statements) for statements in counted] == [7, 7], counted
