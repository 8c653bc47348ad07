"""Passwords and addresses of accounts over the GraphQL door, and the mail that goes with them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.models import OutboxEvent
from domains.common.redis import redis_client, redis_key
from domains.identity.models import OneTimeCode, User
from domains.notifications import account_letters
from tests.api.client import graphql
from tests.domains.notifications.test_send_email import body, mails, read
from tests.factories.identity import PASSWORD, a_user, an_access_token

__all__ = ["mails"]
EMAIL, NEW = "ada@example.com", "ada.obi@example.org"
BETTER = "an-even-better-horse"


def _mutation(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ errors {{ code path }} }} }}"


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


async def _errors(name: str, *, bearer: str | None = None, **given: Any) -> list[dict[str, Any]]:
    answer = await graphql(_mutation(name), {"input": given}, token=bearer)
    errors: list[dict[str, Any]] = answer.data[name]["errors"]
    return errors


async def _logs_in(email: str, password: str) -> bool:
    document = "mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }"
    answer = await graphql(document, {"input": {"email": email, "password": password}})
    return answer.data["login"]["tokens"] is not None


async def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(mails: Path) -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)

    assert await _errors("passwordResetRequest", email=EMAIL) == []
    code = await in_transaction(OneTimeCode.objects.get)
    await in_transaction(account_letters.mail_password_reset, code_id=code.id, now=utc_now())
    [mail] = read(mails)
    found = re.search(r"http://127.0.0.1:8000/reset-password#token=(\S{64})", body(mail, "plain"))

    assert found is not None
    assert found[0] in body(mail, "html")
    assert await _errors("passwordReset", token=found[1], password=BETTER) == []
    assert (await _logs_in(EMAIL, PASSWORD), await _logs_in(EMAIL, BETTER)) == (False, True)
    assert await _errors("passwordReset", token=found[1], password=PASSWORD) == [
        {"code": "WRONG_TOKEN", "path": ["token"]}
    ]


async def test_a23_answers_known_and_unknown_addresses_byte_for_byte_alike() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    ada = await in_transaction(lambda: an_access_token(a_user(password=PASSWORD)))

    resets = [
        await graphql(_mutation("passwordResetRequest"), {"input": {"email": email}})
        for email in (EMAIL, "nobody@example.com")
    ]
    changes = [
        await graphql(
            _mutation("emailChangeRequest"), {"input": {"email": email, "currentPassword": PASSWORD}}, token=ada
        )
        for email in (EMAIL, "nobody@example.com")
    ]

    for one, other in (resets, changes):
        assert (one.status, one.content) == (other.status, other.content)
        assert one.headers.keys() == other.headers.keys()


async def test_changes_the_password_of_whoever_is_logged_in_only() -> None:
    user = await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    here, elsewhere = [await in_transaction(an_access_token, user) for _ in range(2)]
    given = {"currentPassword": PASSWORD, "password": BETTER}

    assert (await _errors("passwordChange", **given))[0]["code"] == "LOGIN_REQUIRED"
    assert await _logs_in(EMAIL, PASSWORD)
    assert await _errors("passwordChange", bearer=here, **given) == []

    assert (await graphql("{ viewer { email } }", token=here)).data["viewer"]["email"] == EMAIL
    assert (await graphql("{ viewer { email } }", token=elsewhere)).error_codes == ["INVALID_TOKEN"]
    assert await _errors("passwordChange", bearer=here, **given) == [
        {"code": "WRONG_PASSWORD", "path": ["currentPassword"]}
    ]


async def test_moves_an_account_to_another_address_and_tells_the_old_one(mails: Path) -> None:
    user = await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    token = await in_transaction(an_access_token, user)

    assert await _errors("emailChangeRequest", bearer=token, email=NEW, currentPassword=PASSWORD) == []
    code = await in_transaction(OneTimeCode.objects.get)
    await in_transaction(account_letters.mail_email_change_code, code_id=code.id, now=utc_now())
    [to_new] = read(mails)
    found = re.search(r"Your code: (\d{6})", body(to_new, "plain"))
    assert found is not None
    assert to_new["To"] == NEW
    assert await _errors("emailChangeConfirm", bearer=token, code=found[1]) == []
    await in_transaction(account_letters.tell_of_new_email, code_id=code.id)

    assert (await graphql("{ viewer { email } }", token=token)).data["viewer"]["email"] == NEW
    [to_old] = [mail for mail in read(mails) if mail["To"] == EMAIL]
    assert "ad…@example.org" in body(to_old, "plain")
    assert NEW not in body(to_old, "plain")
    assert await in_transaction(User.objects.filter(email=EMAIL).count) == 0
    assert await in_transaction(OutboxEvent.objects.filter(name="EmailChanged").count) == 1
