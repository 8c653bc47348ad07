"""The staff door through the whole application: who comes in, how often, and what every answer carries."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.test import override_settings
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from config.asgi import application
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.limits import Limit
from domains.common.redis import redis_client
from domains.identity.models import Session, User
from rest.staff import catalogue
from rest.staff.door import throttles
from tests.factories.catalogue import make_product
from tests.factories.identity import a_guest_token, a_staff_member, a_user, an_access_token
from tests.factories.vendors import make_vendor
from tests.staff.asking import client_of, client_with, error_of, staff

PRODUCTS = "/staff/products/"


async def _ask(path: str, *, method: str = "GET", token: str = "", **options: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.request(method, path, headers={**headers, **options.pop("headers", {})}, **options)


def _token(role: str) -> str:
    return an_access_token(a_staff_member(role=role))


async def test_answers_json_that_nobody_keeps_with_the_id_of_the_request() -> None:
    token = await in_transaction(_token, "catalogue")

    shown = await _ask(PRODUCTS, token=token)
    refused = await _ask("/staff/orders/", token=token)

    assert (shown.status_code, shown.json()) == (200, {"next": None, "previous": None, "results": []})
    assert (shown.headers["content-type"], shown.headers["cache-control"]) == ("application/json", "no-store")
    assert "set-cookie" not in shown.headers
    assert refused.status_code == 403
    assert refused.json() == {
        "error": {
            "code": "DENIED",
            "message": "You may not do that.",
            "path": [],
            "request_id": refused.headers["x-request-id"],
        }
    }


async def test_writes_down_the_request_that_changed_something() -> None:
    token = await in_transaction(_token, "catalogue")
    vendor = await in_transaction(make_vendor)

    changed = await _ask(f"/staff/vendors/{vendor.id}/suspend/", method="POST", token=token, json={"reason": "Fakes"})
    admin = await in_transaction(_token, "admin")
    found = (await _ask("/staff/audit/", token=admin)).json()["results"]

    assert changed.status_code == 200
    assert [row["request_id"] for row in found] == [changed.headers["x-request-id"]]


async def test_a_cookie_opens_nothing() -> None:
    answer = await _ask(
        PRODUCTS, headers={"cookie": f"sessionid={'a' * 32}; token={await in_transaction(_token, 'admin')}"}
    )

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "x" * 5000])
def test_refuses_what_is_no_token(token: str) -> None:
    response = client_with(token).get(PRODUCTS)

    assert (response.status_code, error_of(response)["code"]) == (401, "INVALID_TOKEN")


@pytest.mark.parametrize("scheme", ["Token", "Basic", "bearer:", "Bearerx"])
def test_refuses_other_ways_to_log_in(scheme: str) -> None:
    response = client_with(None).get(PRODUCTS, headers={"Authorization": f"{scheme} {_token('admin')}"})

    assert (response.status_code, error_of(response)["code"]) == (401, "LOGIN_REQUIRED")


def test_tells_who_may_not_from_who_is_not_known() -> None:
    member = a_staff_member()
    expired = an_access_token(member, now=utc_now() - timedelta(hours=1))
    answers = [client_with(token).get(PRODUCTS) for token in (expired, a_guest_token(), an_access_token(a_user()))]

    assert [(r.status_code, error_of(r)["code"]) for r in answers] == [
        (401, "INVALID_TOKEN"),
        (401, "INVALID_TOKEN"),
        (403, "DENIED"),
    ]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"is_active": False}, 401),
        ({"is_staff": False, "staff_role": ""}, 403),
        ({"staff_role": ""}, 403),
        ({"staff_role": "finance"}, 403),
    ],
    ids=str,
)
def test_whoever_loses_the_place_is_refused_at_once(change: dict[str, Any], status: int) -> None:
    member = a_staff_member(role="catalogue")
    client = client_of(member)
    assert client.get(PRODUCTS).status_code == 200

    User.objects.filter(id=member.id).update(**change)

    assert client.get(PRODUCTS).status_code == status


def test_whoever_logs_out_is_refused_at_once() -> None:
    member = a_staff_member()
    client = client_of(member)
    assert client.get(PRODUCTS).status_code == 200

    Session.objects.filter(user=member).update(revoked_at=utc_now())

    assert client.get(PRODUCTS).status_code == 401


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "TRACE", "PATCH"])
def test_offers_no_other_methods(method: str) -> None:
    response = staff().generic(method, PRODUCTS)

    assert (response.status_code, error_of(response)["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD, POST"


def test_head_is_a_list_without_its_body() -> None:
    response = staff().head(PRODUCTS)

    assert (response.status_code, response.content) == (200, b"")


def test_answers_in_json_only() -> None:
    response = staff().get(PRODUCTS, headers={"Accept": "text/html"})

    assert (response.status_code, error_of(response)["code"]) == (406, "NOT_ACCEPTABLE")


def test_counts_each_person_and_each_kind_of_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "LISTS", Limit("test-lists", 2, timedelta(minutes=1)))
    busy, calm, product = staff(), staff(), make_product()

    answers = [busy.get(PRODUCTS) for _ in range(3)]

    assert [response.status_code for response in answers] == [200, 200, 429]
    assert error_of(answers[2])["code"] == "TOO_MANY_REQUESTS"
    assert 1 <= int(answers[2]["Retry-After"]) <= 30
    assert busy.get(f"{PRODUCTS}{product.id}/").status_code == 200
    assert calm.get(PRODUCTS).status_code == 200


def test_counts_refusals_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "LISTS", Limit("test-refusals", 2, timedelta(minutes=1)))
    client = staff("catalogue")

    assert [client.get("/staff/orders/").status_code for _ in range(3)] == [403, 403, 429]


def test_lets_nobody_by_when_it_cannot_count(monkeypatch: pytest.MonkeyPatch) -> None:
    client = staff()
    monkeypatch.setattr(type(redis_client()), "eval", _broken)

    response = client.get(PRODUCTS)

    assert (response.status_code, error_of(response)["code"]) == (503, "UNAVAILABLE")


def _broken(*arguments: Any) -> Any:
    raise ConnectionError


async def test_says_nothing_of_what_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    token = await in_transaction(_token, "catalogue")
    monkeypatch.setattr(catalogue.ProductView, "get_queryset", _broken)

    response = await _ask(PRODUCTS, token=token)

    assert response.status_code == 500
    assert response.json() == {
        "error": {
            "code": "INTERNAL_ERROR",
            "message": "Something went wrong on our side.",
            "path": [],
            "request_id": response.headers["x-request-id"],
        }
    }


def test_describes_every_operation_without_a_doubt() -> None:
    GENERATOR_STATS.reset()

    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]

    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert not GENERATOR_STATS, dict(GENERATOR_STATS._warn_cache) | dict(GENERATOR_STATS._error_cache)
    operations = [
        operation for path in schema["paths"].values() for method, operation in path.items() if method != "parameters"
    ]
    assert len(operations) >= 40
    assert all(operation["security"] == [{"bearer": []}] for operation in operations)
    assert all(operation.get("description") for operation in operations)


async def test_documents_itself_to_developers_under_a_strict_policy() -> None:
    page, document = await _ask("/staff/docs/"), await _ask("/staff/schema/")

    assert (page.status_code, document.status_code) == (200, 200)
    assert document.json()["info"]["title"] == "Fashionistar staff API"
    policy = {part.split()[0]: part.split()[1:] for part in page.headers["content-security-policy"].split("; ")}
    [own, nonce] = policy["script-src"]
    assert own == "'self'"
    assert nonce.startswith("'nonce-")
    assert page.text.count(f'nonce="{nonce[7:-1]}"') == 4
    assert "<script>" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")


async def test_shows_no_documentation_to_the_public() -> None:
    with override_settings(DEVELOPER_TOOLS=False):
        answers = [await _ask(path) for path in ("/staff/docs/", "/staff/schema/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert {answer.json()["error"]["code"] for answer in answers} == {"NOT_FOUND"}
