"""What the provider's webhooks meet at the door."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import httpx
import pytest

from config.asgi import application
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.payments.models import PaymentAttempt, WebhookEvent
from tests.factories.payments import payment_body, signed, webhook_body

pytestmark = pytest.mark.usefixtures("database")

NOBODYS = PaymentAttempt(id=new_id(), amount_minor=1_000, currency="NGN")


async def post(
    body: bytes, headers: Mapping[str, str], *, method: str = "POST", kind: str = "application/json"
) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.request(
            method, "/api/webhooks/sandbox", content=body, headers={"Content-Type": kind, **headers}
        )


async def kept() -> tuple[int, int]:
    """Messages in the inbox, and events that have them processed."""

    def read() -> tuple[int, int]:
        return WebhookEvent.objects.count(), OutboxEvent.objects.filter(name="WebhookReceived").count()

    return await in_transaction(read)


async def test_keeps_a_message_with_the_event_that_has_it_processed() -> None:
    body = webhook_body("payment.authorized", payment_body(NOBODYS, status="authorized"), event_id="evt_1")

    answer = await post(body, signed(body, now=utc_now()))

    def read() -> tuple[WebhookEvent, OutboxEvent]:
        return WebhookEvent.objects.get(), OutboxEvent.objects.get()

    webhook, event = await in_transaction(read)
    assert (answer.status_code, answer.json()) == (200, {"is_new": True})
    assert (webhook.event_key, webhook.event_type, bytes(webhook.body)) == ("evt_1", "payment.authorized", body)
    assert (webhook.attempt_id, webhook.processed_at, webhook.outcome) == (NOBODYS.id, None, "")
    assert (event.aggregate, event.payload) == (f"webhook:{webhook.id}", {"webhook_id": str(webhook.id)})


async def test_keeps_one_of_fifty_copies_and_says_yes_to_all() -> None:
    body = webhook_body("payment.authorized", payment_body(NOBODYS, status="authorized"))
    headers = signed(body, now=utc_now())

    answers = await asyncio.gather(*(post(body, headers) for _ in range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert [answer.json()["is_new"] for answer in answers].count(True) == 1
    assert await kept() == (1, 1)


async def test_keeps_a_kind_it_does_not_know() -> None:
    body = webhook_body("payout.dreamt_of", {"anything": [1, 2]})

    assert (await post(body, signed(body, now=utc_now()))).status_code == 200
    assert await kept() == (1, 1)


GOOD = webhook_body("payment.authorized", payment_body(NOBODYS, status="authorized"), event_id="evt_good")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sandbox-Signature": ""},
        {"Sandbox-Signature": "t=1,v0=" + "0" * 64},
        signed(GOOD, now=utc_now(), secret="whsec_of_somebody_else"),
        signed(GOOD, now=utc_now() - timedelta(minutes=6)),
        signed(GOOD + b" ", now=utc_now()),
    ],
    ids=["no signature", "empty", "old scheme", "another secret", "too old", "another body"],
)
async def test_refuses_what_the_provider_did_not_sign_just_now(headers: Mapping[str, str]) -> None:
    answer = await post(GOOD, headers)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"].startswith("SIGNATURE_")
    assert await kept() == (0, 0)


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"[]",
        b"not json",
        b"",
        b'{"id":"\xff"}',
        b"[" * 100_000,
        b'{"id":"evt_1","type":"payment.authorized","created":' + b"9" * 5_000 + b"}",
        webhook_body("payment.authorized", {"id": "pay_1"}),
        webhook_body("other.kind", {}, event_id="e" * 121),
    ],
    ids=["null", "list", "no JSON", "empty", "no UTF-8", "deep", "long number", "no payment", "long id"],
)
async def test_refuses_what_cannot_be_read_though_rightly_signed(body: bytes) -> None:
    answer = await post(body, signed(body, now=utc_now()))

    assert answer.status_code == 400
    assert await kept() == (0, 0)


async def test_takes_json_by_post_only() -> None:
    headers = signed(GOOD, now=utc_now())

    assert (await post(GOOD, headers, method="GET")).status_code == 405
    assert (await post(GOOD, headers, method="PUT")).status_code == 405
    assert (await post(GOOD, headers, kind="application/x-www-form-urlencoded")).status_code == 415
    assert (await post(GOOD + b" " * 2_000_000, headers)).status_code == 413
    assert await kept() == (0, 0)
