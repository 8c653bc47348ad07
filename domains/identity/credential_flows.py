"""Other passwords and addresses for an account, from async callers: throttle, hash off the loop, then one write."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable

from domains.common.bridge import in_transaction, off_the_loop
from domains.common.limits import forgive, spend
from domains.identity import throttles
from domains.identity.emails import normalised
from domains.identity.errors import WrongLink, WrongPassword
from domains.identity.even_time import even_time
from domains.identity.links import code_id_of
from domains.identity.models import OneTimeCode
from domains.identity.passwords import hash_new_password, matches
from domains.identity.queries import OwnPassword, code_owner_email, password_of
from domains.identity.services import change_password as passwords
from domains.identity.services.change_email import confirm_email_change, request_email_change


async def proven_password(*, user_id: UUID, password: str) -> OwnPassword:
    """The account of whoever is logged in, once they have said its password again.

    Raises WrongPassword, TooManyRequests, Unavailable.
    """
    subject = str(user_id)
    await spend(limit=throttles.PASSWORD_TRIES_PER_ACCOUNT, subject=subject)
    own = await password_of(user_id=user_id)
    if own is None or not await off_the_loop(matches, password=password, password_hash=own.password_hash):
        raise WrongPassword
    await forgive(limit=throttles.PASSWORD_TRIES_PER_ACCOUNT, subject=subject)
    return own


async def proven_if_any(*, user_id: UUID, password: str) -> OwnPassword:
    """As `proven_password`; an account without a password is given as it is, and the caller asks for another proof."""
    own = await password_of(user_id=user_id)
    if own is None:
        raise WrongPassword
    # Who only ever came by Google has no password to say again.
    return await proven_password(user_id=user_id, password=password) if is_password_usable(own.password_hash) else own


async def change_password(
    *, user_id: UUID, session_id: UUID | None, current_password: str, password: str, now: datetime
) -> None:
    """Replace the password of whoever is logged in; their other sessions end.

    Raises WrongPassword, WeakPassword, TooManyRequests, Unavailable.
    """
    own = await proven_password(user_id=user_id, password=current_password)
    new_hash = await off_the_loop(hash_new_password, password=password, email=own.email)
    await in_transaction(
        passwords.change_password,
        user_id=user_id,
        old_hash=own.password_hash,
        new_hash=new_hash,
        session_id=session_id,
        now=now,
    )


async def request_password_reset(*, email: str, network: str, now: datetime) -> None:
    """Have a link mailed with which the password can be set anew; the answer is the same for an unknown address.

    Raises InvalidEmail, TooManyRequests, Unavailable.
    """
    await spend(limit=throttles.RESETS_PER_NETWORK, subject=network)
    async with even_time():
        address = normalised(email)
        await spend(limit=throttles.MAILS_PER_ADDRESS, subject=address)
        await in_transaction(passwords.request_password_reset, email=address, now=now)


async def reset_password(*, token: str, password: str, network: str, now: datetime) -> None:
    """Set the password by the token of a mailed link, once; every session of the account ends.

    Raises WrongLink, WeakPassword (the link stays good), TooManyRequests, Unavailable.
    """
    await spend(limit=throttles.CODE_TRIES_PER_NETWORK, subject=network)
    async with even_time():
        code_id = code_id_of(token=token, purpose=OneTimeCode.Purpose.RESET_PASSWORD)
        email = await code_owner_email(code_id=code_id, now=now)
        if email is None:
            raise WrongLink
        password_hash = await off_the_loop(hash_new_password, password=password, email=email)
        await in_transaction(passwords.reset_password, code_id=code_id, password_hash=password_hash, now=now)


async def request_change_of_email(*, user_id: UUID, current_password: str, email: str, now: datetime) -> None:
    """Have a code mailed to the address that the account is to have; the answer is the same for a taken one.

    Raises WrongPassword, InvalidEmail, TooManyRequests, Unavailable.
    """
    own = await proven_password(user_id=user_id, password=current_password)
    async with even_time():
        address = normalised(email)
        await spend(limit=throttles.EMAIL_CHANGES_PER_ACCOUNT, subject=str(user_id))
        await spend(limit=throttles.MAILS_PER_ADDRESS, subject=address)
        await in_transaction(
            request_email_change, user_id=user_id, password_hash=own.password_hash, email=address, now=now
        )


async def confirm_change_of_email(*, user_id: UUID, session_id: UUID | None, code: str, now: datetime) -> None:
    """Give the account its new address by the code mailed there. Raises WrongCode, TooManyRequests, Unavailable."""
    await spend(limit=throttles.CODE_TRIES_PER_ACCOUNT, subject=str(user_id))
    async with even_time():
        await in_transaction(confirm_email_change, user_id=user_id, code=code, session_id=session_id, now=now)
