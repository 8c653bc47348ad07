"""Deliveries: signed, prompt, retried, and not lost by kill -9."""

import asyncio
import hashlib
import hmac
import time
from pathlib import Path

from tests.sandbox.running import (
    WEBHOOK_SECRET,
    Api,
    Receiver,
    Sandbox,
    api_of,
    new_reference,
    running_receiver,
    running_sandbox,
    until,
)


async def test_signs_the_raw_body_with_the_time(api: Api, receiver: Receiver) -> None:
    reference, before = new_reference(), int(time.time())
    await api.pay("card_success", reference=reference)
    await receiver.kinds_when(reference, 1)

    delivery = receiver.of(reference)[0]

    stamp, signature = (part.split("=", 1)[1] for part in delivery.headers["sandbox-signature"].split(","))
    signed = f"{stamp}.".encode() + delivery.body
    assert signature == hmac.new(WEBHOOK_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert before <= int(stamp) <= time.time()
    assert delivery.headers["content-type"] == "application/json"


async def test_carries_the_payment_as_it_was(api: Api, receiver: Receiver) -> None:
    reference = new_reference()
    paid = (await api.pay("card_success", reference=reference)).json()
    await api.post(f"/v1/payments/{paid['id']}/capture")
    await receiver.kinds_when(reference, 2)

    event = next(d.event for d in receiver.of(reference) if d.event["type"] == "payment.authorized")

    assert set(event) == {"id", "object", "type", "created", "sequence", "data"}
    assert event["data"] == {"object": paid}


async def test_delivers_within_fifty_milliseconds_of_the_answer(api: Api, receiver: Receiver) -> None:
    delays: list[float] = []
    # The best of many where need be, so that a busy test machine does not decide.
    while len(delays) < 10 or (min(delays) >= 0.05 and len(delays) < 300):
        reference = new_reference()
        await api.pay("card_success", reference=reference)
        answered_at = time.time()
        await receiver.kinds_when(reference, 1)
        delays.append(receiver.of(reference)[0].received_at - answered_at)

    assert min(delays) < 0.05


async def test_delivers_a_burst_once_each(own_books: Path) -> None:
    async with running_receiver() as receiver, running_sandbox(Sandbox(own_books, receiver.url)) as api:
        await asyncio.gather(*(api.pay("card_success", reference=f"burst-{n}") for n in range(100)))
        await until_delivered(api)

        assert sorted(delivery.event["sequence"] for delivery in receiver.deliveries) == list(range(1, 101))


async def test_retries_until_the_receiver_says_2xx(own_books: Path) -> None:
    async with running_receiver() as receiver:
        receiver.status = 500
        patient = Sandbox(own_books, receiver.url, settings={"SANDBOX_GIVE_UP_AFTER": "900"})
        async with running_sandbox(patient) as api:
            await api.pay("card_success", reference="retried")
            await receiver.kinds_when("retried", 2)
            receiver.status = 204

            await until_delivered(api)

            first, *_, last = receiver.of("retried")
            assert first.body == last.body
            (event,) = await api.listed("/v1/events")
            assert event["delivery"]["attempts"] == len(receiver.of("retried"))


async def test_gives_up_visibly(own_books: Path) -> None:
    nobody = Sandbox(database=own_books, webhook_url="http://127.0.0.1:9/hook")
    async with running_sandbox(nobody) as api:
        await api.pay("card_success", reference="in-vain")

        async def given_up() -> bool:
            return bool((await api.listed("/v1/events"))[0]["delivery"]["state"] == "given_up")

        await until(given_up)
        (event,) = await api.listed("/v1/events")
        assert (event["delivery"]["attempts"], event["delivery"]["last_error"]) == (4, "ConnectError")


async def test_loses_no_webhook_and_no_answer_to_kill_9(own_books: Path) -> None:
    async with running_receiver() as receiver:
        receiver.status = 503
        killed = Sandbox(database=own_books, webhook_url=receiver.url, settings={"SANDBOX_GIVE_UP_AFTER": "900"})
        async with running_sandbox(killed) as api:
            answers = [await api.pay("card_success", reference=f"kept-{n}", key=f"kept-{n}") for n in range(8)]
            await killed.kill()
            receiver.deliveries.clear()
            receiver.status = 200

            await killed.start()

            await until(lambda: len({delivery.event["id"] for delivery in receiver.deliveries}) == 8)
            async with api_of(killed) as after:
                await until_delivered(after)
                replays = [await after.pay("card_success", reference=f"kept-{n}", key=f"kept-{n}") for n in range(8)]
            assert [replay.content for replay in replays] == [answer.content for answer in answers]
            assert {delivery.event["sequence"] for delivery in receiver.deliveries} == set(range(1, 9))


async def until_delivered(api: Api) -> None:
    async def delivered() -> bool:
        return all(event["delivery"]["state"] == "delivered" for event in await api.listed("/v1/events"))

    await until(delivered)
