"""Which account an identity of Google's is: its own, one that has proven the address, or a new one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import Unavailable
from domains.common.models import OutboxEvent
from domains.identity.errors import GoogleEmailUnverified, GoogleLoginRefused, SecondFactorNeeded
from domains.identity.google import flows
from domains.identity.google.id_tokens import Identity
from domains.identity.google.nonces import new_nonce, read_nonce
from domains.identity.models import ProviderIdentity, SecondFactor, Session, UsedNonce, User
from domains.identity.services.google_login import log_in_by_google
from domains.identity.services.open_session import SessionTokens
from domains.identity.services.prune import prune_identity
from domains.identity.services.register_account import register_account
from domains.notifications import account_letters
from tests.concurrency import all_at_once, many_connections
from tests.domains.notifications.test_send_email import mails, read
from tests.factories.identity import PASSWORD, a_staff_member, a_user
from tests.google.provider import Provider, an_rsa_key, claims_of, signed
from tests.redis_away import redis_away

__all__ = ["mails"]
NOW = utc_now().replace(microsecond=0)
EMAIL = "ada@example.com"


async def _log_in(**claims: Any) -> SessionTokens:
    nonce = (await flows.create_nonce(network="n", now=NOW)).value
    token = signed(claims_of(nonce, now=NOW, **claims), an_rsa_key("first"))
    return await flows.log_in(id_token=token, nonce=nonce, user_agent="Safari", network="n", now=NOW)


def _identity(number: int = 0, *, email: str = EMAIL) -> Identity:
    return Identity(subject=f"{1000 + number}", email=email, is_email_verified=True, full_name="Ada")


def _enter(identity: Identity) -> SessionTokens:
    nonce = read_nonce(new_nonce(now=NOW).value, now=NOW)
    return log_in_by_google(identity=identity, nonce=nonce, user_agent="", network="", now=NOW)


async def test_the_same_person_comes_back_to_the_same_account_under_any_address(provider: Provider) -> None:
    first = await _log_in()

    again = await _log_in(email="ada.obi@example.org", email_verified=False)

    assert again.user_id == first.user_id
    assert again.session_id != first.session_id
    assert await in_transaction(lambda: User.objects.get().email) == EMAIL


async def test_joins_the_account_that_has_proven_the_address_and_tells_its_owner(
    provider: Provider, mails: Any
) -> None:
    user = await in_transaction(a_user, email=EMAIL, password=PASSWORD)

    tokens = await _log_in(email=" ADA@Example.com", name="Somebody Else")
    event = await in_transaction(lambda: OutboxEvent.objects.get(name="ProviderLinked"))
    await in_transaction(account_letters.tell_of_provider, user_id=user.id, cause="event:1")

    assert tokens.user_id == user.id
    assert event.payload == {"user_id": str(user.id), "provider": "google"}
    kept = await in_transaction(User.objects.get)
    assert (kept.full_name, kept.password) == ("Ada Obi", user.password)
    [mail] = read(mails)
    assert (mail["to"], mail["subject"]) == (EMAIL, "Google can log in to your Fashionistar account")


@pytest.mark.parametrize("verified", [False, None, "true", 1, "yes"], ids=["false", "missing", "text", "one", "yes"])
async def test_a36_an_address_that_google_has_not_seen_proven_joins_nothing(provider: Provider, verified: Any) -> None:
    await in_transaction(a_user, email=EMAIL, password=PASSWORD)

    for email in (EMAIL, "new@example.com"):
        with pytest.raises(GoogleEmailUnverified):
            await _log_in(email=email, email_verified=verified)

    assert await in_transaction(lambda: [User.objects.count(), Session.objects.count()]) == [1, 0]
    assert await in_transaction(ProviderIdentity.objects.count) == 0


async def test_an_address_registered_by_somebody_who_never_proved_it_is_theirs_no_more(provider: Provider) -> None:
    squatter = await in_transaction(a_user, email=EMAIL, password=PASSWORD, verified=False)

    tokens = await _log_in()

    user = await in_transaction(User.objects.get)
    assert user.id == tokens.user_id != squatter.id
    assert (user.has_usable_password(), user.full_name) == (False, "Ada Obi")


async def test_refuses_closed_accounts_staff_that_proved_nothing_and_addresses_of_no_kind(provider: Provider) -> None:
    await in_transaction(a_user, email="closed@example.com", active=False)
    staff = await in_transaction(a_staff_member, email="staff@example.com")
    await in_transaction(User.objects.filter(id=staff.id).update, email_verified_at=None)

    for email in ("closed@example.com", "staff@example.com", "no address", "", None):
        with pytest.raises(GoogleLoginRefused):
            await _log_in(email=email)

    assert await in_transaction(lambda: [User.objects.count(), Session.objects.count()]) == [2, 0]
    assert await in_transaction(lambda: [ProviderIdentity.objects.count(), UsedNonce.objects.count()]) == [0, 0]


async def test_a_mailbox_that_was_handed_on_opens_nothing(provider: Provider) -> None:
    await _log_in(subject="the one before")

    with pytest.raises(GoogleLoginRefused):
        await _log_in(subject="the one after")

    assert await in_transaction(Session.objects.count) == 1


async def test_asks_for_the_second_factor_too(provider: Provider) -> None:
    user = await in_transaction(a_user, email=EMAIL)
    await in_transaction(lambda: SecondFactor.objects.create(user=user, confirmed_at=NOW))

    with pytest.raises(SecondFactorNeeded):
        await _log_in()

    assert await in_transaction(lambda: [Session.objects.count(), UsedNonce.objects.count()]) == [0, 1]


def test_first_logins_of_one_person_at_the_same_moment_make_one_account(database: None) -> None:
    with many_connections():
        entered = all_at_once([lambda: _enter(_identity())] * 30)

    assert [type(each) for each in entered] == [SessionTokens] * 30
    assert (User.objects.count(), ProviderIdentity.objects.count(), Session.objects.count()) == (1, 1, 30)
    assert OutboxEvent.objects.filter(name="AccountRegistered").count() == 1


def test_first_logins_and_registrations_of_one_address_at_the_same_moment_make_one_account(database: None) -> None:
    def register() -> None:
        register_account(email=EMAIL, password_hash="x", full_name="Squatter", now=NOW)

    with many_connections():
        outcomes = all_at_once([register, lambda: _enter(_identity())] * 15)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    user = User.objects.get()
    assert (user.full_name, user.has_usable_password()) == ("Ada", False)
    assert user.email_verified_at == NOW


def test_a21_of_parallel_uses_of_one_nonce_one_opens_a_session(database: None) -> None:
    nonce = read_nonce(new_nonce(now=NOW).value, now=NOW)

    def enter() -> SessionTokens:
        return log_in_by_google(identity=_identity(), nonce=nonce, user_agent="", network="", now=NOW)

    with many_connections():
        outcomes = all_at_once([enter] * 50)

    assert sum(isinstance(outcome, SessionTokens) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, GoogleLoginRefused) for outcome in outcomes) == 49
    assert (User.objects.count(), Session.objects.count()) == (1, 1)


async def test_fails_closed_without_redis(provider: Provider) -> None:
    nonce = (await flows.create_nonce(network="n", now=NOW)).value
    token = signed(claims_of(nonce, now=NOW), an_rsa_key("first"))

    async with redis_away():
        outcomes = await asyncio.gather(
            flows.log_in(id_token=token, nonce=nonce, user_agent="", network="n", now=NOW),
            flows.create_nonce(network="n", now=NOW),
            return_exceptions=True,
        )

    assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]
    assert await in_transaction(User.objects.count) == 0


def test_forgets_nonces_that_have_lapsed(database: None) -> None:
    _enter(_identity())

    assert prune_identity(now=NOW + timedelta(minutes=30), limit=10) == 0
    assert prune_identity(now=NOW + timedelta(hours=2), limit=10) == 1
