"""Alerts over the GraphQL door, and the pages that their letters lead to."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from config.asgi import application
from domains.catalogue.models import Variant
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.common.money import Money
from domains.identity.links import link_token
from domains.identity.models import User
from domains.notifications.addresses import hash_of_address
from domains.notifications.alerts.subscribe import MOST_ALERTS, forget_unconfirmed
from domains.notifications.models import Alert, OptOut, Preference
from domains.notifications.preferences import Topic
from domains.notifications.unsubscribing import unsubscribe_token
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.alerts import a_price_alert, a_stock_alert
from tests.factories.catalogue import make_price, make_product, make_variant
from tests.factories.identity import a_guest_token, a_user, an_access_token
from tests.factories.inventory import make_stock
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

ALERT = "alert { id kind target { minor currency } reference { minor } firedAt product { title } variant { sku } }"
STOCK = f"""mutation ($input: StockAlertCreateInput!) {{
  stockAlertCreate(input: $input) {{ {ALERT} errors {{ code path }} }} }}"""
PRICE = f"""mutation ($input: PriceAlertCreateInput!) {{
  priceAlertCreate(input: $input) {{ {ALERT} errors {{ code path }} }} }}"""
STOP_STOCK = "mutation ($id: ID!) { stockAlertDelete(id: $id) { errors { code } } }"
STOP_PRICE = "mutation ($id: ID!) { priceAlertDelete(id: $id) { errors { code } } }"
CONFIRM = "mutation ($token: String!) { alertConfirm(token: $token) { errors { code } } }"
LIST = """query ($first: Int, $after: String) { alerts(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { id kind product { title } variant { sku } } } }"""
NODE = "query ($id: ID!) { node(id: $id) { ... on Alert { kind } } }"


async def a_customer() -> tuple[User, str]:
    user = await in_transaction(a_user)
    return user, await in_transaction(an_access_token, user)


async def wait(document: str, token: str | None, **given: Any) -> Mapping[str, Any]:
    answer: dict[str, Any] = (await graphql(document, {"input": given}, token=token)).data
    [payload] = answer.values()
    found: Mapping[str, Any] = payload
    return found


async def page(path: str, *, method: str = "GET", data: Mapping[str, str] | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.request(method, path, data=data)


async def test_a_customer_waits_for_stock_once_and_stops() -> None:
    _, token = await a_customer()
    variant = await in_transaction(make_variant)
    variant_id = encode_id("Variant", variant.id)

    first, again = [await wait(STOCK, token, variantId=variant_id) for _ in range(2)]

    assert first["errors"] == []
    assert first == again
    assert first["alert"] | {"id": ""} == {
        "id": "", "kind": "STOCK", "target": None, "reference": None, "firedAt": None,
        "product": {"title": "Aso Oke Dress"}, "variant": {"sku": variant.sku},
    }  # fmt: skip
    alert_id = {"id": first["alert"]["id"]}
    assert (await graphql(STOP_PRICE, alert_id, token=token)).data["priceAlertDelete"]["errors"] == [
        {"code": "NOT_FOUND"}
    ]
    assert (await graphql(STOP_STOCK, alert_id, token=token)).data["stockAlertDelete"]["errors"] == []
    assert not await in_transaction(Alert.objects.exists)


async def test_what_is_in_stock_or_not_shown_is_not_waited_for() -> None:
    _, token = await a_customer()
    in_stock = await in_transaction(make_variant)
    await in_transaction(make_stock, variant=in_stock)
    draft = (await in_transaction(make_product, state="draft")).id
    hidden = await in_transaction(lambda: Variant.objects.get(product=draft))

    async def code(document: str, **given: Any) -> str:
        refused = await wait(document, token, **given)
        assert refused["alert"] is None
        found: str = refused["errors"][0]["code"]
        return found

    assert await code(STOCK, variantId=encode_id("Variant", in_stock.id)) == "STILL_IN_STOCK"
    for unknown in (encode_id("Variant", hidden.id), encode_id("Variant", new_id()), "x"):
        assert await code(STOCK, variantId=unknown) == "NOT_FOUND"
        assert await code(PRICE, variantId=unknown) == "NOT_FOUND"
    assert await code(PRICE, productId=encode_id("Product", draft)) == "NOT_FOUND"
    assert await code(PRICE) == "INVALID_INPUT"
    both = {"variantId": encode_id("Variant", in_stock.id), "productId": encode_id("Product", in_stock.product_id)}
    assert await code(PRICE, **both) == "INVALID_INPUT"
    for target in (0, -1, 25_000_00, 10**15):
        assert await code(PRICE, productId=both["productId"], targetMinor=target) == "INVALID_INPUT"
    assert not await in_transaction(Alert.objects.exists)


async def test_a_repeat_takes_the_new_target_and_todays_price() -> None:
    _, token = await a_customer()
    product = await in_transaction(make_product)
    product_id = encode_id("Product", product.id)

    first = await wait(PRICE, token, productId=product_id)
    await in_transaction(
        lambda: make_price(variant=product.variants.get(), price=Money(24_000_00, "NGN"), valid_from=utc_now())
    )
    again = await wait(PRICE, token, productId=product_id, targetMinor=20_000_00)

    assert (first["alert"]["reference"], first["alert"]["target"]) == ({"minor": 25_000_00}, None)
    assert again["alert"]["reference"] == {"minor": 24_000_00}
    assert again["alert"]["target"] == {"minor": 20_000_00, "currency": "NGN"}
    assert again["alert"]["id"] == first["alert"]["id"]


async def test_waits_for_as_much_as_a_customer_may() -> None:
    user, token = await a_customer()
    variant = await in_transaction(make_variant)

    def fill() -> None:
        for _ in range(MOST_ALERTS):
            a_price_alert(product=variant.product, user=user, currency="USD").delete()
        Alert.objects.bulk_create(
            Alert(
                kind="price", user=user, product=variant.product, currency=f"{number:03}", reference_minor=1,
                created_at=utc_now(), confirmed_at=utc_now(),
            )
            for number in range(MOST_ALERTS)
        )  # fmt: skip

    await in_transaction(fill)
    refused = await wait(STOCK, token, variantId=encode_id("Variant", variant.id))

    assert refused["errors"][0]["code"] == "TOO_MANY_ALERTS"


@pytest.mark.parametrize("who", ["guest", "anonymous"])
async def test_an_address_waits_once_its_owner_has_said_so(who: str) -> None:
    token = a_guest_token() if who == "guest" else None
    variant_id = encode_id("Variant", (await in_transaction(make_variant)).id)

    without = await wait(STOCK, token, variantId=variant_id)
    asked = await wait(STOCK, token, variantId=variant_id, email=" Ada@Example.com ")
    again = await wait(STOCK, token, variantId=variant_id, email="ada@example.com")

    assert without == {"alert": None, "errors": [{"code": "INVALID_INPUT", "path": ["email"]}]}
    assert asked == again == {"alert": None, "errors": []}
    alert = await in_transaction(Alert.objects.get)
    assert (alert.email, alert.confirmed_at) == ("ada@example.com", None)
    letters = await in_transaction(OutboxEvent.objects.filter(name="AlertRequested").count)
    assert letters == 2
    link = {"token": link_token(code_id=alert.id, purpose="confirm_alert")}
    for _ in range(2):
        assert (await graphql(CONFIRM, link)).data["alertConfirm"]["errors"] == []
    assert (await in_transaction(Alert.objects.get)).confirmed_at is not None


async def test_letters_to_one_address_are_few() -> None:
    variants = [encode_id("Variant", (await in_transaction(make_variant)).id) for _ in range(6)]

    answers = [await wait(STOCK, None, variantId=each, email="victim@example.com") for each in variants]

    assert [answer["errors"] for answer in answers[:5]] == [[]] * 5
    assert answers[5]["errors"][0]["code"] == "TOO_MANY_REQUESTS"
    assert await in_transaction(Alert.objects.count) == 5


async def test_forgets_addresses_that_nobody_confirmed() -> None:
    variant = await in_transaction(make_variant)
    await in_transaction(a_stock_alert, variant=variant, email="stale@example.com", confirmed=False)
    await in_transaction(a_stock_alert, variant=variant, email="kept@example.com")
    later = utc_now().replace(year=2099)

    assert await in_transaction(forget_unconfirmed, now=utc_now(), limit=10) == 0
    assert await in_transaction(forget_unconfirmed, now=later, limit=10) == 1
    assert (await in_transaction(Alert.objects.get)).email == "kept@example.com"


async def test_alerts_are_their_owners_alone() -> None:
    user, token = await a_customer()
    _, strangers_token = await a_customer()
    alert = await in_transaction(a_stock_alert, variant=await in_transaction(make_variant), user=user)
    alert_id = {"id": encode_id("Alert", alert.id)}

    assert (await graphql(NODE, alert_id, token=token)).data["node"] == {"kind": "STOCK"}
    for stranger, code in (
        (strangers_token, "NOT_FOUND"),
        (a_guest_token(), "LOGIN_REQUIRED"),
        (None, "LOGIN_REQUIRED"),
    ):
        assert (await graphql(NODE, alert_id, token=stranger)).data["node"] is None
        refused = (await graphql(STOP_STOCK, alert_id, token=stranger)).data["stockAlertDelete"]
        assert refused["errors"] == [{"code": code}]
    assert (await graphql(LIST, token=strangers_token)).data["alerts"]["nodes"] == []
    assert (await graphql(LIST)).error_codes == ["LOGIN_REQUIRED"]
    assert await in_transaction(Alert.objects.count) == 1


async def test_lists_in_as_many_statements_for_fifty_as_for_one() -> None:
    counted = []
    for wanted in (1, 50):
        user, token = await a_customer()
        await graphql("{ ping }", token=token)

        def make(whose: User = user, number: int = wanted) -> None:
            for _ in range(number):
                a_stock_alert(variant=make_variant(), user=whose)

        await in_transaction(make)
        document = LIST.replace("totalCount", "")
        with counted_statements() as statements:
            nodes = (await graphql(document, {"first": 50}, token=token)).data["alerts"]["nodes"]
        assert len(nodes) == wanted
        counted.append(len(statements))

    # Alerts, products, variants.
    assert counted == [3, 3], statements
    seen: list[str] = []
    after = None
    while True:
        found = (await graphql(LIST, {"first": 7, "after": after}, token=token)).data["alerts"]
        seen += [node["id"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert (seen, found["totalCount"]) == ([node["id"] for node in nodes], 50)


async def test_the_link_asks_first_and_then_begins_the_alert() -> None:
    variant = await in_transaction(make_variant)
    alert = await in_transaction(a_stock_alert, variant=variant, email="ada@example.com", confirmed=False)
    await in_transaction(
        OptOut.objects.create, address=hash_of_address("ada@example.com"), topic="alerts", made_at=utc_now()
    )
    path = f"/alerts/{link_token(code_id=alert.id, purpose='confirm_alert')}/"

    asked = await page(path)
    assert (asked.status_code, "Yes, tell me" in asked.text) == (200, True)
    assert (await in_transaction(Alert.objects.get)).confirmed_at is None
    done = await page(path, method="POST")

    assert (done.status_code, "We will tell you." in done.text) == (200, True)
    assert (await in_transaction(Alert.objects.get)).confirmed_at is not None
    assert not await in_transaction(OptOut.objects.exists)


def _flipped(token: str, at: int) -> str:
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]


async def test_one_click_ends_a_topic_for_address_and_customer() -> None:
    user = await in_transaction(a_user)
    token = unsubscribe_token(topic=Topic.ALERTS, user_id=user.id, email=user.email)

    asked = await page(f"/unsubscribe/{token}/")
    assert (asked.status_code, "alerts of stock and prices" in asked.text) == (200, True)
    assert not await in_transaction(OptOut.objects.exists)
    # As RFC 8058 has it: no cookie, no form token, no question.
    for _ in range(2):
        done = await page(f"/unsubscribe/{token}/", method="POST", data={"List-Unsubscribe": "One-Click"})
        assert (done.status_code, "That was the last one." in done.text) == (200, True)

    kept = await in_transaction(Preference.objects.get)
    assert (kept.user_id, kept.topic, kept.channel, kept.is_on) == (user.id, "alerts", "email", False)
    out = await in_transaction(OptOut.objects.get)
    assert (bytes(out.address), out.topic) == (hash_of_address(user.email), "alerts")


async def test_a_link_that_was_tampered_with_changes_nothing() -> None:
    user = await in_transaction(a_user)
    good = unsubscribe_token(topic=Topic.ALERTS, user_id=user.id, email=user.email)
    fixed = unsubscribe_token(topic=Topic.ORDERS, user_id=user.id, email=user.email)
    alert = await in_transaction(
        a_stock_alert, variant=await in_transaction(make_variant), email="a@example.com", confirmed=False
    )
    confirm = link_token(code_id=alert.id, purpose="confirm_alert")
    other_purpose = link_token(code_id=alert.id, purpose="reset_password")
    bad = [
        *(f"/unsubscribe/{each}/" for each in (_flipped(good, 1), _flipped(good, 40), _flipped(good, -2), fixed)),
        *(f"/unsubscribe/{each}/" for each in ("x", good[:-4], good + "AAAA", "%00", "é" * 108, confirm)),
        *(f"/alerts/{each}/" for each in (_flipped(confirm, 5), other_purpose, good, "x")),
    ]

    for path in bad:
        for method in ("GET", "POST"):
            assert (await page(path, method=method)).status_code == 404, path

    assert not await in_transaction(OptOut.objects.exists)
    assert not await in_transaction(Preference.objects.exists)
    assert (await in_transaction(Alert.objects.get)).confirmed_at is None
