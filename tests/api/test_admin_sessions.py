"""Whatever logs a member of staff out of the shop also closes the admin that is open in another window."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pyotp
import pytest

from config.asgi import application
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.redis import redis_client, redis_key
from domains.identity.codes import digits
from domains.identity.links import link_token
from domains.identity.models import OneTimeCode, SecondFactor, User
from domains.identity.services.second_factor import begin_second_factor, confirm_second_factor
from tests.api.client import graphql
from tests.factories.identity import PASSWORD, a_refresh_token, a_session, a_staff_member, an_access_token

EMAIL, BETTER = "ngozi@example.com", "an-even-better-horse"
OK, TO_THE_LOGIN = 200, 302


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff who is logged in to the shop."""

    user: User
    token: str
    # Of another session: what it does to that one is no reason to close the admin.
    refresh_token: str
    recovery_codes: tuple[str, ...]


def _hired(email: str = EMAIL) -> Member:
    user = a_staff_member(email=email)
    user.set_password(PASSWORD)
    user.save()
    begun = begin_second_factor(user_id=user.id, password_hash=user.password, now=utc_now())
    code = pyotp.TOTP(begun.secret).now()
    codes = confirm_second_factor(user_id=user.id, session_id=None, code=code, now=utc_now())
    return Member(user, an_access_token(user), a_refresh_token(a_session(user)), codes)


@asynccontextmanager
async def _window() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def _log_in(window: httpx.AsyncClient, *, email: str = EMAIL) -> None:
    form = await window.get("/admin/login/")
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
    assert found is not None
    given = {"username": email, "password": PASSWORD, "csrfmiddlewaretoken": found[1]}
    assert (await window.post("/admin/login/", data=given)).status_code == TO_THE_LOGIN


async def _opens(window: httpx.AsyncClient) -> int:
    status = (await window.get("/admin/orders/order/")).status_code
    assert status == (await window.get("/admin/")).status_code
    return status


async def _do(name: str, bearer: str | None = None, /, **given: Any) -> None:
    kind = name[0].upper() + name[1:]
    document = f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"
    assert (await graphql(document, {"input": given}, token=bearer)).data[name] == {"errors": []}


async def _log_out_everywhere(member: Member) -> None:
    await graphql("mutation { logout(everywhere: true) { errors { code } } }", token=member.token)


async def _log_out_elsewhere(member: Member) -> None:
    await graphql("mutation { sessionsRevokeOthers { revoked errors { code } } }", token=member.token)


async def _change_the_password(member: Member) -> None:
    await _do("passwordChange", member.token, currentPassword=PASSWORD, password=BETTER)


async def _reset_the_password(member: Member) -> None:
    await _do("passwordResetRequest", email=EMAIL)
    code = await in_transaction(OneTimeCode.objects.get)
    await _do("passwordReset", token=link_token(code_id=code.id, purpose=code.purpose), password=BETTER)


async def _change_the_address(member: Member) -> None:
    await _do("emailChangeRequest", member.token, email="obi@example.com", currentPassword=PASSWORD)
    code = await in_transaction(OneTimeCode.objects.get)
    await _do("emailChangeConfirm", member.token, code=digits(code_id=code.id, purpose=code.purpose))


async def _take_the_second_factor_away(member: Member) -> None:
    await _do("secondFactorRemove", member.token, currentPassword=PASSWORD, code=member.recovery_codes[0])


async def _use_a_refresh_token_twice(member: Member) -> None:
    document = "mutation ($input: TokenRefreshInput!) { tokenRefresh(input: $input) { errors { code } } }"
    given = {"input": {"refreshToken": member.refresh_token}}
    assert (await graphql(document, given)).data["tokenRefresh"]["errors"] == []
    assert (await graphql(document, given)).data["tokenRefresh"]["errors"] == [{"code": "INVALID_TOKEN"}]


async def _lose_the_role(member: Member) -> None:
    await in_transaction(User.objects.filter(id=member.user.id).update, is_staff=False, staff_role="")


async def _get_another_role(member: Member) -> None:
    await in_transaction(User.objects.filter(id=member.user.id).update, staff_role="support")


async def _leave_for_good(member: Member) -> None:
    await _lose_the_role(member)
    given = {"confirmEmail": EMAIL, "currentPassword": PASSWORD, "code": member.recovery_codes[0]}
    await _do("accountErase", member.token, **given)


ENDINGS: dict[str, Callable[[Member], Awaitable[None]]] = {
    function.__name__.strip("_"): function
    for function in (
        _log_out_everywhere, _log_out_elsewhere, _change_the_password, _reset_the_password, _change_the_address,
        _take_the_second_factor_away, _use_a_refresh_token_twice, _lose_the_role, _get_another_role, _leave_for_good,
    )
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS.keys())
async def test_the_admin_is_closed_by_whatever_ends_sessions(ending: Callable[[Member], Awaitable[None]]) -> None:
    member = await in_transaction(_hired)
    await in_transaction(_hired, "colleague@example.com")

    async with _window() as window, _window() as colleague:
        await _log_in(window)
        await _log_in(colleague, email="colleague@example.com")
        assert (await _opens(window), await _opens(colleague)) == (OK, OK)

        await ending(member)

        assert (await _opens(window), await _opens(colleague)) == (TO_THE_LOGIN, OK)


async def test_a_new_second_factor_revives_nothing_that_the_old_one_opened() -> None:
    member = await in_transaction(_hired)

    async with _window() as window:
        await _log_in(window)
        await _take_the_second_factor_away(member)
        await in_transaction(
            lambda: begin_second_factor(user_id=member.user.id, password_hash=member.user.password, now=utc_now())
        )
        await in_transaction(lambda: SecondFactor.objects.update(confirmed_at=utc_now()))

        assert await _opens(window) == TO_THE_LOGIN


async def test_one_session_that_ends_leaves_the_admin_open_and_another_login_opens_it_again() -> None:
    member = await in_transaction(_hired)

    async with _window() as window:
        await _log_in(window)
        await graphql("mutation { logout { errors { code } } }", token=member.token)
        assert await _opens(window) == OK

        again = await in_transaction(an_access_token, member.user)
        await graphql("mutation { logout(everywhere: true) { errors { code } } }", token=again)
        assert await _opens(window) == TO_THE_LOGIN
        await _log_in(window)
        assert await _opens(window) == OK
