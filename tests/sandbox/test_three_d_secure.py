"""The 3-D Secure page, used by plain HTTP as a browser would."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.running import Api, Receiver, new_reference


async def test_authorizes_when_the_shopper_approves(api: Api, receiver: Receiver) -> None:
    reference = new_reference()
    paid = (await api.pay("card_3ds_required", reference=reference)).json()
    assert paid["status"] == "requires_action"

    back = await decided(paid, "approve")

    assert back.status_code == 303
    place = urlsplit(back.headers["location"])
    assert (place.netloc, place.path) == ("shop.example", "/back")
    assert parse_qs(place.query) == {"step": ["pay"], "payment": [paid["id"]], "reference": [reference]}
    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["status"] == "authorized"
    assert await receiver.kinds_when(reference, 2) == ["payment.requires_action", "payment.authorized"]


@pytest.mark.parametrize(
    ("card", "decision", "code"),
    [
        ("card_3ds_required", "refuse", "authentication_failed"),
        ("card_3ds_declined", "approve", "card_declined"),
        ("card_3ds_declined", "refuse", "authentication_failed"),
    ],
)
async def test_declines(api: Api, card: str, decision: str, code: str) -> None:
    paid = (await api.pay(card, reference=new_reference())).json()

    await decided(paid, decision)

    after = (await api.get(f"/v1/payments/{paid['id']}")).json()
    assert (after["status"], after["decline"]["code"], after["next_action"]) == ("declined", code, None)


async def test_keeps_the_first_of_many_decisions(api: Api) -> None:
    paid = (await api.pay("card_3ds_required", reference=new_reference())).json()
    await decided(paid, "approve")

    answers = await asyncio.gather(*(decided(paid, "refuse") for _ in range(10)))

    assert {answer.status_code for answer in answers} == {303}
    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["status"] == "authorized"


async def test_shows_a_page_that_allows_nothing_but_its_own_form(api: Api) -> None:
    paid = (await api.pay("card_3ds_required", reference=new_reference(), amount=1_234_567)).json()

    page = await opened(paid["next_action"]["redirect_url"])

    assert page.status_code == 200
    assert "NGN 12,345.67" in page.text
    assert 'name="decision" value="approve"' in page.text
    assert "<script" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'sha256-" in policy
    assert "; form-action 'self' https://shop.example; base-uri 'none'; frame-ancestors 'none'" in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


async def test_offers_the_way_back_once_decided(api: Api) -> None:
    paid = (await api.pay("card_3ds_required", reference=new_reference())).json()
    await decided(paid, "refuse")

    page = await opened(paid["next_action"]["redirect_url"])

    assert "This payment was declined" in page.text
    assert 'href="https://shop.example/back?step=pay&amp;payment=pay_' in page.text


@pytest.mark.parametrize("key", ["", "?key=", "?key=wrong", "?key=%ff%00é", "?key=x&key=y"])
async def test_shows_and_changes_nothing_without_the_key(api: Api, key: str) -> None:
    paid = (await api.pay("card_3ds_required", reference=new_reference())).json()
    address = paid["next_action"]["redirect_url"].partition("?")[0] + key

    shown, posted = await opened(address), await posted_to(address, b"decision=approve")

    assert (shown.status_code, posted.status_code) == (404, 404)
    assert paid["reference"] not in shown.text + posted.text
    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["status"] == "requires_action"


@pytest.mark.parametrize("form", [b"", b"decision=maybe", b"\xff\xfe", b"&".join([b"a=1"] * 100), b"x" * 70_000])
async def test_asks_again_when_the_decision_is_unclear(api: Api, form: bytes) -> None:
    paid = (await api.pay("card_3ds_required", reference=new_reference())).json()

    answer = await posted_to(paid["next_action"]["redirect_url"], form)

    assert answer.status_code == 400
    assert (await api.get(f"/v1/payments/{paid['id']}")).json()["status"] == "requires_action"


async def opened(address: str) -> httpx.Response:
    async with httpx.AsyncClient() as browser:
        return await browser.get(address)


async def posted_to(address: str, form: bytes) -> httpx.Response:
    async with httpx.AsyncClient() as browser:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await browser.post(address, content=form, headers=kind)


async def decided(paid: dict[str, dict[str, str]], decision: str) -> httpx.Response:
    return await posted_to(paid["next_action"]["redirect_url"], f"decision={decision}".encode())
