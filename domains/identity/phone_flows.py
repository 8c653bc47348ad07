"""Phone numbers and logins with them, from async callers: throttle, then one write."""

from datetime import datetime
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.limits import spend
from domains.identity import throttles
from domains.identity.addresses import InvalidPhone, e164
from domains.identity.credential_flows import proven_if_any, proven_password
from domains.identity.errors import WrongCode
from domains.identity.even_time import even_time
from domains.identity.services import phone_login as phones
from domains.identity.services.open_session import SessionTokens

# No country: a number is given in international form, or not understood.
_NOWHERE = "ZZ"


async def request_change(*, user_id: UUID, current_password: str, phone: str, network: str, now: datetime) -> None:
    """Have a code sent to the number that the account is to have; the answer is the same for a taken one.

    Raises WrongPassword, InvalidPhone, TooManyRequests, Unavailable.
    """
    own = await proven_password(user_id=user_id, password=current_password)
    async with even_time():
        number = _international(phone)
        await spend(limit=throttles.SMS_PER_NETWORK, subject=network)
        await spend(limit=throttles.SMS_PER_ACCOUNT, subject=str(user_id))
        await spend(limit=throttles.SMS_PER_NUMBER, subject=number)
        await in_transaction(
            phones.request_phone_change, user_id=user_id, password_hash=own.password_hash, phone=number, now=now
        )


async def confirm_change(*, user_id: UUID, code: str, now: datetime) -> None:
    """Give the account its number by the code sent there. Raises WrongCode, TooManyRequests, Unavailable."""
    await spend(limit=throttles.CODE_TRIES_PER_ACCOUNT, subject=str(user_id))
    async with even_time():
        await in_transaction(phones.confirm_phone_change, user_id=user_id, code=code, now=now)


async def remove(*, user_id: UUID, session_id: UUID | None, current_password: str, now: datetime) -> None:
    """Take the account's number away.

    Raises WrongPassword, LastWayIn, LoginTooOld, TooManyRequests, Unavailable.
    """
    own = await proven_if_any(user_id=user_id, password=current_password)
    await in_transaction(
        phones.remove_phone, user_id=user_id, password_hash=own.password_hash, session_id=session_id, now=now
    )


async def request_login(*, phone: str, network: str, now: datetime) -> None:
    """Have a code sent to a number that was proven; the answer is the same for any other number.

    Raises InvalidPhone, TooManyRequests, Unavailable.
    """
    await spend(limit=throttles.SMS_PER_NETWORK, subject=network)
    async with even_time():
        number = _international(phone)
        await spend(limit=throttles.SMS_PER_NUMBER, subject=number)
        await in_transaction(phones.request_phone_login, phone=number, now=now)


async def log_in(*, phone: str, code: str, user_agent: str, network: str, now: datetime) -> SessionTokens:
    """Log in with the code that was sent to a number.

    Raises WrongCode whatever was wrong, SecondFactorNeeded, TooManyRequests, Unavailable.
    """
    await spend(limit=throttles.CODE_TRIES_PER_NETWORK, subject=network)
    async with even_time():
        try:
            number = _international(phone)
        except InvalidPhone as error:
            raise WrongCode from error
        await spend(limit=throttles.CODE_TRIES_PER_ACCOUNT, subject=number)
        return await in_transaction(
            phones.log_in_by_phone, phone=number, code=code, user_agent=user_agent, network=network, now=now
        )


def _international(phone: str) -> str:
    number = e164(phone, country=_NOWHERE)
    if not number:
        raise InvalidPhone
    return number
