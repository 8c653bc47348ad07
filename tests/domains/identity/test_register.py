"""Registration and the proof of an address."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import InvalidInput
from domains.common.limits import TooManyRequests
from domains.common.models import OutboxEvent
from domains.identity import flows
from domains.identity.codes import digits
from domains.identity.emails import normalised
from domains.identity.errors import InvalidEmail, WeakPassword, WrongCode
from domains.identity.models import OneTimeCode, Session, StaffRole, User
from domains.identity.services.register_account import register_account, request_new_code
from domains.identity.services.verify_email import verify_email
from tests.factories.identity import PASSWORD, a_user

EMAIL = "ada@example.com"
NOW = utc_now()


def _register(email: str = EMAIL, *, hashed: str = "hash", now: datetime = NOW) -> None:
    register_account(email=email, password_hash=hashed, full_name="Ada Obi", now=now)


def _code(email: str = EMAIL) -> str:
    latest = OneTimeCode.objects.filter(user__email=email).latest("created_at", "id")
    return digits(latest.id, latest.purpose)


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def _events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def test_creates_an_unverified_account_and_asks_for_its_code() -> None:
    _register()

    user, code = User.objects.get(), OneTimeCode.objects.get()
    asked = OutboxEvent.objects.get(name="VerificationCodeRequested")
    assert (user.email, user.email_verified_at, user.is_active) == (EMAIL, None, True)
    assert code.expires_at == NOW + timedelta(minutes=10)
    assert asked.payload == {"user_id": str(user.id), "code_id": str(code.id)}
    assert _events() == ["AccountRegistered", "VerificationCodeRequested"]


def test_nobody_registers_over_an_account_of_staff_that_was_never_proven() -> None:
    # As `createsuperuser` makes them.
    boss = User.objects.create_superuser(EMAIL, PASSWORD)

    _register(hashed="of a stranger who knows the address")

    kept = User.objects.get()
    assert (kept.password, kept.full_name, kept.staff_role) == (boss.password, "", StaffRole.ADMIN)
    assert (_events(), OneTimeCode.objects.count()) == (["RegistrationForKnownEmail"], 0)


def test_tells_the_owner_of_a_known_address_and_changes_nothing() -> None:
    owner = a_user(email=EMAIL, password=PASSWORD)

    _register(hashed="of somebody else")

    assert _events() == ["RegistrationForKnownEmail"]
    assert OutboxEvent.objects.get().payload == {"user_id": str(owner.id)}
    assert User.objects.get().password == owner.password
    assert OneTimeCode.objects.count() == 0


def test_replaces_a_registration_that_was_never_verified() -> None:
    _register(hashed="of somebody who lies in wait")
    first = _code()

    _register(hashed="of the owner", now=NOW + timedelta(seconds=1))

    with pytest.raises(WrongCode):
        verify_email(email=EMAIL, code=first, user_agent="", now=NOW + timedelta(seconds=2))
    verify_email(email=EMAIL, code=_code(), user_agent="", now=NOW + timedelta(seconds=3))
    assert User.objects.get().password == "of the owner"


async def test_parallel_registrations_of_one_address_make_one_account() -> None:
    await asyncio.gather(*(in_transaction(_register) for _ in range(20)))

    assert await in_transaction(User.objects.count) == 1


def test_verifies_and_logs_in_once() -> None:
    _register()
    code = _code()

    tokens = verify_email(email=EMAIL, code=f" {code} ", user_agent="Firefox\x00", now=NOW)

    user, session = User.objects.get(), Session.objects.get()
    assert user.email_verified_at == NOW
    assert (session.id, session.user_agent) == (tokens.session_id, "Firefox")
    assert _events()[2:] == ["EmailVerified", "SessionOpened"]
    with pytest.raises(WrongCode):
        verify_email(email=EMAIL, code=code, user_agent="", now=NOW)
    assert Session.objects.count() == 1


def test_a_code_has_five_tries() -> None:
    _register()
    code = _code()

    for _ in range(5):
        with pytest.raises(WrongCode):
            verify_email(email=EMAIL, code=_wrong(code), user_agent="", now=NOW)

    with pytest.raises(WrongCode):
        verify_email(email=EMAIL, code=code, user_agent="", now=NOW)
    assert OneTimeCode.objects.get().tries_left == 0
    assert Session.objects.count() == 0
    assert User.objects.get().email_verified_at is None


def test_a_code_lasts_ten_minutes() -> None:
    _register()

    with pytest.raises(WrongCode):
        verify_email(email=EMAIL, code=_code(), user_agent="", now=NOW + timedelta(minutes=10))

    assert Session.objects.count() == 0


def test_a_code_is_worth_nothing_for_another_account_or_purpose() -> None:
    _register()
    _register("bola@example.com")
    mine = OneTimeCode.objects.get(user__email=EMAIL)

    for answer in (_code("bola@example.com"), digits(mine.id, OneTimeCode.Purpose.RESET_PASSWORD), "", "٠٠٠٠٠٠", "\0"):
        with pytest.raises(WrongCode):
            verify_email(email=EMAIL, code=answer, user_agent="", now=NOW)
    with pytest.raises(WrongCode):
        verify_email(email="nobody@example.com", code=_code(), user_agent="", now=NOW)

    assert Session.objects.count() == 0


async def test_one_code_used_50_times_at_once_opens_one_session() -> None:
    await in_transaction(_register)
    code = await in_transaction(_code)

    answers = await asyncio.gather(
        *(in_transaction(verify_email, email=EMAIL, code=code, user_agent="", now=NOW) for _ in range(50)),
        return_exceptions=True,
    )

    assert sum(not isinstance(answer, BaseException) for answer in answers) == 1
    assert sum(isinstance(answer, WrongCode) for answer in answers) == 49
    assert await in_transaction(Session.objects.count) == 1


def test_a_new_code_ends_the_older_one_and_only_for_who_waits() -> None:
    _register()
    older = _code()
    a_user(email="verified@example.com")

    request_new_code(email=EMAIL, now=NOW + timedelta(seconds=1))
    request_new_code(email="verified@example.com", now=NOW)
    request_new_code(email="nobody@example.com", now=NOW)

    assert OneTimeCode.objects.count() == 2
    with pytest.raises(WrongCode):
        verify_email(email=EMAIL, code=older, user_agent="", now=NOW)


def test_no_digits_are_stored_and_they_are_spread_evenly() -> None:
    codes = [digits(OneTimeCode().id, "verify_email") for _ in range(1000)]

    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(set(codes)) > 990


async def test_registers_and_verifies_over_the_flow() -> None:
    await flows.register(email=" Ada@Example.COM ", password=PASSWORD, full_name=" Ada  Obi", network="n", now=NOW)
    code = await in_transaction(_code)

    tokens = await flows.verify(email="ADA@example.com", code=code, user_agent="", network="n", now=NOW)

    user = await in_transaction(User.objects.get)
    assert (user.id, user.full_name) == (tokens.user_id, "Ada Obi")
    assert user.password.startswith("argon2$argon2id$")


async def test_answers_a_known_and_a_new_address_alike() -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)
    clock = asyncio.get_running_loop().time
    spent = []

    for email in (EMAIL, "new@example.com"):
        started = clock()
        await flows.register(email=email, password=PASSWORD, full_name="", network="n", now=NOW)
        spent.append(clock() - started)

    assert min(spent) >= 0.03
    assert await in_transaction(User.objects.count) == 2


@pytest.mark.parametrize(
    ("password", "error"),
    [("short", WeakPassword), ("password1234", WeakPassword), ("8372940183", WeakPassword), ("a" * 129, WeakPassword)],
)
async def test_refuses_a_weak_password(password: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await flows.register(email=EMAIL, password=password, full_name="", network="n", now=NOW)

    assert await in_transaction(User.objects.count) == 0


async def test_refuses_a_name_nobody_has() -> None:
    for name in ("a" * 151, "Ada\x00", "Ada \u202eibO", "\ud800"):
        with pytest.raises(InvalidInput):
            await flows.register(email=EMAIL, password=PASSWORD, full_name=name, network="n", now=NOW)

    assert await in_transaction(User.objects.count) == 0


async def test_sends_three_mails_to_one_address_and_no_more() -> None:
    await flows.register(email=EMAIL, password=PASSWORD, full_name="", network="n", now=NOW)
    await flows.resend_code(email=EMAIL, network="n", now=NOW)
    await flows.resend_code(email="ADA@example.com", network="n", now=NOW)

    with pytest.raises(TooManyRequests):
        await flows.resend_code(email=EMAIL, network="another", now=NOW)

    assert await in_transaction(OneTimeCode.objects.count) == 3


@pytest.mark.parametrize(
    "spelling",
    ["ada@example.com", "ADA@EXAMPLE.COM", " ada@example.com\t", "ａｄａ@example.com", "ada@ｅxample.com"],
)
def test_one_account_per_address_however_it_is_spelled(spelling: str) -> None:
    assert normalised(spelling) == EMAIL


@pytest.mark.parametrize(
    "text",
    ["", "ada", "ada@", "@example.com", "ada@localhost", "аda@example.com", "a\x00da@example.com", "a" * 250 + "@e.co",
     "Ada <ada@example.com>", "ada@example.com\nBcc: eve@example.com", "\ud800@example.com", "ada@[127.0.0.1]"],
)  # fmt: skip
def test_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(InvalidEmail):
        normalised(text)


def test_keeps_international_domains_in_ascii_and_plus_signs() -> None:
    assert normalised("ada+shop@BÜCHER.example") == "ada+shop@xn--bcher-kva.example"
