"""Answers that tell nobody whether there is an account: the same bytes, the same headers, the same work."""

from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings as our_settings
from django.contrib.auth.hashers import get_hasher
from django.test import override_settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.limits import TooManyRequests
from domains.identity import credential_flows, flows, phone_flows, throttles
from domains.identity.errors import WrongCredentials
from domains.identity.even_time import even_time
from domains.identity.models import OneTimeCode, Session, User
from tests.api.client import Answer, graphql
from tests.factories.identity import PASSWORD, a_user, an_access_token
from tests.redis_away import redis_away
from tests.sql_counting import counted_statements

# Of each request its own.
OWN_HEADERS = {"x-request-id", "date", "server-timing", "x-response-time"}
EMAILS = [
    "known@example.com",
    "waiting@example.com",
    "closed@example.com",
    "nopassword@example.com",
    "nobody@example.com",
]
PHONES = ["+2348031234567", "+2348031234568", "+2348031234569"]
LINK = "A" * 64

# What a stranger may ask about an address or a number, and whether the answer waits for its time.
ABOUT: dict[str, tuple[str, dict[str, Any], bool]] = {
    "login": ("email", {"password": "wrong-wrong-wrong"}, False),
    "accountRegister": ("email", {"password": PASSWORD, "fullName": "Ada"}, True),
    "accountVerify": ("email", {"code": "000000x"}, True),
    "accountResendCode": ("email", {}, True),
    "passwordResetRequest": ("email", {}, True),
    "emailChangeRequest": ("email", {"currentPassword": PASSWORD}, True),
    "phoneLoginRequest": ("phone", {}, True),
    "phoneLogin": ("phone", {"code": "000000x"}, True),
    "phoneChangeRequest": ("phone", {"currentPassword": PASSWORD}, True),
}
# Each takes a secret, gives one, or sends one.
GUARDED: dict[str, dict[str, Any]] = {
    "login": {"email": EMAILS[0], "password": PASSWORD},
    "loginConfirm": {"challenge": LINK, "code": "1"},
    "accountRegister": {"email": "new@example.com", "password": PASSWORD},
    "accountVerify": {"email": EMAILS[1], "code": "1"},
    "accountResendCode": {"email": EMAILS[1]},
    "accountErase": {"confirmEmail": "viewer@example.com", "currentPassword": PASSWORD},
    "passwordChange": {"currentPassword": PASSWORD, "password": "an-even-better-horse"},
    "passwordResetRequest": {"email": EMAILS[0]},
    "passwordReset": {"token": LINK, "password": "an-even-better-horse"},
    "emailChangeRequest": {"currentPassword": PASSWORD, "email": "new@example.com"},
    "emailChangeConfirm": {"code": "1"},
    "secondFactorBegin": {"currentPassword": PASSWORD},
    "secondFactorConfirm": {"code": "1"},
    "secondFactorRemove": {"currentPassword": PASSWORD, "code": "1"},
    "recoveryCodesRenew": {"code": "1"},
    "phoneChangeRequest": {"currentPassword": PASSWORD, "phone": PHONES[2]},
    "phoneChangeConfirm": {"code": "1"},
    "phoneRemove": {"currentPassword": PASSWORD},
    "phoneLoginRequest": {"phone": PHONES[0]},
    "phoneLogin": {"phone": PHONES[0], "code": "1"},
    "googleLogin": {"idToken": "x", "nonce": "x"},
}


def _people() -> str:
    """Somebody of each kind, and the token of somebody else who is logged in."""
    known = a_user(email=EMAILS[0], password=PASSWORD)
    known.phone, known.phone_verified_at = PHONES[0], utc_now()
    known.save()
    a_user(email=EMAILS[1], password=PASSWORD, verified=False)
    a_user(email=EMAILS[2], password=PASSWORD, active=False)
    unproven = a_user(email=EMAILS[3])
    User.objects.filter(id=unproven.id).update(phone=PHONES[1])
    return an_access_token(a_user(email="viewer@example.com", password=PASSWORD))


async def _asked(name: str, given: dict[str, Any], token: str) -> Answer:
    kind = name[0].upper() + name[1:]
    document = f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ errors {{ code message path }} }} }}"
    return await graphql(document, {"input": given}, token=token)


def _seen(answer: Answer) -> tuple[int, Any, list[tuple[str, str]]]:
    headers = [(name, value) for name, value in answer.headers.items() if name not in OWN_HEADERS]
    # How much of the budget is left is the asker's own, and falls from one answer to the next.
    return answer.status, {**answer.body, "extensions": None}, [each for each in headers if each[0] != "content-length"]


async def _each(name: str, work: Callable[[str], Awaitable[Any]]) -> list[Any]:
    subjects = EMAILS if ABOUT[name][0] == "email" else PHONES
    return [await work(subject) for subject in subjects]


