"""Another address for an account: only once its owner has proven to read the mail there."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.limits import TooManyRequests
from domains.common.models import OutboxEvent
from domains.identity import credential_flows
from domains.identity.codes import CODE_LIFETIME, digits
from domains.identity.errors import InvalidEmail, WrongCode, WrongPassword
from domains.identity.models import OneTimeCode, Session, User
from domains.identity.services.export_account import note_ready, request_export, take_export
from tests.factories.identity import PASSWORD, a_session, a_user

NOW = utc_now()
OLD, NEW = "ada@example.com", "ada.obi@example.org"


async def _ada() -> User:
    return await in_transaction(a_user, email=OLD, password=PASSWORD)


async def _request(user: User, *, email: str = NEW, password: str = PASSWORD) -> str:
    await credential_flows.request_change_of_email(user_id=user.id, current_password=password, email=email, now=NOW)
    code = await in_transaction(lambda: OneTimeCode.objects.latest("created_at", "id"))
    return digits(code.id, code.purpose)


async def _confirm(user: User, code: str, *, session: Session | None = None, now: datetime = NOW) -> None:
    await credential_flows.confirm_change_of_email(
        user_id=user.id, session_id=session.id if session else None, code=code, now=now
    )


async def _email(user: User) -> str:
    return await in_transaction(lambda: User.objects.get(id=user.id).email)


async def _events(name: str) -> list[dict[str, str]]:
    return await in_transaction(lambda: list(OutboxEvent.objects.filter(name=name).values_list("payload", flat=True)))


async def test_keeps_the_old_address_until_the_code_is_confirmed() -> None:
    user = await _ada()
    here, _elsewhere = [await in_transaction(a_session, user) for _ in range(2)]

    code = await _request(user, email=" Ada.Obi@EXAMPLE.org ")
    assert await _email(user) == OLD
    await _confirm(user, code, session=here)

    assert await _email(user) == NEW
    assert await in_transaction(lambda: [s.id for s in Session.objects.filter(revoked_at=None)]) == [here.id]
    assert len(await _events("EmailChanged")) == 1


async def test_an_account_has_only_so_many_strangers_written_to() -> None:
    user = await _ada()
    for number in range(5):
        await _request(user, email=f"stranger{number}@example.org")

    with pytest.raises(TooManyRequests):
        await _request(user, email="stranger5@example.org")

    assert len(await _events("EmailChangeRequested")) == 5


async def test_a_copy_of_the_account_that_waits_in_the_old_mailbox_is_worth_nothing() -> None:
    user = await _ada()
    mailed, in_the_making = [await in_transaction(request_export, user_id=user.id, now=NOW) for _ in range(2)]
    await in_transaction(note_ready, export_id=mailed.id, size=1, now=NOW)

    await _confirm(user, await _request(user))

    with pytest.raises(NotFound):
        await in_transaction(take_export, export_id=mailed.id, viewer_id=None, now=NOW)
    # The link of this one goes to the new address.
    await in_transaction(note_ready, export_id=in_the_making.id, size=1, now=NOW)
    await in_transaction(take_export, export_id=in_the_making.id, viewer_id=None, now=NOW)


async def test_refuses_a_wrong_password_and_a_wrong_address() -> None:
    user = await _ada()

    with pytest.raises(WrongPassword):
        await _request(user, password="wrong-wrong-wrong")
    with pytest.raises(InvalidEmail):
        await _request(user, email="no address")

    assert await in_transaction(OneTimeCode.objects.count) == 0


async def test_does_not_say_that_an_address_is_taken_but_tells_its_owner() -> None:
    user = await _ada()
    owner = await in_transaction(a_user, email=NEW)

    code = await _request(user)

    assert await _events("EmailChangeRequested") == []
    [told] = await _events("EmailChangeForKnownEmail")
    assert told["user_id"] == str(owner.id)
    # Even the right digits, which nobody was sent, move nothing.
    with pytest.raises(WrongCode):
        await _confirm(user, code)
    assert (await _email(user), await _email(owner)) == (OLD, NEW)


async def test_an_address_that_was_registered_but_never_proven_goes_to_whoever_proves_it() -> None:
    user = await _ada()
    squatter = await in_transaction(a_user, email=NEW, password=PASSWORD, verified=False)

    await _confirm(user, await _request(user))

    assert await _email(user) == NEW
    assert not await in_transaction(User.objects.filter(id=squatter.id).exists)


async def test_of_two_accounts_that_want_one_address_the_first_to_prove_it_has_it() -> None:
    ada, bola = await _ada(), await in_transaction(a_user, email="bola@example.com", password=PASSWORD)
    codes = [await _request(ada), await _request(bola)]

    outcomes = await asyncio.gather(_confirm(ada, codes[0]), _confirm(bola, codes[1]), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "WrongCode"]
    assert await in_transaction(User.objects.filter(email=NEW).count) == 1


async def test_a_code_is_of_its_account_its_time_and_one_use() -> None:
    ada, bola = await _ada(), await in_transaction(a_user, email="bola@example.com", password=PASSWORD)
    code = await _request(ada)

    for thief, moment in ((bola, NOW), (ada, NOW + CODE_LIFETIME)):
        with pytest.raises(WrongCode):
            await _confirm(thief, code, now=moment)
    assert await _email(ada) == OLD

    await _confirm(ada, code, now=NOW + CODE_LIFETIME - timedelta(seconds=1))
    with pytest.raises(WrongCode):
        await _confirm(ada, code)


async def test_five_wrong_tries_use_a_code_up() -> None:
    user = await _ada()
    code = await _request(user)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    for _ in range(5):
        with pytest.raises(WrongCode):
            await _confirm(user, wrong)
    with pytest.raises(WrongCode):
        await _confirm(user, code)

    assert await _email(user) == OLD
