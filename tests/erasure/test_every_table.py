"""Whoever leaves is found nowhere: every table is filled by a shopper's own steps, and searched afterwards."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
import pytest_asyncio
from pytest_django.fixtures import Settings

from config.asgi import application
from config.audit.snapshot import audit
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import Delivery, OutboxEvent
from domains.identity import authenticators
from domains.identity.codes import digits
from domains.identity.models import OneTimeCode, ProviderIdentity, SecondFactor, User
from domains.identity.tokens import issue_guest
from domains.identity.viewer import Owner
from domains.media.services.prune_leftovers import prune_leftovers
from domains.media.services.prune_uploads import prune_uploads
from domains.orders.models import VendorOrder
from domains.orders.services.fulfil_vendor_order import fulfil_vendor_order
from domains.payments.gateways import registry
from domains.payments.models import PaymentAttempt
from schema.ids import encode_id
from tasks.erasure import erase_latecomers
from tests.api.client import graphql
from tests.domains.test_media_pictures import encoded
from tests.erasure.searching import fingerprint, places_of
from tests.factories.checkout import make_ready_cart
from tests.factories.identity import PASSWORD, a_user, an_access_token
from tests.factories.orders import variants_of_vendors
from tests.factories.payments import payment_body, signed, webhook_body
from tests.sandbox.running import SECRET_KEY, WEBHOOK_SECRET, Sandbox, running_sandbox
from tests.tasks.conftest import Start, start, wait_until

__all__ = ["start"]
# Three processes start, and forty-odd reactions run, one after the other.
pytestmark = pytest.mark.usefixtures("database")

OLD, EMAIL, PHONE = "zqold@example.com", "zqmarker@example.com", "+2348039998877"
NAME, STREET, AGENT = "Zqname Obi", "9 Zqstreet Road", "Zqagent/1.0"
WORDS = ("zqold", "zqmarker", "zqname", "zqstreet", "zqagent", "zqreason", "zqsubject", "2348039998877")
ADDRESS = {"fullName": NAME, "line1": STREET, "city": "Lagos", "region": "Lagos", "country": "NG", "phone": PHONE}
LEDGER = ("payments_ledger_entry", "payments_ledger_transaction", "orders_line", "payments_capture", "payments_refund")


@pytest_asyncio.fixture
async def shop(start: Start, tmp_path: Path, settings: Settings) -> AsyncIterator[None]:
    """Provider, relay and worker, each a process of its own."""
    settings.SANDBOX_SECRET_KEY, settings.SANDBOX_WEBHOOK_SECRET = SECRET_KEY, WEBHOOK_SECRET
    settings.MEDIA_ROOT = tmp_path / "media"
    provider = Sandbox(database=tmp_path / "books.sqlite3", webhook_url="")
    async with running_sandbox(provider):
        settings.SANDBOX_URL = provider.url
        registry._sandbox.cache_clear()
        real = {
            "DJANGO_SETTINGS_MODULE": "config.settings", "SANDBOX_URL": provider.url,
            "SANDBOX_SECRET_KEY": SECRET_KEY, "SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "MAIL_DIR": str(tmp_path / "mail"), "SMS_DIR": str(tmp_path / "sms"),
        }  # fmt: skip
        start("run_relay", **real)
        start("run_worker", **real)
        yield
        await registry.gateway_named("sandbox").aclose()
        registry._sandbox.cache_clear()


async def _do(name: str, given: dict[str, Any], wanted: str = "", *, token: str | None = None, key: str = "") -> Any:
    kind = name[0].upper() + name[1:]
    document = f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {wanted} errors {{ code path }} }} }}"
    headers = {"user-agent": AGENT, **({"idempotency-key": key} if key else {})}
    payload = (await graphql(document, {"input": given}, token=token, headers=headers)).data[name]
    assert payload["errors"] == [], (name, payload)
    return payload


def _code() -> str:
    latest = OneTimeCode.objects.latest("created_at", "id")
    return digits(latest.id, latest.purpose)


async def _settled() -> None:
    def is_done() -> bool:
        waiting = OutboxEvent.objects.filter(dispatched_at=None).exists()
        return not waiting and not Delivery.objects.exclude(state="done").exists()

    await in_transaction(wait_until, is_done, seconds=300)


async def _registered() -> str:
    await _do("accountRegister", {"email": OLD, "password": PASSWORD, "fullName": NAME})
    owner = Owner(kind="guest", id=new_id())
    guest = issue_guest(guest_id=owner.id, now=utc_now())
    await in_transaction(_filled, owner)
    await _do("cartContactSet", {"email": EMAIL, "address": ADDRESS}, "cart { email }", token=guest, key="zq")
    given = {"email": OLD, "code": await in_transaction(_code), "guestToken": guest}
    token: str = (await _do("accountVerify", given, "tokens { accessToken }"))["tokens"]["accessToken"]
    return token


async def _made_personal(token: str) -> None:
    await _do("phoneChangeRequest", {"currentPassword": PASSWORD, "phone": PHONE}, token=token)
    await _do("phoneChangeConfirm", {"code": await in_transaction(_code)}, token=token)
    await _settled()
    await _do("emailChangeRequest", {"currentPassword": PASSWORD, "email": EMAIL}, token=token)
    await _do("emailChangeConfirm", {"code": await in_transaction(_code)}, token=token)
    await _do("addressCreate", {"address": ADDRESS}, token=token, key="zq-address")
    await _do("passwordResetRequest", {"email": EMAIL})
    user = await in_transaction(User.objects.get, email=EMAIL)
    await in_transaction(lambda: ProviderIdentity.objects.create(user=user, provider="google", subject="zqsubject"))


def _filled(owner: Owner) -> None:
    make_ready_cart(owner=owner, items=dict.fromkeys(variants_of_vendors(2), 1))


async def _bought(token: str, *, key: str) -> str:
    await _do("cartContactSet", {"email": EMAIL, "address": ADDRESS}, "cart { email }", token=token, key=f"zq-{key}")
    given = {"idempotencyKey": key, "paymentMethod": "card_success"}
    wanted = "order { id vendorOrders { id lines { title } } }"
    order: str = (await _do("checkoutComplete", given, wanted, token=token))["order"]["id"]
    await _settled()
    return order


def _sent() -> None:
    for part in VendorOrder.objects.filter(state="placed"):
        fulfil_vendor_order(vendor_order_id=part.id, actor="staff:1", now=utc_now())


async def _uploaded(token: str) -> str:
    document = "mutation($file: Upload!) { mediaUpload(file: $file) { upload { id } errors { code } } }"
    operations = json.dumps({"query": document, "variables": {"file": None}})
    fields = {"operations": operations, "map": '{"0":["variables.file"]}'}
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        files = {"0": ("zqmarker.png", encoded("PNG"), "image/png")}
        answer = await client.post("/graphql", data=fields, files=files, headers={"authorization": f"Bearer {token}"})
    upload_id: str = answer.json()["data"]["mediaUpload"]["upload"]["id"]
    return upload_id


async def _engaged(token: str) -> None:
    part = await in_transaction(lambda: VendorOrder.objects.filter(state="fulfilled").earliest("number"))
    line = await in_transaction(lambda: part.lines.get())
    product, vendor = encode_id("Product", line.product_id), encode_id("Vendor", part.vendor_id)
    photo = {"uploadId": await _uploaded(token), "alt": f"{NAME} wears it"}
    given = {"productId": product, "rating": 5, "title": "Fine", "photos": [photo]}
    await _do("reviewCreate", given, token=token, key="zq-review")
    made = await graphql('mutation { wishlistCreate(name: "Zqname wants") { wishlist { id } } }', token=token)
    given = {"id": made.data["wishlistCreate"]["wishlist"]["id"], "displayName": NAME}
    await _do("wishlistShare", given, token=token)
    await _do("vendorFollow", {"id": vendor}, token=token)
    viewed = "mutation ($ids: [ID!]!) { productViewed(ids: $ids) { errors { code } } }"
    await graphql(viewed, {"ids": [product]}, token=token)
    await _uploaded(token)


async def _second_factor(token: str, user: User) -> str:
    begun = await _do("secondFactorBegin", {"currentPassword": PASSWORD}, "enrolment { secret }", token=token)
    assert begun["enrolment"]["secret"]
    factor = await in_transaction(SecondFactor.objects.get, user=user)
    step = int(utc_now().timestamp()) // authenticators.STEP_SECONDS
    code = pyotp.TOTP(authenticators.secret_of(factor.id)).generate_otp(step)
    codes = await _do("secondFactorConfirm", {"code": code}, "recoveryCodes", token=token)
    recovery: str = codes["recoveryCodes"][0]
    return recovery


async def _filled_everything() -> tuple[str, str]:
    """A token of the shopper who did all of it, and one of their recovery codes."""
    token = await _registered()
    await _made_personal(token)
    user = await in_transaction(User.objects.get, email=EMAIL)
    owner = Owner(kind="customer", id=user.id)
    first = await _bought(token, key="first")
    await _do("orderCancel", {"id": first, "reason": "zqreason"}, token=token)
    await _settled()
    await in_transaction(_filled, owner)
    await _bought(token, key="second")
    await in_transaction(_filled, owner)
    await _do("cartContactSet", {"email": EMAIL, "address": ADDRESS}, token=token)
    await in_transaction(_sent)
    await _engaged(token)
    recovery = await _second_factor(token, user)
    await _settled()
    return token, recovery


async def test_nothing_of_a_person_is_left_anywhere_and_all_of_the_money(shop: None) -> None:
    token, recovery = await _filled_everything()
    neighbour = await in_transaction(lambda: an_access_token(a_user(email="neighbour@example.com")))
    before = await in_transaction(places_of, WORDS)
    books = await in_transaction(lambda: [fingerprint(table) for table in LEDGER])

    await _do("accountErase", {"confirmEmail": EMAIL, "currentPassword": PASSWORD, "code": recovery}, token=token)
    await _settled()

    assert before >= EVERYWHERE, EVERYWHERE - before
    assert await in_transaction(places_of, WORDS) == set()
    assert await in_transaction(lambda: [fingerprint(table) for table in LEDGER]) == books
    assert await in_transaction(audit) == []
    assert (await graphql("{ viewer { email } }", token=token)).error_codes == ["INVALID_TOKEN"]
    assert (await graphql("{ viewer { email } }", token=neighbour)).data["viewer"]["email"] == "neighbour@example.com"

    # W-23: what the provider still has to say is done, and brings nothing back.
    attempt = await in_transaction(PaymentAttempt.objects.latest, "opened_at")
    about = payment_body(attempt, status="captured", captured_minor=attempt.captured_minor)
    body = webhook_body("payment.captured", {**about, "billing": {"name": NAME, "email": EMAIL, "line1": STREET}})
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        headers = {"content-type": "application/json", **signed(body, now=utc_now(), secret=WEBHOOK_SECRET)}
        told = await client.post("/api/webhooks/sandbox", content=body, headers=headers)
    await _settled()
    await in_transaction(erase_latecomers, now=utc_now(), limit=10)

    assert told.status_code == 200
    assert await in_transaction(places_of, WORDS) == set()
    assert await in_transaction(lambda: [fingerprint(table) for table in LEDGER]) == books
    # The files go with the prunings, late on purpose: ten minutes, and a day for what pages have shown.
    assert await in_transaction(prune_uploads, now=utc_now() + timedelta(minutes=11), limit=10) == 1
    assert await in_transaction(prune_leftovers, now=utc_now() + timedelta(hours=25), limit=10) >= 1


# Where the words stand before; if a step above stops filling a table, the search after it proves nothing.
EVERYWHERE = {
    "checkout_cart.address",
    "checkout_cart.email",
    "checkout_wishlist.name",
    "checkout_wishlist.shared_by",
    "idempotency_record.response",
    "identity_address.full_name",
    "identity_address.line1",
    "identity_address.phone",
    "identity_one_time_code.replaces",
    "identity_one_time_code.target",
    "identity_provider_identity.subject",
    "identity_session.user_agent",
    "identity_user.email",
    "identity_user.full_name",
    "identity_user.phone",
    "notifications_message.recipient",
    "orders_order.address",
    "orders_order.email",
    "orders_purchase.quote",
    "orders_timeline.facts",
    "orders_vendor_order.cancelled_because",
    "outbox_event.payload",
    "reviews_photo.alt",
    "reviews_review.author_name",
}
