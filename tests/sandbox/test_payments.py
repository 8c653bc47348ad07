"""Capture, void, refund, the lists and the balance, over real HTTP."""

import asyncio

import pytest

from tests.sandbox.running import Api, Receiver, Sandbox, new_reference, running_sandbox


async def test_captures_part_and_releases_the_rest(api: Api, receiver: Receiver) -> None:
    reference = new_reference()
    paid = (await api.pay("card_success", reference=reference, amount=1_000)).json()

    captured = await api.post(f"/v1/payments/{paid['id']}/capture", {"amount": 400})

    assert captured.status_code == 200
    assert (captured.json()["status"], captured.json()["amount_captured"]) == ("captured", 400)
    again = await api.post(f"/v1/payments/{paid['id']}/capture", {"amount": 600})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_captured")
    assert await receiver.kinds_when(reference, 2) == ["payment.authorized", "payment.captured"]


async def test_refuses_to_capture_more_than_authorized(api: Api) -> None:
    paid = (await api.pay("card_success", reference=new_reference(), amount=1_000)).json()

    answer = await api.post(f"/v1/payments/{paid['id']}/capture", {"amount": 1_001})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "amount_too_large")
    assert (await api.get(f"/v1/payments/{paid['id']}")).json() == paid


async def test_captures_once_out_of_fifty_at_the_same_time(api: Api) -> None:
    paid = (await api.pay("card_success", reference=new_reference())).json()

    answers = await asyncio.gather(*(api.post(f"/v1/payments/{paid['id']}/capture") for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 49


async def test_either_captures_or_voids(api: Api) -> None:
    paid = (await api.pay("card_success", reference=new_reference())).json()
    steps = ["capture", "void"] * 10

    answers = await asyncio.gather(*(api.post(f"/v1/payments/{paid['id']}/{step}") for step in steps))

    assert [answer.status_code for answer in answers].count(200) == 1


async def test_never_refunds_more_than_captured(api: Api, receiver: Receiver) -> None:
    reference = new_reference()
    paid = (await api.pay("card_success", reference=reference, amount=1_000)).json()
    await api.post(f"/v1/payments/{paid['id']}/capture", {"amount": 900})
    path = f"/v1/payments/{paid['id']}/refunds"

    answers = await asyncio.gather(
        *(api.post(path, {"amount": 200, "reference": f"r{number}-{reference}"}) for number in range(20))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 4 + [409] * 16
    after = (await api.get(f"/v1/payments/{paid['id']}")).json()
    assert (after["amount_refunded"], [refund["amount"] for refund in after["refunds"]]) == (800, [200] * 4)
    assert (await receiver.kinds_when(reference, 6)).count("refund.succeeded") == 4


async def test_refuses_a_reference_used_before(api: Api) -> None:
    reference = new_reference()
    paid = (await api.pay("card_success", reference=reference)).json()
    await api.post(f"/v1/payments/{paid['id']}/capture")
    refund = {"amount": 1, "reference": reference}
    await api.post(f"/v1/payments/{paid['id']}/refunds", refund)

    second_payment = await api.pay("card_success", reference=reference)
    second_refund = await api.post(f"/v1/payments/{paid['id']}/refunds", refund)

    for answer in (second_payment, second_refund):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "duplicate_reference")
    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["amount_refunded"] == 1


@pytest.mark.parametrize("step", ["capture", "void", "refunds"])
async def test_ends_with_a_void(api: Api, step: str) -> None:
    paid = (await api.pay("card_success", reference=new_reference())).json()
    voided = await api.post(f"/v1/payments/{paid['id']}/void")
    body = {"amount": 1, "reference": new_reference()} if step == "refunds" else {}

    answer = await api.post(f"/v1/payments/{paid['id']}/{step}", body)

    assert voided.json()["status"] == "voided"
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "invalid_state")


async def test_keeps_books_that_add_up(own_books_api: Api) -> None:
    api = own_books_api
    names = [new_reference() for _ in range(5)]
    held, taken, returned, declined, let_go = [
        (await api.pay(card, reference=name, amount=1_000)).json()
        for card, name in zip(["card_success"] * 3 + ["card_declined", "card_success"], names, strict=True)
    ]
    await api.post(f"/v1/payments/{taken['id']}/capture", {"amount": 700})
    await api.post(f"/v1/payments/{returned['id']}/capture")
    await api.post(f"/v1/payments/{returned['id']}/refunds", {"amount": 300, "reference": "back"})
    await api.post(f"/v1/payments/{let_go['id']}/void")

    assert (await api.get("/v1/balance")).json()["currencies"] == [
        {"currency": "NGN", "authorized": 1_000, "captured": 1_700, "refunded": 300, "net": 1_400}
    ]
    assert [payment["id"] for payment in await api.listed("/v1/payments", limit=2)] == [
        payment["id"] for payment in (held, taken, returned, declined, let_go)
    ]
    (refund,) = await api.listed("/v1/refunds", limit=1)
    assert refund | {"id": "", "created": 0} == {
        "id": "",
        "object": "refund",
        "reference": "back",
        "payment": returned["id"],
        "payment_reference": returned["reference"],
        "amount": 300,
        "currency": "NGN",
        "status": "succeeded",
        "created": 0,
    }
    sequences = [event["sequence"] for event in await api.listed("/v1/events", limit=3)]
    assert sequences == list(range(1, 10))


async def test_finds_nothing_for_an_unknown_payment(api: Api) -> None:
    assert (await api.get("/v1/payments?reference=nobody")).json()["data"] == []
    for answer in (await api.get("/v1/payments/pay_x"), await api.post("/v1/payments/pay_x/capture")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "payment_not_found")


async def test_refuses_to_start_without_its_secrets(sandbox: Sandbox) -> None:
    unset = Sandbox(database=sandbox.database, webhook_url="", settings={"SANDBOX_SECRET_KEY": " "})

    with pytest.raises(AssertionError, match="did not start"):
        async with running_sandbox(unset):
            pass
