"""Phone numbers: proven by a code, one account each, and a way to log in."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as our_settings
from pytest_django.fixtures import Settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import Unavailable
from domains.common.limits import TooManyRequests
from domains.common.models import OutboxEvent
from domains.common.redis import redis_client, redis_key
from domains.identity import phone_flows, second_factor_flows
from domains.identity.codes import CODE_LIFETIME, digits
from domains.identity.errors import ChallengeEnded, SecondFactorNeeded, WrongCode
from domains.identity.models import OneTimeCode, ProviderIdentity, SecondFactor, Session, User
from domains.identity.services.open_session import SessionTokens
from domains.notifications import account_letters
from domains.notifications.models import Message
from tests.api.client import graphql
from tests.factories.identity import PASSWORD, a_user, an_access_token
from tests.redis_away import redis_away

NUMBER, OTHER = "+2348031234567", "+447400123456"
NOW = utc_now()


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


def _mutation(name: str, wanted: str = "") -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {wanted} errors {{ code path }} }} }}"


async def _asked(name: str, wanted: str = "", *, bearer: str | None = None, **given: Any) -> Any:
    return (await graphql(_mutation(name, wanted), {"input": given}, token=bearer)).data[name]


def _owner(phone: str = NUMBER, *, active: bool = True) -> User:
    user = a_user(password=PASSWORD, active=active)
    user.phone, user.phone_verified_at = phone, NOW
    user.save()
    return user


def _code() -> str:
    latest = OneTimeCode.objects.latest("created_at", "id")
    return digits(latest.id, latest.purpose)


async def _log_in(code: str, *, phone: str = NUMBER, shift: timedelta = timedelta()) -> SessionTokens:
    return await phone_flows.log_in(phone=phone, code=code, user_agent="", network="n", now=NOW + shift)


async def _sent() -> str:
    await phone_flows.request_login(phone=NUMBER, network="n", now=NOW)
    return await in_transaction(_code)


async def test_proves_a_number_by_the_text_sent_there_and_logs_in_with_it(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_DIR = tmp_path
    user = await in_transaction(a_user, password=PASSWORD)
    token = await in_transaction(an_access_token, user)

    asked = await _asked("phoneChangeRequest", bearer=token, currentPassword=PASSWORD, phone="+234 803 123 4567")
    latest = await in_transaction(OneTimeCode.objects.get)
    for _ in range(2):
        await in_transaction(account_letters.text_phone_code, code_id=latest.id, now=utc_now())
    [text] = await in_transaction(lambda: [path.read_text() for path in tmp_path.iterdir()])
    found = re.search(r"code: (\d{6})", text)
    assert found is not None
    proven = await _asked("phoneChangeConfirm", bearer=token, code=found[1])
    requested = await _asked("phoneLoginRequest", phone=NUMBER)
    code = await in_transaction(_code)
    entered = await _asked("phoneLogin", "tokens { accessToken }", phone=NUMBER, code=code)

    assert asked == proven == requested == {"errors": []}
    assert text.startswith(f"To: {NUMBER}\n")
    assert entered["tokens"] is not None
    assert await in_transaction(lambda: Message.objects.get().channel) == "sms"


async def test_a23_answers_known_and_unknown_numbers_byte_for_byte_alike_and_as_slowly() -> None:
    await in_transaction(_owner)
    token = await in_transaction(lambda: an_access_token(a_user(password=PASSWORD)))
    clock, took = asyncio.get_running_loop().time, []

    for name, given in (
        ("phoneLoginRequest", {}),
        ("phoneChangeRequest", {"currentPassword": PASSWORD}),
        ("phoneLogin", {"code": "x"}),
    ):
        answers = []
        for phone in (NUMBER, OTHER):
            began = clock()
            answers.append(await graphql(_mutation(name), {"input": {"phone": phone, **given}}, token=token))
            took.append(clock() - began)
        assert (answers[0].status, answers[0].content) == (answers[1].status, answers[1].content)

    assert min(took) >= our_settings.EVEN_ANSWER.total_seconds()


async def test_a_taken_number_is_never_moved() -> None:
    owner = await in_transaction(_owner)
    thief = await in_transaction(a_user, password=PASSWORD)

    await phone_flows.request_change(user_id=thief.id, current_password=PASSWORD, phone=NUMBER, network="n", now=NOW)
    with pytest.raises(WrongCode):
        await phone_flows.confirm_change(user_id=thief.id, code=await in_transaction(_code), now=NOW)

    assert await in_transaction(lambda: User.objects.get(phone=NUMBER).id) == owner.id


async def test_a_number_that_was_not_proven_or_of_nobody_active_cannot_log_in() -> None:
    user = await in_transaction(_owner, active=False)
    await in_transaction(User.objects.filter(id=(await in_transaction(a_user)).id).update, phone=OTHER)

    for phone in (NUMBER, OTHER):
        await phone_flows.request_login(phone=phone, network="n", now=NOW)

    assert user.phone == NUMBER
    assert await in_transaction(OneTimeCode.objects.count) == 0


async def test_a21_of_parallel_uses_of_one_code_one_opens_a_session() -> None:
    await in_transaction(_owner)
    code = await _sent()

    outcomes = await asyncio.gather(*(_log_in(code) for _ in range(12)), return_exceptions=True)

    assert sum(isinstance(outcome, SessionTokens) for outcome in outcomes) == 1
    assert await in_transaction(Session.objects.count) == 1


async def test_a20_a_code_is_of_its_number_its_time_and_the_latest() -> None:
    await in_transaction(_owner)
    await in_transaction(_owner, OTHER)
    old, code = await _sent(), await _sent()

    for given, phone, shift in (
        (old, NUMBER, timedelta()),
        (code, OTHER, timedelta()),
        (code, "no number", timedelta()),
        (code, NUMBER, CODE_LIFETIME),
    ):
        with pytest.raises(WrongCode):
            await _log_in(given, phone=phone, shift=shift)

    assert await in_transaction(Session.objects.count) == 0
    await _log_in(code)


async def test_asks_for_the_second_factor_too() -> None:
    user = await in_transaction(_owner)
    await in_transaction(lambda: SecondFactor.objects.create(user=user, confirmed_at=NOW))
    code = await _sent()

    with pytest.raises(SecondFactorNeeded):
        await _log_in(code)

    assert await in_transaction(Session.objects.count) == 0


async def test_sends_three_texts_to_a_number_and_then_waits_known_or_not() -> None:
    await in_transaction(_owner)

    for phone in (NUMBER, OTHER):
        for _ in range(3):
            await phone_flows.request_login(phone=phone, network="n", now=NOW)
        with pytest.raises(TooManyRequests):
            await phone_flows.request_login(phone=phone, network="elsewhere", now=NOW)


async def test_fails_closed_without_redis() -> None:
    await in_transaction(_owner)
    code = await _sent()

    async with redis_away():
        with pytest.raises(Unavailable):
            await _log_in(code)
        with pytest.raises(Unavailable):
            await phone_flows.request_login(phone=NUMBER, network="n", now=NOW)

    assert await in_transaction(Session.objects.count) == 0


async def _phone_of(token: str) -> str | None:
    phone: str | None = (await graphql("{ viewer { phone } }", token=token)).data["viewer"]["phone"]
    return phone


async def test_a_number_that_is_taken_away_logs_in_no_more() -> None:
    user = await in_transaction(_owner)
    token = await in_transaction(an_access_token, user)
    login_code = await _sent()
    await phone_flows.request_change(user_id=user.id, current_password=PASSWORD, phone=OTHER, network="n", now=NOW)
    change_code = await in_transaction(_code)
    assert await _phone_of(token) == NUMBER

    removed = await _asked("phoneRemove", bearer=token, currentPassword=PASSWORD)

    assert removed == {"errors": []}
    assert await _phone_of(token) is None
    with pytest.raises(WrongCode):
        await _log_in(login_code)
    with pytest.raises(WrongCode):
        await phone_flows.confirm_change(user_id=user.id, code=change_code, now=NOW)
    await phone_flows.request_login(phone=NUMBER, network="n", now=NOW)
    assert await in_transaction(OneTimeCode.objects.filter(used_at=None).count) == 0
    assert await in_transaction(OutboxEvent.objects.filter(name="PhoneRemoved").count) == 1
    # Again, and nothing more happens; and the number is free for whoever proves it next.
    assert await _asked("phoneRemove", bearer=token, currentPassword=PASSWORD) == {"errors": []}
    assert await in_transaction(OutboxEvent.objects.filter(name="PhoneRemoved").count) == 1
    await in_transaction(_owner)


async def test_a_login_that_the_number_began_is_not_finished() -> None:
    user = await in_transaction(_owner)
    await in_transaction(lambda: SecondFactor.objects.create(user=user, confirmed_at=NOW))
    with pytest.raises(SecondFactorNeeded) as half:
        await _log_in(await _sent())

    await phone_flows.remove(user_id=user.id, session_id=None, current_password=PASSWORD, now=NOW)

    with pytest.raises(ChallengeEnded):
        await second_factor_flows.confirm_login(
            challenge=half.value.challenge, code="1", user_agent="", network="n", now=NOW
        )


@pytest.mark.parametrize("given", ["", "wrong-wrong-wrong", "x" * 5_000], ids=["none", "wrong", "a long one"])
async def test_no_number_is_taken_away_without_the_password(given: str) -> None:
    user = await in_transaction(_owner)
    token = await in_transaction(an_access_token, user)
    code = await _sent()

    refused = await _asked("phoneRemove", bearer=token, currentPassword=given)
    stranger = await _asked("phoneRemove", currentPassword=PASSWORD)

    assert refused == {"errors": [{"code": "WRONG_PASSWORD", "path": ["currentPassword"]}]}
    assert [error["code"] for error in stranger["errors"]] == ["LOGIN_REQUIRED"]
    assert await _phone_of(token) == NUMBER
    await _log_in(code)


async def test_the_last_way_in_stays(settings: Settings) -> None:
    settings.GOOGLE_CLIENT_IDS = ["shop"]
    user = await in_transaction(_owner)
    await in_transaction(User.objects.filter(id=user.id).update, password="!")
    token = await in_transaction(an_access_token, user)
    last = {"errors": [{"code": "LAST_WAY_IN", "path": []}]}
    assert await _asked("phoneRemove", bearer=token) == last

    await in_transaction(lambda: ProviderIdentity.objects.create(user=user, provider="google", subject="ada"))
    settings.GOOGLE_CLIENT_IDS = []
    assert await _asked("phoneRemove", bearer=token) == last
    settings.GOOGLE_CLIENT_IDS = ["shop"]
    await in_transaction(Session.objects.update, created_at=NOW - timedelta(hours=1))
    assert await _asked("phoneRemove", bearer=token) == {"errors": [{"code": "LOGIN_TOO_OLD", "path": []}]}
    assert await _phone_of(token) == NUMBER

    await in_transaction(Session.objects.update, created_at=utc_now())
    assert await _asked("phoneRemove", bearer=token) == {"errors": []}
    assert await _phone_of(token) is None


async def test_shows_no_number_that_nobody_has_proven() -> None:
    user = await in_transaction(a_user, password=PASSWORD)
    await in_transaction(User.objects.filter(id=user.id).update, phone=OTHER)

    assert await _phone_of(await in_transaction(an_access_token, user)) is None
