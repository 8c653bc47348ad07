"""Registration and login from async callers: throttle, hash off the loop, then one write."""

from datetime import datetime

from domains.common.bridge import in_transaction, off_the_loop
from domains.common.ids import new_id
from domains.common.limits import forgive, spend
from domains.common.text import clean_line
from domains.identity import throttles
from domains.identity.emails import normalised
from domains.identity.errors import InvalidEmail, WrongCode, WrongCredentials
from domains.identity.even_time import even_time
from domains.identity.passwords import hash_new_password, matches
from domains.identity.queries import Credentials, credentials_of
from domains.identity.services.open_session import SessionTokens, open_session
from domains.identity.services.register_account import register_account, request_new_code
from domains.identity.services.verify_email import verify_email
from domains.identity.tokens import issue_guest

NAME_LENGTH = 150
_NOBODY = Credentials(user_id=None, password_hash="", may_log_in=False)


async def register(*, email: str, password: str, full_name: str, network: str, now: datetime) -> None:
    """Register an account and have a code mailed to its address; a known address gets the same answer and a mail.

    Raises InvalidEmail, WeakPassword, InvalidInput (name), TooManyRequests, Unavailable; none of them depends on
    whether the address is known.
    """
    await spend(limit=throttles.REGISTRATIONS_PER_NETWORK, subject=network)
    async with even_time():
        address = normalised(email)
        name = clean_line(full_name, path=("fullName",), at_most=NAME_LENGTH, required=False)
        # Hashed for a known address too: the work tells as much as the words.
        password_hash = await off_the_loop(hash_new_password, password=password, email=address)
        await spend(limit=throttles.MAILS_PER_ADDRESS, subject=address)
        await in_transaction(register_account, email=address, password_hash=password_hash, full_name=name, now=now)


async def resend_code(*, email: str, network: str, now: datetime) -> None:
    """Have a new verification code mailed, if the address waits for one; the answer is the same if it does not.

    Raises InvalidEmail, TooManyRequests, Unavailable.
    """
    await spend(limit=throttles.REGISTRATIONS_PER_NETWORK, subject=network)
    async with even_time():
        address = normalised(email)
        await spend(limit=throttles.MAILS_PER_ADDRESS, subject=address)
        await in_transaction(request_new_code, email=address, now=now)


async def verify(*, email: str, code: str, user_agent: str, network: str, now: datetime) -> SessionTokens:
    """Prove an address with its code, and log in. Raises WrongCode, TooManyRequests, Unavailable."""
    await spend(limit=throttles.CODE_TRIES_PER_NETWORK, subject=network)
    async with even_time():
        try:
            address = normalised(email)
        except InvalidEmail as error:
            raise WrongCode from error
        await spend(limit=throttles.CODE_TRIES_PER_ACCOUNT, subject=address)
        return await in_transaction(
            verify_email, email=address, code=code, user_agent=user_agent, network=network, now=now
        )


async def log_in(*, email: str, password: str, user_agent: str, network: str, now: datetime) -> SessionTokens:
    """Open a session with email and password.

    Raises WrongCredentials whatever was wrong, after the same work; TooManyRequests per account and per network;
    Unavailable.
    """
    await throttles.count_login(network=network)
    try:
        address = normalised(email)
    except InvalidEmail:
        # No account can have this address; the work is done all the same.
        address = ""
    # What is no address has tries of its own: many people mistype, and none of them should wait for the others.
    await spend(limit=throttles.LOGINS_PER_ACCOUNT, subject=address or f"no address: {email}")
    known = await credentials_of(email=address) or _NOBODY
    correct = await off_the_loop(matches, password=password, password_hash=known.password_hash)
    if not correct or not known.may_log_in or known.user_id is None:
        raise WrongCredentials
    await forgive(limit=throttles.LOGINS_PER_ACCOUNT, subject=address)
    return await in_transaction(
        open_session,
        user_id=known.user_id,
        password_hash=known.password_hash,
        user_agent=user_agent,
        network=network,
        now=now,
    )


async def create_guest(*, network: str, now: datetime) -> str:
    """A token for a guest nobody has seen before. Raises TooManyRequests, Unavailable."""
    await spend(limit=throttles.GUESTS_PER_NETWORK, subject=network)
    return issue_guest(guest_id=new_id(), now=now)
