"""Our side of the provider, against the real process."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from domains.common.clock import utc_now
from domains.common.money import Money
from domains.payments.gateways.base import (
    Authorized,
    Captured,
    Declined,
    EventKind,
    Gateway,
    NeedsAction,
    NotFound,
    ProviderPayment,
    ProviderStatus,
    Refunded,
    Refused,
    Unknown,
    Voided,
)
from domains.payments.gateways.calls import Patience
from domains.payments.gateways.errors import ProviderUnavailable, SignatureWrong, WebhookUnreadable
from domains.payments.gateways.sandbox import SandboxGateway
from rest.sandbox.signature import signature_header
from tests.sandbox.running import SECRET_KEY, WEBHOOK_SECRET, Api, Receiver, Sandbox
from tests.sandbox.test_three_d_secure import posted_to

PRICE = Money(45_000_00, "NGN")
BACK = "https://shop.example/back"
# A busy machine may take its time.
PATIENT = Patience(connect=30, read=30, total=60, pause=0.01)


@pytest_asyncio.fixture
async def gateway(sandbox: Sandbox) -> AsyncIterator[Gateway]:
    made = gateway_to(sandbox.url)
    yield made
    await made.aclose()


def gateway_to(url: str, *, key: str = SECRET_KEY) -> SandboxGateway:
    return SandboxGateway(base_url=url, secret_key=key, webhook_secret=WEBHOOK_SECRET, patience=PATIENT)


async def authorized(gateway: Gateway, card: str = "card_success") -> tuple[UUID, str]:
    attempt_id = uuid4()
    outcome = await gateway.authorize(attempt_id=attempt_id, amount=PRICE, payment_method=card, return_url=BACK)
    assert isinstance(outcome, Authorized)
    assert outcome.amount == PRICE
    return attempt_id, outcome.provider_reference


async def test_takes_a_payment_from_authorization_to_refund(gateway: Gateway) -> None:
    attempt_id, reference = await authorized(gateway, "4242 4242 4242 4242")
    taken, back = Money(40_000_00, "NGN"), Money(15_000_00, "NGN")
    refund_key = str(uuid4())

    captured = await gateway.capture(provider_reference=reference, amount=taken, idempotency_key=str(uuid4()))
    refunded = await gateway.refund(provider_reference=reference, amount=back, idempotency_key=refund_key)
    again = await gateway.refund(provider_reference=reference, amount=back, idempotency_key=refund_key)
    too_much = await gateway.refund(provider_reference=reference, amount=taken, idempotency_key=str(uuid4()))

    assert captured == Captured(provider_reference=reference, amount=taken)
    assert isinstance(refunded, Refunded)
    assert again == refunded
    assert too_much == Refused(code="amount_too_large", message="The amount is more than is left of the capture.")
    truth = await gateway.look_up(attempt_id=attempt_id)
    assert isinstance(truth, ProviderPayment)
    assert (truth.attempt_id, truth.status) == (attempt_id, ProviderStatus.CAPTURED)
    assert (truth.amount, truth.captured, truth.refunded) == (PRICE, taken, back)
    assert [(refund.reference, refund.amount) for refund in truth.refunds] == [(refund_key, back)]


async def test_repeats_an_authorization_without_a_second_payment(gateway: Gateway) -> None:
    attempt_id = uuid4()

    first, second = [
        await gateway.authorize(attempt_id=attempt_id, amount=PRICE, payment_method="card_success", return_url=BACK)
        for _ in range(2)
    ]

    assert first == second


async def test_voids_and_then_refuses_to_capture(gateway: Gateway) -> None:
    _, reference = await authorized(gateway)

    voided = await gateway.void(provider_reference=reference, idempotency_key="v-" + reference)
    captured = await gateway.capture(provider_reference=reference, amount=PRICE, idempotency_key="c-" + reference)

    assert voided == Voided(provider_reference=reference)
    assert isinstance(captured, Refused)
    assert captured.code == "invalid_state"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("card_insufficient_funds", "insufficient_funds"),
        ("4000000000000002", "card_declined"),
        ("4242424242424241", "invalid_card_number"),
        ("card_of_nobody", "unknown_card_token"),
        ("\ud800", "unknown_card_token"),
        ("", "unknown_card_token"),
    ],
)
async def test_tells_why_a_card_is_declined(gateway: Gateway, card: str, code: str) -> None:
    outcome = await gateway.authorize(attempt_id=uuid4(), amount=PRICE, payment_method=card, return_url=BACK)

    assert isinstance(outcome, Declined)
    assert outcome.code == code


async def test_sends_the_shopper_to_the_bank_and_sees_the_approval(gateway: Gateway) -> None:
    attempt_id = uuid4()

    outcome = await gateway.authorize(
        attempt_id=attempt_id, amount=PRICE, payment_method="card_3ds_required", return_url=BACK
    )

    assert isinstance(outcome, NeedsAction)
    waiting = await gateway.look_up(attempt_id=attempt_id)
    assert isinstance(waiting, ProviderPayment)
    assert waiting.redirect_url == outcome.redirect_url
    await posted_to(outcome.redirect_url, b"decision=approve")
    approved = await gateway.look_up(attempt_id=attempt_id)
    assert isinstance(approved, ProviderPayment)
    assert approved.status is ProviderStatus.AUTHORIZED


async def test_does_not_know_when_the_answer_is_lost_but_can_look_it_up(gateway: Gateway) -> None:
    attempt_id = uuid4()

    outcome = await gateway.authorize(
        attempt_id=attempt_id, amount=PRICE, payment_method="card_lost_answer", return_url=BACK
    )

    assert outcome == Unknown(reason="answer_lost")
    truth = await gateway.look_up(attempt_id=attempt_id)
    assert isinstance(truth, ProviderPayment)
    assert truth.status is ProviderStatus.AUTHORIZED


@pytest.mark.parametrize(("card", "step"), [("card_lost_capture", "capture"), ("card_lost_refund", "refund")])
async def test_has_one_effect_when_a_lost_answer_is_asked_for_again(gateway: Gateway, card: str, step: str) -> None:
    attempt_id, reference = await authorized(gateway, card)
    if step == "refund":
        await gateway.capture(provider_reference=reference, amount=PRICE, idempotency_key="c-" + reference)
    call = gateway.capture if step == "capture" else gateway.refund

    lost = await call(provider_reference=reference, amount=PRICE, idempotency_key="k-" + reference)
    found = await call(provider_reference=reference, amount=PRICE, idempotency_key="k-" + reference)

    assert lost == Unknown(reason="answer_lost")
    assert isinstance(found, Captured | Refunded)
    truth = await gateway.look_up(attempt_id=attempt_id)
    assert isinstance(truth, ProviderPayment)
    assert truth.captured == PRICE
    assert truth.refunded == (PRICE if step == "refund" else Money(0, "NGN"))


async def test_says_when_the_provider_is_still_at_it(gateway: Gateway) -> None:
    outcome = await gateway.authorize(
        attempt_id=uuid4(), amount=PRICE, payment_method="card_processing", return_url=BACK
    )

    assert isinstance(outcome, Unknown)
    assert (outcome.reason, outcome.maybe_executed) == ("processing", True)
    assert outcome.provider_reference is not None


async def test_knows_when_the_provider_has_never_heard_of_an_attempt(gateway: Gateway) -> None:
    stranger = uuid4()

    assert await gateway.look_up(attempt_id=stranger) == NotFound(attempt_id=stranger)


async def test_lists_the_books(own_books_api: Api) -> None:
    gateway = gateway_to(own_books_api.base)
    _, kept = await authorized(gateway)
    _, taken = await authorized(gateway)
    await gateway.capture(provider_reference=taken, amount=PRICE, idempotency_key="c")
    await gateway.refund(provider_reference=taken, amount=Money(1, "NGN"), idempotency_key="r")

    payments = [payment.provider_reference async for payment in gateway.list_payments()]
    refunds = [(refund.reference, refund.provider_reference) async for refund in gateway.list_refunds()]
    (naira,) = await gateway.balance()

    assert payments == [kept, taken]
    assert refunds == [("r", taken)]
    assert (naira.authorized, naira.captured) == (PRICE, PRICE)
    assert (naira.refunded.minor, naira.net.minor) == (1, PRICE.minor - 1)
    await gateway.aclose()


async def test_reads_the_webhooks_that_really_arrive(gateway: Gateway, receiver: Receiver) -> None:
    attempt_id, reference = await authorized(gateway)
    await gateway.capture(provider_reference=reference, amount=PRICE, idempotency_key="c-" + reference)
    await gateway.refund(provider_reference=reference, amount=PRICE, idempotency_key="r-" + reference)
    await receiver.kinds_when(str(attempt_id), 3)

    events = [
        gateway.parse_webhook(body=delivery.body, headers=delivery.headers, now=utc_now())
        for delivery in receiver.of(str(attempt_id))
    ]

    assert {event.kind for event in events} == {
        EventKind.PAYMENT_AUTHORIZED,
        EventKind.PAYMENT_CAPTURED,
        EventKind.REFUND_SUCCEEDED,
    }
    assert {(event.attempt_id, event.provider_reference) for event in events} == {(attempt_id, reference)}
    refund = next(event.refund for event in events if event.refund)
    assert (refund.amount, refund.reference) == (PRICE, "r-" + reference)
    with pytest.raises(SignatureWrong):
        gateway.parse_webhook(
            body=receiver.of(str(attempt_id))[0].body + b" ",
            headers=receiver.of(str(attempt_id))[0].headers,
            now=utc_now(),
        )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"id":"e"}',
        b'{"id":1,"type":"payment.captured","created":1}',
        b'{"id":"e","type":"payment.captured","created":1,"sequence":1,"data":{"object":{"id":"p"}}}',
        b'{"id":"e","type":"x","sequence":1,"created":' + b"9" * 5_000 + b"}",
    ],
)
def test_refuses_a_signed_body_that_is_no_event(body: bytes) -> None:
    signed = {"sandbox-signature": header_for(body)}

    with pytest.raises(WebhookUnreadable):
        gateway_to("http://127.0.0.1:9").parse_webhook(body=body, headers=signed, now=utc_now())


def test_accepts_an_event_of_an_unknown_kind() -> None:
    body = b'{"id":"evt_9","type":"payout.paid","created":1700000000,"sequence":7,"data":null}'

    event = gateway_to("http://127.0.0.1:9").parse_webhook(
        body=body, headers={"Sandbox-Signature": header_for(body)}, now=utc_now()
    )

    assert (event.event_id, event.kind, event.provider_kind) == ("evt_9", EventKind.OTHER, "payout.paid")
    assert (event.payment, event.refund, event.attempt_id) == (None, None, None)


async def test_does_not_take_a_wrong_api_key_for_a_decline(sandbox: Sandbox) -> None:
    stranger = gateway_to(sandbox.url, key="sk_wrong")

    outcome = await stranger.authorize(attempt_id=uuid4(), amount=PRICE, payment_method="card_success", return_url=BACK)

    assert outcome == Unknown(reason="invalid_api_key", maybe_executed=False)
    with pytest.raises(ProviderUnavailable):
        await stranger.balance()
    await stranger.aclose()


def header_for(body: bytes) -> str:
    return signature_header(secret=WEBHOOK_SECRET, body=body, timestamp=int(utc_now().timestamp()))
