"""Other passwords: with the present one, or by a link that works once."""

import asyncio
import logging
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.limits import TooManyRequests
from domains.common.models import OutboxEvent
from domains.identity import credential_flows, flows
from domains.identity.codes import CODE_LIFETIME, RESET_LIFETIME
from domains.identity.errors import WeakPassword, WrongCredentials, WrongLink, WrongPassword
from domains.identity.links import link_token
from domains.identity.models import OneTimeCode, Session, User
from domains.identity.services.issue_code import new_code
from tests.factories.identity import PASSWORD, a_session, a_user

NOW = utc_now()
EMAIL = "ada@example.com"
BETTER = "an-even-better-horse"
RESET = OneTimeCode.Purpose.RESET_PASSWORD


async def _ada() -> User:
    return await in_transaction(a_user, email=EMAIL, password=PASSWORD)


async def _change(user: User, *, current: str = PASSWORD, password: str = BETTER, keep: UUID | None = None) -> None:
    await credential_flows.change_password(
        user_id=user.id, session_id=keep, current_password=current, password=password, now=NOW
    )


async def _link(email: str = EMAIL, *, now: datetime = NOW) -> str:
    await credential_flows.request_password_reset(email=email, network="n", now=now)
    code = await in_transaction(lambda: OneTimeCode.objects.filter(purpose=RESET).latest("created_at", "id"))
    return link_token(code_id=code.id, purpose=RESET)


async def _reset(token: str, *, password: str = BETTER, now: datetime = NOW) -> None:
    await credential_flows.reset_password(token=token, password=password, network="n", now=now)


async def _may_enter(password: str) -> bool:
    try:
        await flows.log_in(email=EMAIL, password=password, user_agent="", network="n", now=NOW)
    except WrongCredentials:
        return False
    return True


async def _open_sessions() -> set[UUID]:
    return await in_transaction(lambda: set(Session.objects.filter(revoked_at=None).values_list("id", flat=True)))


async def test_changes_the_password_and_ends_every_other_session() -> None:
    user = await _ada()
    here, _elsewhere = [await in_transaction(a_session, user) for _ in range(2)]

    await _change(user, keep=here.id)

    assert await _open_sessions() == {here.id}
    assert (await _may_enter(PASSWORD), await _may_enter(BETTER)) == (False, True)
    assert await in_transaction(OutboxEvent.objects.filter(name="PasswordChanged").count) == 1


async def test_a_wrong_present_password_changes_nothing() -> None:
    user = await _ada()
    here = await in_transaction(a_session, user)

    with pytest.raises(WrongPassword):
        await _change(user, current="wrong-wrong-wrong")

    assert await _open_sessions() == {here.id}
    assert await _may_enter(PASSWORD)


async def test_a_weak_new_password_is_refused() -> None:
    user = await _ada()

    with pytest.raises(WeakPassword):
        await _change(user, password="short")

    assert await _may_enter(PASSWORD)


async def test_guessing_at_the_present_password_ends_after_ten_tries() -> None:
    user = await _ada()
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await _change(user, current="wrong-wrong-wrong")

    with pytest.raises(TooManyRequests):
        await _change(user)

    assert await _may_enter(PASSWORD)


