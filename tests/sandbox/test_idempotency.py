"""The same key gives the same answer, byte for byte, and one effect."""

import asyncio

from tests.sandbox.running import Api, new_reference, payment, until


async def test_replays_the_first_answer_byte_for_byte(api: Api) -> None:
    reference = new_reference()

    first = await api.pay("card_success", reference=reference, key=reference)
    await api.post(f"/v1/payments/{first.json()['id']}/capture")
    replay = await api.pay("card_success", reference=reference, key=reference)

    assert (replay.status_code, replay.content) == (201, first.content)
    assert ("idempotent-replayed" in first.headers, replay.headers["idempotent-replayed"]) == (False, "true")
    assert len((await api.get(f"/v1/payments?reference={reference}")).json()["data"]) == 1


async def test_replays_a_refusal_even_after_it_would_succeed(api: Api) -> None:
    reference = new_reference()
    paid = (await api.pay("card_processing", reference=reference)).json()
    path, key = f"/v1/payments/{paid['id']}/refunds", f"refund-{reference}"
    refund = {"amount": 1, "reference": reference}

    first = await api.post(path, refund, key=key)

    async def is_authorized() -> bool:
        return bool((await api.get(f"/v1/payments/{paid['id']}")).json()["status"] == "authorized")

    await until(is_authorized)
    await api.post(f"/v1/payments/{paid['id']}/capture")
    replay = await api.post(path, refund, key=key)

    assert (first.status_code, replay.status_code, replay.content) == (409, 409, first.content)


async def test_does_not_keep_the_answer_to_a_malformed_request(api: Api) -> None:
    reference = new_reference()

    refused = await api.pay("card_success", reference=reference, amount=0, key=reference)
    accepted = await api.pay("card_success", reference=reference, amount=1, key=reference)

    assert (refused.status_code, accepted.status_code) == (400, 201)


async def test_refuses_the_key_for_other_parameters_or_another_path(api: Api) -> None:
    reference = new_reference()
    paid = (await api.pay("card_success", reference=reference, key=reference)).json()

    other_amount = await api.pay("card_success", reference=reference, amount=99, key=reference)
    other_path = await api.post(f"/v1/payments/{paid['id']}/capture", key=reference)

    for answer in (other_amount, other_path):
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "idempotency_mismatch")
    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["status"] == "authorized"


async def test_takes_the_order_of_json_fields_for_the_same_request(api: Api) -> None:
    reference = new_reference()
    content = payment("card_success", reference=reference)

    first = await api.post("/v1/payments", content, key=reference)
    replay = await api.post("/v1/payments", dict(reversed(content.items())), key=reference)

    assert replay.content == first.content


async def test_answers_409_while_the_first_request_is_under_way(api: Api) -> None:
    reference = new_reference()
    first = asyncio.create_task(api.pay("card_slow", reference=reference, key=reference))

    async def is_begun() -> bool:
        return bool((await api.get(f"/v1/payments?reference={reference}")).json()["data"])

    await until(is_begun)
    meanwhile = await api.pay("card_slow", reference=reference, key=reference)

    assert (meanwhile.status_code, meanwhile.json()["error"]["code"]) == (409, "idempotency_in_flight")
    replay_of = await first
    assert (await api.pay("card_slow", reference=reference, key=reference)).content == replay_of.content


async def test_makes_one_payment_of_fifty_equal_requests(api: Api) -> None:
    reference = new_reference()

    answers = await asyncio.gather(*(api.pay("card_success", reference=reference, key=reference) for _ in range(50)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert len((await api.get(f"/v1/payments?reference={reference}")).json()["data"]) == 1
