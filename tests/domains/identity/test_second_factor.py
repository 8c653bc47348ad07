"""Second factors: a code of the app or a recovery code, each once, and a challenge that does not wait."""

import asyncio
import hashlib
import hmac
from base64 import b32decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.fixtures import Settings

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.limits import TooManyRequests
from domains.common.models import OutboxEvent
from domains.identity import flows, second_factor_flows
from domains.identity.authentication import staff_of, viewer_of
from domains.identity.authenticators import recovery_hash, secret_of
from domains.identity.codes import CHALLENGE_LIFETIME
from domains.identity.errors import (
    ChallengeEnded,
    SecondFactorInPlace,
    SecondFactorNeeded,
    StaffNeedSecondFactor,
    WrongCode,
    WrongPassword,
)
from domains.identity.models import RecoveryCode, SecondFactor, Session, User
from domains.identity.services.open_session import SessionTokens
from tests.factories.identity import PASSWORD, a_session, a_staff_member, a_user

NOW = utc_now()
# Half minutes apart: a code is taken once.
LOGIN = NOW + timedelta(minutes=1)
EMAIL = "ada@example.com"


@dataclass(frozen=True, slots=True)
class _App:
    """An authenticator app, after RFC 6238 and independent of ours."""

    secret: str

    def code(self, moment: datetime) -> str:
        counter = (int(moment.timestamp()) // 30).to_bytes(8)
        digest = hmac.digest(b32decode(self.secret), counter, hashlib.sha1)
        offset = digest[-1] & 15
        return f"{(int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


async def _ada() -> User:
    return await in_transaction(a_user, email=EMAIL, password=PASSWORD)


async def _enrol(user: User, *, session: Session | None = None) -> tuple[_App, tuple[str, ...]]:
    begun = await second_factor_flows.begin(user_id=user.id, current_password=PASSWORD, now=NOW)
    app = _App(begun.secret)
    session_id = session.id if session else None
    codes = await second_factor_flows.finish(user_id=user.id, session_id=session_id, code=app.code(NOW), now=NOW)
    return app, codes


async def _challenge(*, now: datetime = LOGIN) -> str:
    with pytest.raises(SecondFactorNeeded) as needed:
        await flows.log_in(email=EMAIL, password=PASSWORD, user_agent="", network="n", now=now)
    return needed.value.challenge


async def _confirm(challenge: str, code: str, *, now: datetime = LOGIN) -> SessionTokens:
    return await second_factor_flows.confirm_login(challenge=challenge, code=code, user_agent="", network="n", now=now)


def test_agrees_with_the_vectors_of_rfc_6238() -> None:
    app = _App("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

    codes = [app.code(datetime.fromtimestamp(at, UTC)) for at in (59, 1111111109, 1234567890, 20000000000)]

    assert codes == ["287082", "081804", "005924", "353130"]


async def test_counts_from_its_first_code_on_and_ends_other_sessions() -> None:
    user = await _ada()
    here, _elsewhere = [await in_transaction(a_session, user) for _ in range(2)]
    begun = await second_factor_flows.begin(user_id=user.id, current_password=PASSWORD, now=NOW)
    await flows.log_in(email=EMAIL, password=PASSWORD, user_agent="", network="n", now=NOW)

    codes = await second_factor_flows.finish(
        user_id=user.id, session_id=here.id, code=_App(begun.secret).code(NOW), now=NOW
    )

    assert len(set(codes)) == 10
    assert await in_transaction(lambda: [s.id for s in Session.objects.filter(revoked_at=None)]) == [here.id]
    assert await in_transaction(OutboxEvent.objects.filter(name="SecondFactorAdded").count) == 1
    uri = urlsplit(begun.uri)
    assert (uri.scheme, uri.netloc, parse_qs(uri.query)["secret"]) == ("otpauth", "totp", [begun.secret])


async def test_a_wrong_first_code_or_password_sets_nothing_up() -> None:
    user = await _ada()

    with pytest.raises(WrongPassword):
        await second_factor_flows.begin(user_id=user.id, current_password="wrong-wrong-wrong", now=NOW)
    await second_factor_flows.begin(user_id=user.id, current_password=PASSWORD, now=NOW)
    with pytest.raises(WrongCode):
        await second_factor_flows.finish(user_id=user.id, session_id=None, code="x", now=NOW)

    await flows.log_in(email=EMAIL, password=PASSWORD, user_agent="", network="n", now=NOW)
    assert await in_transaction(RecoveryCode.objects.count) == 0


async def test_beginning_again_replaces_the_secret_but_never_one_that_counts() -> None:
    user = await _ada()
    first = await second_factor_flows.begin(user_id=user.id, current_password=PASSWORD, now=NOW)
    _app, _codes = await _enrol(user)

    with pytest.raises(SecondFactorInPlace):
        await second_factor_flows.begin(user_id=user.id, current_password=PASSWORD, now=NOW)

    kept = await in_transaction(SecondFactor.objects.get)
    assert secret_of(kept.id) != first.secret


async def test_a_login_takes_a_code_and_the_session_says_so() -> None:
    app, _codes = await _enrol(await _ada())

    challenge = await _challenge()
    assert await in_transaction(Session.objects.filter(revoked_at=None).count) == 0
    tokens = await _confirm(challenge, app.code(LOGIN))

    session = await in_transaction(lambda: Session.objects.get(id=tokens.session_id))
    assert session.second_factor_at == LOGIN


@pytest.mark.parametrize("drift", [-30, 0, 30])
async def test_a_phone_may_be_half_a_minute_off(drift: int) -> None:
    app, _codes = await _enrol(await _ada())

    await _confirm(await _challenge(), app.code(LOGIN + timedelta(seconds=drift)))


@pytest.mark.parametrize("drift", [-60, 60])
async def test_but_not_a_minute(drift: int) -> None:
    app, _codes = await _enrol(await _ada())

    with pytest.raises(WrongCode):
        await _confirm(await _challenge(), app.code(LOGIN + timedelta(seconds=drift)))


async def test_refuses_a_code_that_was_taken_before_and_older_ones() -> None:
    app, _codes = await _enrol(await _ada())
    await _confirm(await _challenge(), app.code(LOGIN))

    again = await _challenge()
    for moment in (LOGIN, LOGIN - timedelta(seconds=30)):
        with pytest.raises(WrongCode):
            await _confirm(again, app.code(moment))

    await _confirm(again, app.code(LOGIN + timedelta(seconds=30)))


async def test_of_twenty_parallel_uses_of_one_code_one_opens_a_session() -> None:
    app, _codes = await _enrol(await _ada())
    challenge = await _challenge()

    outcomes = await asyncio.gather(*(_confirm(challenge, app.code(LOGIN)) for _ in range(12)), return_exceptions=True)

    assert sum(isinstance(outcome, SessionTokens) for outcome in outcomes) == 1
    assert await in_transaction(Session.objects.filter(revoked_at=None).count) == 1


async def test_five_wrong_codes_end_a_challenge_and_fifteen_the_tries_of_the_account() -> None:
    app, _codes = await _enrol(await _ada())
    for _ in range(2):
        challenge = await _challenge()
        for _ in range(5):
            with pytest.raises(WrongCode):
                await _confirm(challenge, "000000x")
        with pytest.raises(ChallengeEnded):
            await _confirm(challenge, app.code(LOGIN))

    fresh = await _challenge()
    for _ in range(2):
        with pytest.raises(WrongCode):
            await _confirm(fresh, "000000x")
    with pytest.raises(TooManyRequests):
        await _confirm(fresh, app.code(LOGIN))

    assert await in_transaction(Session.objects.filter(revoked_at=None).count) == 0


async def test_a_challenge_is_of_its_time_and_one_use_and_a_newer_one_ends_it() -> None:
    app, _codes = await _enrol(await _ada())
    old, challenge = await _challenge(), await _challenge()
    late = LOGIN + CHALLENGE_LIFETIME

    for token, moment in ((old, LOGIN), (challenge, late), ("forged", LOGIN), ("A" * 64, LOGIN)):
        with pytest.raises(ChallengeEnded):
            await _confirm(token, app.code(moment), now=moment)

    await _confirm(challenge, app.code(LOGIN))
    with pytest.raises(ChallengeEnded):
        await _confirm(challenge, app.code(LOGIN + timedelta(seconds=30)))


async def test_each_recovery_code_works_once_however_it_is_written() -> None:
    _app, codes = await _enrol(await _ada())

    await _confirm(await _challenge(), f" {codes[0].lower().replace('-', ' ')} ")
    with pytest.raises(WrongCode):
        await _confirm(await _challenge(), codes[0])
    await _confirm(await _challenge(), codes[1])

    kept = await in_transaction(lambda: set(RecoveryCode.objects.values_list("code_hash", flat=True)))
    assert kept == {recovery_hash(code) for code in codes}
    assert await in_transaction(RecoveryCode.objects.filter(used_at=None).count) == 8


async def test_of_parallel_uses_of_one_recovery_code_one_works() -> None:
    _app, codes = await _enrol(await _ada())
    challenge = await _challenge()

    outcomes = await asyncio.gather(*(_confirm(challenge, codes[0]) for _ in range(8)), return_exceptions=True)

    assert sum(isinstance(outcome, SessionTokens) for outcome in outcomes) == 1


async def test_is_removed_by_password_and_code_only() -> None:
    user = await _ada()
    app, codes = await _enrol(user)

    with pytest.raises(WrongCode):
        await second_factor_flows.remove(user_id=user.id, current_password=PASSWORD, code="123", now=LOGIN)
    with pytest.raises(WrongPassword):
        await second_factor_flows.remove(
            user_id=user.id,
            current_password="wrong-wrong-wrong",
            code=app.code(LOGIN),
            now=LOGIN,
        )
    await _challenge()
    await second_factor_flows.remove(user_id=user.id, current_password=PASSWORD, code=codes[0], now=LOGIN)

    await flows.log_in(email=EMAIL, password=PASSWORD, user_agent="", network="n", now=LOGIN)
    assert await in_transaction(RecoveryCode.objects.count) == 0


async def _renew(user: User, code: str, *, now: datetime = LOGIN) -> tuple[str, ...]:
    return await second_factor_flows.renew_codes(user_id=user.id, code=code, now=now)


async def test_new_recovery_codes_void_the_old_ones_at_once() -> None:
    user = await _ada()
    app, old = await _enrol(user)
    challenge = await _challenge()

    first = await _renew(user, app.code(LOGIN))
    second = await _renew(user, first[0])

    assert len({*old, *first, *second}) == 30
    for void in (old[0], first[0], first[1], app.code(LOGIN)):
        with pytest.raises(WrongCode):
            await _confirm(challenge, void)
        with pytest.raises(WrongCode):
            await _renew(user, void)
    kept = await in_transaction(lambda: set(RecoveryCode.objects.values_list("code_hash", flat=True)))
    assert kept == {recovery_hash(code) for code in second}
    assert await in_transaction(OutboxEvent.objects.filter(name="RecoveryCodesRenewed").count) == 2
    await _confirm(challenge, second[0])
    await _confirm(await _challenge(), app.code(LOGIN + timedelta(seconds=30)))


@pytest.mark.parametrize("code", ["", "000000x", "AAAA-BBBB-CCCC-DDDD", "\x00", "\ud800", "9" * 5_000], ids=range(6))
async def test_no_other_code_renews_them_and_nothing_changes(code: str) -> None:
    user = await _ada()
    _app, codes = await _enrol(user)

    with pytest.raises(WrongCode):
        await _renew(user, code)

    kept = await in_transaction(lambda: set(RecoveryCode.objects.values_list("code_hash", flat=True)))
    assert kept == {recovery_hash(each) for each in codes}


async def test_nobody_renews_by_the_codes_of_somebody_else_or_without_a_second_factor() -> None:
    app, codes = await _enrol(await _ada())
    stranger = await in_transaction(a_user, password=PASSWORD)
    begun = await second_factor_flows.begin(user_id=stranger.id, current_password=PASSWORD, now=NOW)

    for code in (app.code(LOGIN), codes[0], _App(begun.secret).code(LOGIN)):
        with pytest.raises(WrongCode):
            await _renew(stranger, code)

    assert await in_transaction(RecoveryCode.objects.filter(used_at=None).count) == 10


async def test_tries_to_renew_count_with_those_to_log_in() -> None:
    user = await _ada()
    app, _codes = await _enrol(user)
    for _ in range(14):
        with pytest.raises(WrongCode):
            await _renew(user, "000000x")

    with pytest.raises(TooManyRequests):
        await _renew(user, app.code(LOGIN))
    with pytest.raises(TooManyRequests):
        await _confirm(await _challenge(), app.code(LOGIN))


async def test_of_parallel_renewals_by_one_code_one_works() -> None:
    user = await _ada()
    _app, codes = await _enrol(user)

    outcomes = await asyncio.gather(*(_renew(user, codes[0]) for _ in range(8)), return_exceptions=True)

    [shown] = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    kept = await in_transaction(lambda: set(RecoveryCode.objects.values_list("code_hash", flat=True)))
    assert kept == {recovery_hash(code) for code in shown}


def _a_member() -> User:
    member = a_staff_member(email=EMAIL)
    member.set_password(PASSWORD)
    member.save()
    return member


async def test_staff_need_it_where_settings_say_so(settings: Settings) -> None:
    member = await in_transaction(_a_member)
    tokens = await flows.log_in(email=EMAIL, password=PASSWORD, user_agent="", network="n", now=NOW)
    assert (await in_transaction(staff_of, token=tokens.access_token, now=NOW)).email == EMAIL

    settings.STAFF_SECOND_FACTOR = True

    with pytest.raises(StaffNeedSecondFactor):
        await in_transaction(staff_of, token=tokens.access_token, now=NOW)
    assert (await viewer_of(token=tokens.access_token, now=NOW)).staff_role == ""
    app, _codes = await _enrol(member)
    full = await _confirm(await _challenge(), app.code(LOGIN))
    assert (await in_transaction(staff_of, token=full.access_token, now=LOGIN)).email == EMAIL
    assert (await viewer_of(token=full.access_token, now=LOGIN)).staff_role == "admin"


async def test_without_it_a_session_that_had_proven_it_is_no_staffs_any_more(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    member = await in_transaction(_a_member)
    app, _codes = await _enrol(member)
    full = await _confirm(await _challenge(), app.code(LOGIN))
    assert (await viewer_of(token=full.access_token, now=LOGIN)).staff_role == "admin"

    later = LOGIN + timedelta(minutes=1)
    await second_factor_flows.remove(user_id=member.id, current_password=PASSWORD, code=app.code(later), now=later)

    with pytest.raises(StaffNeedSecondFactor):
        await in_transaction(staff_of, token=full.access_token, now=LOGIN)
    # Asked for the moment before, so it is not by growing old that it is read again.
    assert (await viewer_of(token=full.access_token, now=LOGIN)).staff_role == ""