async def test_of_parallel_changes_with_one_old_password_one_wins() -> None:
    user = await _ada()

    outcomes = await asyncio.gather(
        *(_change(user, password=f"{BETTER}-{number}") for number in range(6)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", *["WrongPassword"] * 5]


async def test_a_link_sets_the_password_once_and_ends_every_session() -> None:
    user = await _ada()
    await in_transaction(a_session, user)
    token = await _link()

    await _reset(token)

    assert await _open_sessions() == set()
    assert (await _may_enter(PASSWORD), await _may_enter(BETTER)) == (False, True)
    with pytest.raises(WrongLink):
        await _reset(token, password=PASSWORD)
    assert await _may_enter(BETTER)


async def test_a26_a_newer_link_kills_the_older() -> None:
    await _ada()
    older, newer = await _link(), await _link()

    with pytest.raises(WrongLink):
        await _reset(older)
    assert await _may_enter(PASSWORD)

    await _reset(newer)
    assert await _may_enter(BETTER)


async def test_a_link_dies_after_thirty_minutes_and_with_a_changed_password() -> None:
    user = await _ada()
    late = await _link()

    with pytest.raises(WrongLink):
        await _reset(late, now=NOW + RESET_LIFETIME)
    await _change(user)
    with pytest.raises(WrongLink):
        await _reset(late, password=PASSWORD)

    assert await _may_enter(BETTER)


async def test_a28_a_token_of_another_purpose_or_with_any_other_sign_is_worth_nothing() -> None:
    user = await _ada()
    token = await _link()
    verify = OneTimeCode.Purpose.VERIFY_EMAIL
    other = await in_transaction(new_code, user=user, purpose=verify, lifetime=CODE_LIFETIME, now=NOW)
    forged = [
        link_token(code_id=other.id, purpose=verify),
        link_token(code_id=other.id, purpose=RESET),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[:-1],
        token + "=",
        "é" * 64,
        "",
        "A" * 100_000,
    ]

    for attempt in forged:
        with pytest.raises(WrongLink):
            await _reset(attempt)

    assert await _may_enter(PASSWORD)


async def test_a_weak_password_leaves_the_link_good() -> None:
    await _ada()
    token = await _link()

    with pytest.raises(WeakPassword):
        await _reset(token, password="short")

    await _reset(token)
    assert await _may_enter(BETTER)


async def test_of_twenty_parallel_uses_of_one_link_exactly_one_works() -> None:
    await _ada()
    token = await _link()

    outcomes = await asyncio.gather(
        *(_reset(token, password=f"{BETTER}-{number}") for number in range(20)), return_exceptions=True
    )

    assert [type(outcome).__name__ for outcome in outcomes].count("NoneType") == 1
    assert {type(outcome) for outcome in outcomes if outcome is not None} == {WrongLink}
    assert await in_transaction(OutboxEvent.objects.filter(name="PasswordChanged").count) == 1


@pytest.mark.parametrize(
    ("verified", "active"), [(False, True), (True, False)], ids=["not yet proven", "no longer active"]
)
async def test_no_link_goes_to_an_account_that_may_not_log_in(verified: bool, active: bool) -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD, verified=verified, active=active)

    await credential_flows.request_password_reset(email=EMAIL, network="n", now=NOW)

    assert await in_transaction(OneTimeCode.objects.count) == 0


async def test_an_unknown_address_takes_as_long_as_a_known_one() -> None:
    await _ada()
    clock, took = asyncio.get_running_loop().time, []

    for email in (EMAIL, "nobody@example.com"):
        began = clock()
        await credential_flows.request_password_reset(email=email, network="n", now=NOW)
        took.append(clock() - began)

    assert min(took) >= settings.EVEN_ANSWER.total_seconds()
    assert await in_transaction(OutboxEvent.objects.filter(name="PasswordResetRequested").count) == 1


async def test_a_fourth_link_in_a_row_is_refused_known_or_not() -> None:
    await _ada()
    for email in (EMAIL, "nobody@example.com"):
        for _ in range(3):
            await credential_flows.request_password_reset(email=email, network="n", now=NOW)

        with pytest.raises(TooManyRequests):
            await credential_flows.request_password_reset(email=email, network="n", now=NOW)


async def test_a30_the_token_is_nowhere_in_our_tables_or_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await _ada()
    token = await _link(now=NOW + timedelta(seconds=1))

    await _reset(token, now=NOW + timedelta(seconds=2))

    def dump() -> str:
        return str([*OneTimeCode.objects.values_list(), *OutboxEvent.objects.values_list()])

    assert token[-40:] not in await in_transaction(dump)
    assert token not in caplog.text
