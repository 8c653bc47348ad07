"""Second factors from async callers: throttle, check the password off the loop, then one write."""

from datetime import datetime
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.limits import spend
from domains.identity import throttles
from domains.identity.credential_flows import proven_password
from domains.identity.errors import ChallengeEnded, WrongLink
from domains.identity.links import code_id_of
from domains.identity.models import OneTimeCode
from domains.identity.queries import code_owner_id
from domains.identity.services import second_factor
from domains.identity.services.open_session import SessionTokens
from domains.identity.services.open_session import confirm_login as confirm


async def confirm_login(*, challenge: str, code: str, user_agent: str, network: str, now: datetime) -> SessionTokens:
    """Finish a login with a code of the second factor.

    Raises WrongCode, ChallengeEnded, TooManyRequests per account and per network, Unavailable.
    """
    await spend(limit=throttles.CODE_TRIES_PER_NETWORK, subject=network)
    try:
        code_id = code_id_of(token=challenge, purpose=OneTimeCode.Purpose.CONFIRM_LOGIN)
    except WrongLink as error:
        raise ChallengeEnded from error
    user_id = await code_owner_id(code_id=code_id, now=now)
    if user_id is None:
        raise ChallengeEnded
    # A new challenge has new tries; the account has not.
    await spend(limit=throttles.SECOND_FACTOR_TRIES_PER_ACCOUNT, subject=str(user_id))
    return await in_transaction(confirm, code_id=code_id, code=code, user_agent=user_agent, network=network, now=now)


async def begin(*, user_id: UUID, current_password: str, now: datetime) -> second_factor.Enrolment:
    """A secret for the authenticator of whoever is logged in.

    Raises WrongPassword, SecondFactorInPlace, TooManyRequests, Unavailable.
    """
    own = await proven_password(user_id=user_id, password=current_password)
    return await in_transaction(
        second_factor.begin_second_factor, user_id=user_id, password_hash=own.password_hash, now=now
    )


async def finish(*, user_id: UUID, session_id: UUID | None, code: str, now: datetime) -> tuple[str, ...]:
    """Make the second factor count. Gives the recovery codes. Raises WrongCode, TooManyRequests, Unavailable."""
    await spend(limit=throttles.SECOND_FACTOR_TRIES_PER_ACCOUNT, subject=str(user_id))
    return await in_transaction(
        second_factor.confirm_second_factor, user_id=user_id, session_id=session_id, code=code, now=now
    )


async def renew_codes(*, user_id: UUID, code: str, now: datetime) -> tuple[str, ...]:
    """New recovery codes instead of the old ones. Raises WrongCode, TooManyRequests, Unavailable."""
    await spend(limit=throttles.SECOND_FACTOR_TRIES_PER_ACCOUNT, subject=str(user_id))
    return await in_transaction(second_factor.renew_recovery_codes, user_id=user_id, code=code, now=now)


async def remove(*, user_id: UUID, current_password: str, code: str, now: datetime) -> None:
    """Take the second factor away. Raises WrongPassword, WrongCode, TooManyRequests, Unavailable."""
    await spend(limit=throttles.SECOND_FACTOR_TRIES_PER_ACCOUNT, subject=str(user_id))
    own = await proven_password(user_id=user_id, password=current_password)
    await in_transaction(
        second_factor.remove_second_factor, user_id=user_id, password_hash=own.password_hash, code=code, now=now
    )
