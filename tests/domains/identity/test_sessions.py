"""Sessions: refresh rotation, reuse, logout, and how soon everybody knows."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import Denied, LoginRequired
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity import session_states
from domains.identity.authentication import staff_of, viewer_of
from domains.identity.errors import InvalidToken
from domains.identity.models import OneTimeCode, RefreshToken, Session, User
from domains.identity.services.end_session import end_all_sessions, end_session
from domains.identity.services.open_session import SessionTokens, open_session
from domains.identity.services.prune import prune_identity
from domains.identity.services.rotate_refresh import rotate_refresh
from domains.identity.session_states import REMEMBERED, session_state
from domains.identity.tokens import issue_access, read_token
from domains.identity.viewer import Owner, Viewer, ViewerKind
from tests.factories.identity import (
    a_guest_token,
    a_refresh_token,
    a_session,
    a_staff_member,
    a_user,
    an_access_token,
)

NOW = utc_now()
KEY = "0123456789abcdef0123456789abcdef"


def _logged_in(user: User | None = None, *, now: datetime = NOW) -> SessionTokens:
    customer = user or a_user()
    return open_session(user_id=customer.id, password_hash=customer.password, user_agent="", now=now)


def _reasons() -> list[str]:
    return sorted(Session.objects.exclude(revoked_at=None).values_list("revoked_because", flat=True))


def test_rotates_and_lives_on() -> None:
    first = _logged_in()
    later = NOW + timedelta(hours=20)

    second = rotate_refresh(token=first.refresh_token, now=later)

    assert second.session_id == first.session_id
    assert second.refresh_expires_at == later + timedelta(days=1)
    assert rotate_refresh(token=second.refresh_token, now=later).session_id == first.session_id
    assert read_token(token=second.access_token, now=later)


def test_a13_reuse_ends_the_whole_family() -> None:
    first = _logged_in()
    second = rotate_refresh(token=first.refresh_token, now=NOW)

    with pytest.raises(InvalidToken):
        rotate_refresh(token=first.refresh_token, now=NOW)

    with pytest.raises(InvalidToken):
        rotate_refresh(token=second.refresh_token, now=NOW)
    assert _reasons() == ["refresh_token_reused"]
    assert OutboxEvent.objects.filter(name="SessionRevoked").get().payload["reason"] == "refresh_token_reused"
    assert RefreshToken.objects.count() == 2


def test_reuse_leaves_other_sessions_alone() -> None:
    user = a_user()
    stolen, other = _logged_in(user), _logged_in(user)
    rotate_refresh(token=stolen.refresh_token, now=NOW)

    with pytest.raises(InvalidToken):
        rotate_refresh(token=stolen.refresh_token, now=NOW)

    assert rotate_refresh(token=other.refresh_token, now=NOW).session_id == other.session_id


async def test_of_20_parallel_refreshes_one_wins_and_the_family_ends() -> None:
    first = await in_transaction(_logged_in)

    answers = await asyncio.gather(
        *(in_transaction(rotate_refresh, token=first.refresh_token, now=NOW) for _ in range(20)),
        return_exceptions=True,
    )

    [won] = [answer for answer in answers if isinstance(answer, SessionTokens)]
    assert sum(isinstance(answer, InvalidToken) for answer in answers) == 19
    assert await in_transaction(_reasons) == ["refresh_token_reused"]
    with pytest.raises(InvalidToken):
        await in_transaction(rotate_refresh, token=won.refresh_token, now=NOW)


def test_who_lost_the_answer_gets_the_same_refresh_token_again() -> None:
    first = _logged_in()
    lost = rotate_refresh(token=first.refresh_token, key=KEY, now=NOW)
    later = NOW + timedelta(hours=2)

    again = rotate_refresh(token=first.refresh_token, key=KEY, now=later)

    assert (again.refresh_token, again.session_id) == (lost.refresh_token, first.session_id)
    assert again.refresh_expires_at == lost.refresh_expires_at == NOW + timedelta(days=1)
    assert again.access_expires_at == later + timedelta(minutes=5)
    assert read_token(token=again.access_token, now=later)
    assert (RefreshToken.objects.count(), _reasons()) == (2, [])
    assert rotate_refresh(token=again.refresh_token, now=later).session_id == first.session_id


@pytest.mark.parametrize("key", ["", "another-key-that-is-random"])
def test_a_repeat_without_the_key_is_a_theft(key: str) -> None:
    first = _logged_in()
    second = rotate_refresh(token=first.refresh_token, key=KEY, now=NOW)

    with pytest.raises(InvalidToken):
        rotate_refresh(token=first.refresh_token, key=key, now=NOW)

    with pytest.raises(InvalidToken):
        rotate_refresh(token=second.refresh_token, now=NOW)
    assert _reasons() == ["refresh_token_reused"]


def test_a_repeat_is_a_theft_once_its_answer_was_used() -> None:
    first = _logged_in()
    second = rotate_refresh(token=first.refresh_token, key=KEY, now=NOW)
    rotate_refresh(token=second.refresh_token, key=KEY, now=NOW)

    with pytest.raises(InvalidToken):
        rotate_refresh(token=first.refresh_token, key=KEY, now=NOW)

    assert _reasons() == ["refresh_token_reused"]


def test_nothing_is_repeated_of_a_session_that_ended() -> None:
    user = a_user()
    first = _logged_in(user)
    rotate_refresh(token=first.refresh_token, key=KEY, now=NOW)
    end_all_sessions(user_id=user.id, now=NOW)

    with pytest.raises(InvalidToken):
        rotate_refresh(token=first.refresh_token, key=KEY, now=NOW)

    assert RefreshToken.objects.count() == 2


async def test_of_20_parallel_refreshes_with_one_key_all_get_one_token() -> None:
    first = await in_transaction(_logged_in)

    answers = await asyncio.gather(
        *(in_transaction(rotate_refresh, token=first.refresh_token, key=KEY, now=NOW) for _ in range(20))
    )

    assert len({answer.refresh_token for answer in answers}) == 1
    assert (await in_transaction(RefreshToken.objects.count), await in_transaction(_reasons)) == (2, [])


def test_refuses_refresh_tokens_that_do_not_work() -> None:
    user = a_user()
    expired = a_refresh_token(a_session(user, now=NOW - timedelta(days=1)), now=NOW - timedelta(days=1))
    closed = a_user()
    of_closed = a_refresh_token(a_session(closed))
    User.objects.filter(id=closed.id).update(is_active=False)

    for token in (expired, of_closed, an_access_token(user), a_guest_token(), "", "x", "\0", "\ud800", "é"):
        with pytest.raises(InvalidToken):
            rotate_refresh(token=token, now=NOW)

    assert RefreshToken.objects.count() == 2
    assert _reasons() == []


def test_a_session_ends_after_90_days_however_often_it_is_refreshed() -> None:
    tokens, moment = _logged_in(), NOW
    while moment < NOW + timedelta(days=90) - timedelta(hours=12):
        moment += timedelta(hours=12)
        tokens = rotate_refresh(token=tokens.refresh_token, now=moment)

    assert tokens.refresh_expires_at == NOW + timedelta(days=90)
    with pytest.raises(InvalidToken):
        rotate_refresh(token=tokens.refresh_token, now=NOW + timedelta(days=90))


async def test_names_the_viewer() -> None:
    tokens = await in_transaction(_logged_in)

    viewer = await viewer_of(token=tokens.access_token, now=NOW)
    guest = await viewer_of(token=a_guest_token(now=NOW), now=NOW)

    assert (viewer.kind, viewer.id, viewer.session_id) == (ViewerKind.CUSTOMER, tokens.user_id, tokens.session_id)
    assert viewer.owner() == Owner(kind="customer", id=tokens.user_id)
    assert guest.owner().actor == f"guest:{guest.id}"
    assert await viewer_of(token=None, now=NOW) is Viewer.ANONYMOUS
    with pytest.raises(LoginRequired):
        guest.customer_id()
    with pytest.raises(LoginRequired):
        Viewer.ANONYMOUS.owner()


async def test_a15_logout_is_seen_at_once_here_and_soon_elsewhere() -> None:
    tokens = await in_transaction(_logged_in)
    assert await viewer_of(token=tokens.access_token, now=NOW)

    await in_transaction(end_session, session_id=tokens.session_id, user_id=tokens.user_id, now=NOW)

    with pytest.raises(InvalidToken):
        await viewer_of(token=tokens.access_token, now=NOW)
    with pytest.raises(InvalidToken):
        await in_transaction(rotate_refresh, token=tokens.refresh_token, now=NOW)


def _revoke_all() -> None:
    Session.objects.update(revoked_at=NOW)


def _deactivate_all() -> None:
    User.objects.update(is_active=False)


def _delete_all() -> None:
    User.objects.all().delete()


@pytest.mark.parametrize("elsewhere", [_revoke_all, _deactivate_all, _delete_all])
async def test_a10_what_another_process_did_is_seen_within_seconds(elsewhere: Callable[[], None]) -> None:
    tokens = await in_transaction(_logged_in)
    assert await viewer_of(token=tokens.access_token, now=NOW)

    await in_transaction(elsewhere)

    assert timedelta(seconds=30) >= REMEMBERED
    with pytest.raises(InvalidToken):
        await viewer_of(token=tokens.access_token, now=NOW + REMEMBERED)


async def test_an_expired_session_is_worth_nothing_although_remembered() -> None:
    tokens = await in_transaction(_logged_in)
    soon = tokens.refresh_expires_at - timedelta(seconds=1)
    assert await session_state(session_id=tokens.session_id, now=soon)

    assert await session_state(session_id=tokens.session_id, now=tokens.refresh_expires_at) is None


async def test_a_token_of_another_user_names_nobody() -> None:
    mine, theirs = await in_transaction(_logged_in), await in_transaction(_logged_in)
    mixed = issue_access(user_id=mine.user_id, session_id=theirs.session_id, now=NOW)

    with pytest.raises(InvalidToken):
        await viewer_of(token=mixed, now=NOW)


def test_ends_all_sessions_of_one_user_only() -> None:
    user, other = a_user(), a_user()
    mine, theirs = [_logged_in(user) for _ in range(3)], _logged_in(other)

    assert end_all_sessions(user_id=user.id, now=NOW) == 3
    assert end_all_sessions(user_id=user.id, now=NOW) == 0

    for tokens in mine:
        with pytest.raises(InvalidToken):
            rotate_refresh(token=tokens.refresh_token, now=NOW)
    assert rotate_refresh(token=theirs.refresh_token, now=NOW)


def test_nobody_ends_the_session_of_somebody_else() -> None:
    mine, other = _logged_in(), a_user()

    end_session(session_id=mine.session_id, user_id=other.id, now=NOW)

    assert _reasons() == []
    assert OutboxEvent.objects.filter(name="SessionRevoked").count() == 0


async def test_remembers_a_bounded_number_of_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_states, "MOST_REMEMBERED", 5)
    monkeypatch.setattr(session_states, "_remembered", {})

    for _ in range(20):
        assert await session_state(session_id=new_id(), now=NOW) is None

    assert len(session_states._remembered) == 5


@pytest.mark.parametrize("role", ["support", "catalogue", "finance", "admin"])
def test_lets_staff_in(role: str) -> None:
    member = a_staff_member(role=role)

    assert staff_of(token=an_access_token(member, now=NOW), now=NOW) == member


def test_lets_nobody_else_in() -> None:
    retired = a_staff_member(role="admin")
    token = an_access_token(retired, now=NOW)
    User.objects.filter(id=retired.id).update(is_staff=False, staff_role="")
    roleless = a_staff_member(role="")
    unknown = a_staff_member(role="emperor")

    for someone in (token, an_access_token(roleless, now=NOW), an_access_token(unknown, now=NOW)):
        with pytest.raises(Denied):
            staff_of(token=someone, now=NOW)
    with pytest.raises(Denied):
        staff_of(token=an_access_token(a_user(), now=NOW), now=NOW)
    with pytest.raises(InvalidToken):
        staff_of(token=a_guest_token(now=NOW), now=NOW)
    with pytest.raises(LoginRequired):
        staff_of(token=None, now=NOW)


def test_a_member_of_staff_is_out_with_their_session() -> None:
    member = a_staff_member()
    token = an_access_token(member, now=NOW)
    end_all_sessions(user_id=member.id, now=NOW)

    with pytest.raises(InvalidToken):
        staff_of(token=token, now=NOW)


def test_forgets_what_proves_nothing_any_more() -> None:
    old, user = NOW - timedelta(days=92), a_user()
    for _ in range(3):
        a_refresh_token(a_session(user, now=old), now=old)
    current = _logged_in(user)
    OneTimeCode.objects.create(user=user, purpose="verify_email", expires_at=NOW - timedelta(days=2))
    OneTimeCode.objects.create(user=user, purpose="verify_email", expires_at=NOW - timedelta(minutes=1))

    assert prune_identity(now=NOW, limit=2) == 1 + 2 + 2
    assert prune_identity(now=NOW, limit=2) == 1 + 1
    assert prune_identity(now=NOW, limit=2) == 0

    assert [session.id for session in Session.objects.all()] == [current.session_id]
    assert (RefreshToken.objects.count(), OneTimeCode.objects.count()) == (1, 1)
