"""Every test card, over real HTTP."""

import time

import httpx
import pytest

from rest.sandbox.cards import CARD_BY_NAME, is_plausible_number
from tests.sandbox.running import Api, Receiver, new_reference


@pytest.mark.parametrize("card", ["card_success", {"number": "4242 4242 4242 4242"}, {"number": "4242424242424242"}])
async def test_authorizes_a_good_card(api: Api, receiver: Receiver, card: object) -> None:
    reference = new_reference()

    answer = await api.pay(card, reference=reference)

    assert answer.status_code == 201
    assert answer.json() | {"id": "", "created": 0} == {
        "id": "",
        "object": "payment",
        "reference": reference,
        "amount": 12_50,
        "currency": "NGN",
        "status": "authorized",
        "amount_captured": 0,
        "amount_refunded": 0,
        "capture": "manual",
        "card": {"last4": "4242"},
        "decline": None,
        "next_action": None,
        "return_url": "https://shop.example/back?step=pay",
        "metadata": {},
        "refunds": [],
        "created": 0,
    }
    assert await receiver.kinds_when(reference, 1) == ["payment.authorized"]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("card_declined", "card_declined"),
        ({"number": "4000000000009995"}, "insufficient_funds"),
        ({"number": "5555555555554444"}, "not_a_test_card"),
    ],
)
async def test_declines_with_a_code(api: Api, receiver: Receiver, card: object, code: str) -> None:
    reference = new_reference()

    answer = await api.pay(card, reference=reference)

    assert answer.status_code == 201
    assert answer.json()["status"] == "declined"
    assert answer.json()["decline"]["code"] == code
    assert await receiver.kinds_when(reference, 1) == ["payment.declined"]
    assert (await api.post(f"/v1/payments/{answer.json()['id']}/capture")).status_code == 409


async def test_answers_slowly_though_the_webhook_is_already_out(api: Api, receiver: Receiver) -> None:
    reference = new_reference()
    started = time.time()

    answer = await api.pay("card_slow", reference=reference)

    assert answer.json()["status"] == "authorized"
    answered_at = time.time()
    assert answered_at - started >= 1.5
    assert await receiver.kinds_when(reference, 1) == ["payment.authorized"]
    assert receiver.of(reference)[0].received_at < answered_at


async def test_loses_the_answer_but_not_the_payment(api: Api) -> None:
    reference = new_reference()

    with pytest.raises(httpx.RemoteProtocolError):
        await api.pay("card_lost_answer", reference=reference, key=reference)

    found = (await api.get(f"/v1/payments?reference={reference}")).json()["data"]
    replay = await api.pay("card_lost_answer", reference=reference, key=reference)
    assert [payment["status"] for payment in found] == ["authorized"]
    assert (replay.status_code, replay.json()["id"]) == (201, found[0]["id"])


async def test_loses_the_answer_to_a_capture(api: Api) -> None:
    paid = (await api.pay("card_lost_capture", reference=new_reference())).json()

    with pytest.raises(httpx.RemoteProtocolError):
        await api.post(f"/v1/payments/{paid['id']}/capture")

    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["amount_captured"] == 12_50


async def test_loses_the_answer_to_a_refund(api: Api) -> None:
    paid = (await api.pay("card_lost_refund", reference=new_reference())).json()
    await api.post(f"/v1/payments/{paid['id']}/capture")

    with pytest.raises(httpx.RemoteProtocolError):
        await api.post(f"/v1/payments/{paid['id']}/refunds", {"amount": 50, "reference": new_reference()})

    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["amount_refunded"] == 50


async def test_delivers_duplicate_webhooks_with_one_event_id(api: Api, receiver: Receiver) -> None:
    reference = new_reference()

    await api.pay("card_duplicate_webhooks", reference=reference)

    assert await receiver.kinds_when(reference, 2) == ["payment.authorized", "payment.authorized"]
    first, second = receiver.of(reference)
    assert first.body == second.body


async def test_delivers_captured_before_authorized(api: Api, receiver: Receiver) -> None:
    reference = new_reference()
    paid = (await api.pay("card_reordered_webhooks", reference=reference)).json()
    assert receiver.of(reference) == []

    await api.post(f"/v1/payments/{paid['id']}/capture")

    assert await receiver.kinds_when(reference, 2) == ["payment.captured", "payment.authorized"]
    captured, authorized = receiver.of(reference)
    assert captured.event["sequence"] > authorized.event["sequence"]


async def test_keeps_a_silent_payment_silent(api: Api, receiver: Receiver) -> None:
    silent, loud = new_reference(), new_reference()
    paid = (await api.pay("card_silent", reference=silent)).json()
    await api.post(f"/v1/payments/{paid['id']}/capture")

    await api.pay("card_success", reference=loud)

    await receiver.kinds_when(loud, 1)
    assert receiver.of(silent) == []
    events = [event for event in await api.listed("/v1/events") if event["data"]["object"]["reference"] == silent]
    assert [event["delivery"]["state"] for event in events] == ["suppressed", "suppressed"]


async def test_authorizes_a_processing_payment_later(api: Api, receiver: Receiver) -> None:
    reference = new_reference()

    paid = (await api.pay("card_processing", reference=reference)).json()

    assert paid["status"] == "processing"
    assert receiver.of(reference) == []
    assert await receiver.kinds_when(reference, 1) == ["payment.authorized"]
    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["status"] == "authorized"


async def test_refuses_the_capture_of_an_expired_authorization(api: Api) -> None:
    paid = (await api.pay("card_capture_refused", reference=new_reference())).json()

    answer = await api.post(f"/v1/payments/{paid['id']}/capture")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "authorization_expired")
    assert (await api.post(f"/v1/payments/{paid['id']}/void")).json()["status"] == "voided"


def test_gives_every_card_a_plausible_number() -> None:
    assert [card.name for card in CARD_BY_NAME.values() if not is_plausible_number(card.number)] == []


async def test_holds_an_event_no_longer_than_configured(api: Api) -> None:
    reference = new_reference()
    before = time.time()
    await api.pay("card_reordered_webhooks", reference=reference)
    after = time.time()

    held = [event for event in await api.listed("/v1/events") if event["data"]["object"]["reference"] == reference]

    assert [event["delivery"]["state"] for event in held] == ["pending"]
    assert before + 20 - 1 <= held[0]["delivery"]["next_attempt_at"] <= after + 20
