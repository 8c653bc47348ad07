"""Open a session for somebody who has just proven who they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from domains.common.events import record
from domains.common.limits import subnet_of
from domains.identity.codes import CHALLENGE_LIFETIME
from domains.identity.errors import ChallengeEnded, SecondFactorNeeded, WrongCode, WrongCredentials
from domains.identity.events import SessionOpened
from domains.identity.links import link_token
from domains.identity.models import OneTimeCode, RefreshToken, Session, User
from domains.identity.services.issue_code import good_code, new_code, use_up
from domains.identity.services.second_factor import has_second_factor, proves
from domains.identity.tokens import issue_access, new_refresh_token, refresh_hash

# However often it is refreshed, a session ends here and the password is asked for again.
LONGEST_SESSION = timedelta(days=90)
_USER_AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class SessionTokens:
    """What a client gets at login and at each refresh. The refresh token exists here and nowhere on our side."""

    user_id: UUID
    session_id: UUID
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime


def open_session(
    *, user_id: UUID, password_hash: str, user_agent: str, now: datetime, network: str = ""
) -> SessionTokens:
    """Log a user in whose password was checked against `password_hash`.

    Raises WrongCredentials where the account has since been closed or its password changed, and SecondFactorNeeded
    with a challenge where the password is but the first half.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True, password=password_hash).first()
        if user is None or user.email_verified_at is None:
            raise WrongCredentials
        tokens = admitted(user=user, user_agent=user_agent, network=network, now=now)
    # Raised outside the transaction: the challenge has to stay.
    if not isinstance(tokens, SessionTokens):
        raise tokens
    return tokens


def admitted(*, user: User, user_agent: str, network: str, now: datetime) -> SessionTokens | SecondFactorNeeded:
    """A session for whoever has shown one factor, or the demand for the second one.

    Inside the caller's transaction, which holds the user's row; the caller raises the demand after the commit.
    """
    if has_second_factor(user=user):
        return _challenge(user, now)
    return begin_session(user=user, user_agent=user_agent, network=network, now=now)


def begin_session(
    *, user: User, user_agent: str, network: str, now: datetime, by_second_factor: bool = False
) -> SessionTokens:
    """A session with its first tokens, inside the caller's transaction that holds the user's row."""
    session = Session.objects.create(
        user=user,
        user_agent=_printable(user_agent),
        # Enough to know one's own by, too little to find a house.
        network=subnet_of(network),
        created_at=now,
        last_seen_at=now,
        second_factor_at=now if by_second_factor else None,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
    )
    user.last_login = now
    user.save(update_fields=["last_login"])
    record(SessionOpened(user_id=user.id, session_id=session.id))
    return next_tokens(session=session, refresh_token=new_refresh_token(), now=now)


def confirm_login(*, code_id: UUID, code: str, user_agent: str, network: str, now: datetime) -> SessionTokens:
    """Finish a login with a code of the second factor, or with a recovery code; the challenge is used up.

    Raises WrongCode, which costs one of the challenge's five tries, and ChallengeEnded.
    """
    with transaction.atomic():
        owner = OneTimeCode.objects.filter(id=code_id).values("user_id")
        user = User.objects.select_for_update().filter(id__in=owner, is_active=True).first()
        purpose = OneTimeCode.Purpose.CONFIRM_LOGIN
        challenge = good_code(user=user, purpose=purpose, now=now) if user is not None else None
        if user is None or challenge is None or challenge.id != code_id:
            raise ChallengeEnded
        if proves(user=user, code=code, now=now):
            use_up(code=challenge, now=now)
            return begin_session(user=user, user_agent=user_agent, network=network, now=now, by_second_factor=True)
        challenge.tries_left -= 1
        challenge.save(update_fields=["tries_left"])
    # Raised outside the transaction: the lost try has to stay.
    raise WrongCode


def _challenge(user: User, now: datetime) -> SecondFactorNeeded:
    purpose = OneTimeCode.Purpose.CONFIRM_LOGIN
    code = new_code(user=user, purpose=purpose, lifetime=CHALLENGE_LIFETIME, now=now)
    return SecondFactorNeeded(challenge=link_token(code_id=code.id, purpose=purpose), expires_at=code.expires_at)


def next_tokens(*, session: Session, refresh_token: str, now: datetime) -> SessionTokens:
    """The session's next pair of tokens, inside the caller's transaction; they never outlive the session."""
    link = RefreshToken.objects.create(
        session=session, token_hash=refresh_hash(refresh_token), expires_at=session.expires_at
    )
    return tokens_with(refresh_token=refresh_token, session=session, expires_at=link.expires_at, now=now)


def tokens_with(*, refresh_token: str, session: Session, expires_at: datetime, now: datetime) -> SessionTokens:
    """A new access token beside a refresh token that is kept until `expires_at`."""
    return SessionTokens(
        user_id=session.user_id,
        session_id=session.id,
        access_token=issue_access(user_id=session.user_id, session_id=session.id, now=now),
        access_expires_at=now + settings.ACCESS_TOKEN_LIFETIME,
        refresh_token=refresh_token,
        refresh_expires_at=expires_at,
    )


def _printable(user_agent: str) -> str:
    return "".join(mark for mark in user_agent[:_USER_AGENT_LENGTH] if mark.isprintable())