@pytest.mark.parametrize("name", ABOUT)
async def test_a23_every_kind_of_account_and_none_is_answered_byte_for_byte_alike(name: str) -> None:
    token = await in_transaction(_people)
    field, given, _ = ABOUT[name]

    async def ask(subject: str) -> Any:
        return _seen(await _asked(name, {**given, field: subject}, token))

    answers = await _each(name, ask)

    assert answers == [answers[0]] * len(answers)


@pytest.mark.parametrize("name", ABOUT)
async def test_a25_every_kind_of_account_and_none_costs_the_same_hashes_and_time(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await in_transaction(_people)
    field, given, is_even = ABOUT[name]
    hashed, waited = Mock(), Mock()
    hasher = type(get_hasher())
    for method in ("encode", "verify"):
        real = getattr(hasher, method)
        monkeypatch.setattr(hasher, method, lambda self, *args, real=real: (hashed(), real(self, *args))[1])
    for module in (credential_flows, flows, phone_flows):
        monkeypatch.setattr(module, "even_time", lambda: (waited(), even_time())[1])

    async def ask(subject: str) -> tuple[int, int]:
        hashed.reset_mock()
        waited.reset_mock()
        await _asked(name, {**given, field: subject}, token)
        return hashed.call_count, waited.call_count

    work = await _each(name, ask)

    assert work == [work[0]] * len(work)
    # Hashing takes longer than everything else together; what does without it is given one time.
    assert work[0][1] == (1 if is_even else 0)
    assert is_even or work[0][0] == 1
    assert our_settings.EVEN_ANSWER.total_seconds() > 0


async def test_a_login_reads_as_much_for_nobody_as_for_somebody() -> None:
    await in_transaction(_people)
    read = []

    for email in EMAILS:
        with counted_statements() as statements, pytest.raises(WrongCredentials):
            await flows.log_in(email=email, password="wrong-wrong-wrong", user_agent="", network="n", now=utc_now())
        read.append(len(statements))

    assert read == [1] * len(EMAILS)


@pytest.mark.parametrize("name", GUARDED)
async def test_without_redis_nothing_is_tried(name: str) -> None:
    token = await in_transaction(_people)

    def state() -> tuple[list[Any], int, int]:
        return list(User.objects.order_by("id").values()), Session.objects.count(), OneTimeCode.objects.count()

    before = await in_transaction(state)
    with override_settings(GOOGLE_CLIENT_IDS=["shop"]):
        async with redis_away():
            errors = (await _asked(name, GUARDED[name], token)).data[name]["errors"]

    assert [error["code"] for error in errors] == ["UNAVAILABLE"]
    assert await in_transaction(state) == before


def _smaller(monkeypatch: pytest.MonkeyPatch, name: str, count: int) -> None:
    limit = getattr(throttles, name)
    monkeypatch.setattr(throttles, name, type(limit)(name=limit.name, count=count, period=limit.period))


async def _spray(number: int, network: str) -> None:
    await flows.log_in(
        email=f"shopper{number}@example.com", password=PASSWORD, user_agent="", network=network, now=utc_now()
    )


async def test_a41_one_password_on_many_accounts_is_stopped_by_network(monkeypatch: pytest.MonkeyPatch) -> None:
    assert throttles.LOGINS_PER_NETWORK.count == 300
    _smaller(monkeypatch, "LOGINS_PER_NETWORK", 20)
    await in_transaction(a_user, email="shopper21@example.com", password=PASSWORD)

    for number in range(20):
        with pytest.raises(WrongCredentials):
            await _spray(number, "203.0.113.7")

    with pytest.raises(TooManyRequests):
        await _spray(21, "203.0.113.7")
    assert await in_transaction(Session.objects.count) == 0
    await _spray(21, "198.51.100.1")
    assert await in_transaction(Session.objects.count) == 1


@pytest.mark.parametrize("range_of", ["203.0.113.{}", "2001:db8:1:{}::/64"], ids=["IPv4 /24", "IPv6 /48"])
async def test_a41_moving_from_address_to_address_of_a_rented_range_does_not_help(
    range_of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert throttles.LOGINS_PER_SUBNET.count == 2_000
    _smaller(monkeypatch, "LOGINS_PER_SUBNET", 20)

    for number in range(20):
        with pytest.raises(WrongCredentials):
            await _spray(number, range_of.format(number + 1))

    with pytest.raises(TooManyRequests):
        await _spray(21, range_of.format(77))


async def test_a41_nor_does_moving_all_over_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    assert throttles.LOGINS_IN_ALL.count == 10_000
    _smaller(monkeypatch, "LOGINS_IN_ALL", 20)

    for number in range(20):
        with pytest.raises(WrongCredentials):
            await _spray(number, f"203.0.{number}.7")

    with pytest.raises(TooManyRequests):
        await _spray(21, "198.51.100.1")
