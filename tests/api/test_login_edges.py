"""Logins that a stranger prepares for somebody else."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from django.test import Client
from django.urls import reverse

from config.asgi import application
from domains.common.bridge import in_transaction
from domains.common.redis import redis_client, redis_key
from domains.identity.models import Session, StaffRole, User
from tests.api.client import graphql
from tests.factories.identity import PASSWORD, a_staff_member, a_user

EMAIL = "ada@example.com"
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } errors { code } } }"


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


def _staff() -> User:
    user = a_staff_member(role=StaffRole.ADMIN, email="staff@example.com")
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a31_a_session_that_was_there_before_is_another_after_the_login(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    _staff()
    client = Client()
    client.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted-by-somebody-else-12345678"
    page = reverse("admin:login")

    client.post(page, {"username": "staff@example.com", "password": PASSWORD, "next": reverse("admin:index")})

    given = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert given not in {"", "planted-by-somebody-else-12345678"}
    assert client.get(reverse("admin:index")).status_code == 200


def test_a33_a_login_form_on_another_site_logs_nobody_in_to_the_admin() -> None:
    _staff()
    client = Client(enforce_csrf_checks=True)

    answer = client.post(
        reverse("admin:login"),
        {"username": "staff@example.com", "password": PASSWORD},
        headers={"origin": "https://evil.example"},
    )

    assert answer.status_code == 403
    assert client.get(reverse("admin:index")).status_code == 302


async def test_a_registration_gives_a_stranger_no_way_into_the_admin(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    await in_transaction(lambda: User.objects.create_superuser("boss@example.com", PASSWORD))
    document = "mutation ($input: AccountRegisterInput!) { accountRegister(input: $input) { errors { code } } }"

    asked = await graphql(document, {"input": {"email": "Boss@example.com", "password": "strangers-own-horse"}})

    def get_in(password: str) -> int:
        client = Client()
        client.post(reverse("admin:login"), {"username": "boss@example.com", "password": password})
        return client.get(reverse("admin:index")).status_code

    assert asked.data["accountRegister"]["errors"] == []
    assert await in_transaction(get_in, "strangers-own-horse") == 302
    assert await in_transaction(get_in, PASSWORD) == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_a33_what_a_form_of_another_site_can_send_is_no_login(kind: str) -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    body = orjson.dumps({"query": LOGIN, "variables": {"input": {"email": EMAIL, "password": PASSWORD}}})
    transport = httpx.ASGITransport(app=application)

    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        headers = {"content-type": kind, "origin": "https://evil.example"}
        answer = await client.post("/graphql", content=body, headers=headers)

    assert answer.status_code in {400, 401, 403, 415}
    assert "set-cookie" not in answer.headers
    assert await in_transaction(Session.objects.count) == 0
