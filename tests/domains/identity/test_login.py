"""Login: one answer and equal work for everything that is wrong."""

import asyncio
from statistics import median
from unittest.mock import Mock

import pytest
from django.contrib.auth.hashers import get_hasher

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import Unavailable
from domains.common.limits import TooManyRequests
from domains.common.models import OutboxEvent
from domains.identity import flows
from domains.identity.errors import WrongCredentials
from domains.identity.models import RefreshToken, Session, User
from domains.identity.services.open_session import SessionTokens, open_session
from domains.identity.tokens import AccessClaims, read_token
from tests.factories.identity import PASSWORD, a_user
from tests.redis_away import redis_away

NOW = utc_now()


async def _log_in(email: str, password: str = PASSWORD, *, network: str = "n") -> SessionTokens:
    return await flows.log_in(email=email, password=password, user_agent="Safari", network=network, now=NOW)


def _people() -> None:
    a_user(email="ada@example.com", password=PASSWORD)
    a_user(email="unverified@example.com", password=PASSWORD, verified=False)
    a_user(email="inactive@example.com", password=PASSWORD, active=False)
    a_user(email="passwordless@example.com", password=None)


FAILURES = [
    ("nobody@example.com", PASSWORD),
    ("no address at all", PASSWORD),
    ("ada@example.com", "wrong-wrong-wrong"),
    ("ada@example.com", ""),
    ("ada@example.com", "a" * 100_000),
    ("ada@example.com", "\ud800"),
    ("unverified@example.com", PASSWORD),
    ("inactive@example.com", PASSWORD),
    ("passwordless@example.com", PASSWORD),
]


async def test_opens_a_session() -> None:
    user = await in_transaction(a_user, email="ada@example.com", password=PASSWORD)

    tokens = await _log_in(" ADA@example.com")

    session = await in_transaction(Session.objects.get)
    assert (session.user_id, session.user_agent, session.revoked_at) == (user.id, "Safari", None)
    assert read_token(token=tokens.access_token, now=NOW) == AccessClaims(user_id=user.id, session_id=session.id)
    kept = await in_transaction(RefreshToken.objects.get)
    assert tokens.refresh_token not in kept.token_hash
    assert await in_transaction(lambda: OutboxEvent.objects.get().name) == "SessionOpened"


@pytest.mark.parametrize(
    ("email", "password"), FAILURES, ids=lambda value: value[:22].encode(errors="replace").decode()
)
async def test_gives_one_answer_to_everything_that_is_wrong(email: str, password: str) -> None:
    await in_transaction(_people)

    with pytest.raises(WrongCredentials) as refused:
        await _log_in(email, password)

    assert (refused.value.code, refused.value.path) == ("WRONG_CREDENTIALS", ())
    assert refused.value.message == "The email address or the password is wrong."
    assert await in_transaction(Session.objects.count) == 0


async def test_hashes_exactly_once_whatever_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    await in_transaction(_people)
    hasher = type(get_hasher())
    work = Mock()
    for name in ("encode", "verify"):
        real = getattr(hasher, name)
        monkeypatch.setattr(hasher, name, lambda self, *args, real=real: (work(), real(self, *args))[1])

    spent = []
    for email, password in FAILURES:
        work.reset_mock()
        with pytest.raises(WrongCredentials):
            await _log_in(email, password)
        spent.append(work.call_count)

    assert spent == [1] * len(FAILURES)


async def test_refuses_the_account_after_ten_tries_from_anywhere_even_with_the_right_password() -> None:
    await in_transaction(_people)

    for number in range(10):
        with pytest.raises(WrongCredentials):
            await _log_in("ada@example.com", "wrong-wrong-wrong", network=f"192.0.2.{number}")

    with pytest.raises(TooManyRequests):
        await _log_in("ADA@example.com ", network="198.51.100.1")
    assert await in_transaction(Session.objects.count) == 0


async def test_what_others_mistype_costs_nobody_a_try() -> None:
    await in_transaction(_people)
    for number in range(10):
        with pytest.raises(WrongCredentials):
            await _log_in("no address", network=f"192.0.2.{number}")

    with pytest.raises(TooManyRequests):
        await _log_in("no address", network="198.51.100.1")
    with pytest.raises(WrongCredentials):
        await _log_in("ada@example", network="198.51.100.1")


async def test_a_login_clears_the_tries_of_its_account() -> None:
    await in_transaction(_people)
    for _ in range(9):
        with pytest.raises(WrongCredentials):
            await _log_in("ada@example.com", "wrong-wrong-wrong")

    await _log_in("ada@example.com")

    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await _log_in("ada@example.com", "wrong-wrong-wrong")


async def test_fails_closed_without_redis() -> None:
    await in_transaction(_people)

    async with redis_away():
        with pytest.raises(Unavailable):
            await _log_in("ada@example.com")

    assert await in_transaction(Session.objects.count) == 0


async def test_a_password_changed_meanwhile_opens_nothing() -> None:
    user = await in_transaction(a_user, email="ada@example.com", password=PASSWORD)
    await in_transaction(User.objects.filter(id=user.id).update, password="changed")

    with pytest.raises(WrongCredentials):
        await in_transaction(open_session, user_id=user.id, password_hash=user.password, user_agent="", now=NOW)

    assert await in_transaction(Session.objects.count) == 0


async def test_logins_do_not_block_the_loop() -> None:
    await in_transaction(_people)
    lags = []

    async def watch() -> None:
        while True:
            started = asyncio.get_running_loop().time()
            await asyncio.sleep(0.005)
            lags.append(asyncio.get_running_loop().time() - started)

    watcher = asyncio.create_task(watch())
    await asyncio.gather(*(_log_in("ada@example.com") for _ in range(5)))
    watcher.cancel()

    assert await in_transaction(Session.objects.count) == 5
    # Most of the time the loop turns at once; a single late turn says only that the machine was busy.
    assert median(lags) < 0.1
