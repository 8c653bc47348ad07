"""Garbage gets a typed 4xx, never a 500, and changes nothing."""

import json

import httpx
import pytest

from tests.sandbox.running import SECRET_KEY, Api, Sandbox, new_reference, payment

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"null",
        b"5",
        b"[]",
        b'"x"',
        b"{",
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b'{"amount":NaN}',
        b'{"amount":' + b"9" * 5_000 + b"}",
        b'{"reference":"\\ud800"}',
    ],
)
async def test_refuses_what_is_not_a_json_object(api: Api, body: bytes) -> None:
    answer = await api.http.post(f"{api.base}/v1/payments", content=body, headers=JSON)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_json")


WRONG: dict[str, tuple[object, ...]] = {
    "amount": (0, -1, 1.5, 12.0, "12", True, None, [], {}, 10**12 + 1, 2**63, 2**64, 2**70),
    "currency": ("ngn", "NGNN", "", 5, None, "N\u0410N", "NGN\n"),
    "reference": ("", "x" * 101, "a b", "a\u0000b", "\u0663", 7, ["x"]),
    "card": ("card_unknown", "", None, 4242424242424242, []),
    "return_url": (
        "javascript:alert(1)",
        "//shop.example",
        "https://",
        "https://shop.example;script-src *",
        "https://user:pass@shop.example",
        "https://shop.example:99999",
        "https://shop.example/\r\nX: y",
        "https://[::1",
        "https://shop.example/" + "x" * 2048,
        None,
    ),
    "metadata": ([], "x", {"a": 1}, {"k" * 41: "v"}, {"k": "v" * 501}, {str(n): "" for n in range(51)}),
    "capture": ("automatic", None, 1),
    "extra": (1,),
}
WRONG_NUMBERS = ("4242424242424241", "4242", 4242424242424242, None, "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", " " * 1000)


@pytest.mark.parametrize(
    ("field", "value", "param"),
    [
        *[(field, value, field) for field, values in WRONG.items() for value in values],
        *[("card", {"number": number}, "card.number") for number in WRONG_NUMBERS],
        ("card", {}, "card.number"),
        ("card", {"number": "4242424242424242", "cvc": "1"}, "card.cvc"),
    ],
)
async def test_names_the_field_that_is_wrong(api: Api, field: str, value: object, param: str) -> None:
    reference = new_reference()
    body = bytes_of({**payment("card_success", reference=reference), field: value})

    answer = await api.http.post(f"{api.base}/v1/payments", content=body, headers=JSON)

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request")
    assert answer.json()["error"]["param"] == param
    assert (await api.get(f"/v1/payments?reference={reference}")).json()["data"] == []


@pytest.mark.parametrize("field", ["amount", "currency", "reference", "card", "return_url"])
async def test_names_the_field_that_is_missing(api: Api, field: str) -> None:
    body = payment("card_success", reference=new_reference())
    del body[field]

    answer = await api.post("/v1/payments", body)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "parameter_missing", field)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=%D9%A3", "limit=", "limit=" + "9" * 5000, "cursor=nobody"]
)
@pytest.mark.parametrize("path", ["/v1/payments", "/v1/refunds", "/v1/events"])
async def test_refuses_a_page_that_does_not_exist(api: Api, path: str, query: str) -> None:
    answer = await api.get(f"{path}?{query}")

    assert (answer.status_code, answer.json()["error"]["param"]) == (400, query.partition("=")[0])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": SECRET_KEY},
        {"Authorization": f"bearer{SECRET_KEY}"},
        {"Authorization": f"Bearer {SECRET_KEY}x"},
        {"Authorization": b"Bearer \xff\xfe"},
    ],
)
async def test_asks_for_the_api_key(sandbox: Sandbox, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient() as stranger:
        answers = [
            await stranger.get(f"{sandbox.url}/v1/balance", headers=headers),
            await stranger.post(f"{sandbox.url}/v1/payments", content=b"{", headers=headers),
        ]

    for answer in answers:
        assert (answer.status_code, answer.json()["error"]["type"]) == (401, "authentication")


async def test_refuses_a_long_body_another_media_type_and_a_bad_key(api: Api) -> None:
    url, fine = f"{api.base}/v1/payments", bytes_of(payment("card_success", reference=new_reference()))

    too_long = await api.http.post(url, content=b'{"a":"' + b"x" * 70_000, headers=JSON)
    as_text = await api.http.post(url, content=fine, headers={"Content-Type": "text/plain"})
    bad_key = await api.http.post(url, content=fine, headers={**JSON, "Idempotency-Key": "k" * 256})

    assert [answer.status_code for answer in (too_long, as_text, bad_key)] == [413, 415, 400]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/payments", 405),
        ("GET", "/v1/payments/x/capture", 405),
        ("GET", "/v1/payments/%ff%00", 404),
        ("GET", "/3ds/%ff%00", 404),
    ],
)
async def test_answers_an_unknown_path_or_method(api: Api, method: str, path: str, status: int) -> None:
    answer = await api.http.request(method, api.base + path)

    assert answer.status_code == status


def bytes_of(content: dict[str, object]) -> bytes:
    # The standard library writes integers of any size.
    return json.dumps(content).encode()
