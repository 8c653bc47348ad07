"""Prove a phone number, log in with it, and take it away."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.db import IntegrityError, transaction

from domains.common.events import record
from domains.identity.codes import CODE_LIFETIME
from domains.identity.errors import LastWayIn, WrongCode, WrongPassword
from domains.identity.events import PhoneCodeRequested, PhoneRemoved, PhoneVerified
from domains.identity.models import OneTimeCode, ProviderIdentity, User
from domains.identity.services.fresh_login import ensure_fresh_login
from domains.identity.services.issue_code import answered_code, new_code, void_codes
from domains.identity.services.open_session import SessionTokens, admitted

# A challenge may be the second half of a login whose first half was the number.
_BY_PHONE = (
    OneTimeCode.Purpose.VERIFY_PHONE, OneTimeCode.Purpose.PHONE_LOGIN, OneTimeCode.Purpose.CONFIRM_LOGIN,
)  # fmt: skip


def request_phone_change(*, user_id: UUID, password_hash: str, phone: str, now: datetime) -> None:
    """Have a code sent to the number (E.164) that the user wants to log in with; nothing changes before it is proven.

    The caller cannot tell a taken number from a free one. Raises WrongPassword where the password has changed since.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True, password=password_hash).first()
        if user is None:
            raise WrongPassword
        code = _new_code(user, OneTimeCode.Purpose.VERIFY_PHONE, phone, now)
        taken = User.objects.filter(phone=phone, phone_verified_at__isnull=False).exclude(id=user.id).exists()
        if not taken:
            record(PhoneCodeRequested(user_id=user.id, code_id=code.id))


def confirm_phone_change(*, user_id: UUID, code: str, now: datetime) -> None:
    """Give the account the number whose code this is. Raises WrongCode, also for a number that was taken meanwhile."""
    with transaction.atomic():
        confirmed = _confirmed(user_id, code, now)
    # Raised outside the transaction: the lost try has to stay.
    if not confirmed:
        raise WrongCode


def remove_phone(*, user_id: UUID, password_hash: str, session_id: UUID | None, now: datetime) -> None:
    """Take the number away: it logs in no more, and codes that were sent to it or on account of it are void.

    An account without a number stays as it is. Raises WrongPassword where the password has changed since it was
    checked, LastWayIn where nothing else logs in, LoginTooOld without a password.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True, password=password_hash).first()
        if user is None:
            raise WrongPassword
        if user.phone_verified_at is not None and not _has_another_way_in(user):
            raise LastWayIn
        if not is_password_usable(user.password):
            ensure_fresh_login(user=user, session_id=session_id, now=now)
        void_codes(user=user, now=now, purposes=_BY_PHONE)
        if user.phone_verified_at is not None:
            record(PhoneRemoved(user_id=user.id))
        user.phone, user.phone_verified_at = "", None
        user.save(update_fields=["phone", "phone_verified_at"])


def request_phone_login(*, phone: str, now: datetime) -> None:
    """Have a code sent to a proven number; nothing happens for any other number."""
    with transaction.atomic():
        user = _owner_of(phone)
        if user is not None:
            code = _new_code(user, OneTimeCode.Purpose.PHONE_LOGIN, phone, now)
            record(PhoneCodeRequested(user_id=user.id, code_id=code.id))


def log_in_by_phone(*, phone: str, code: str, user_agent: str, network: str, now: datetime) -> SessionTokens:
    """Log in with the code that was sent to a proven number; it is used up.

    Raises WrongCode whatever was wrong, and SecondFactorNeeded where the account has a second factor.
    """
    with transaction.atomic():
        user = _owner_of(phone)
        purpose = OneTimeCode.Purpose.PHONE_LOGIN
        right = answered_code(user=user, purpose=purpose, answer=code, now=now) if user is not None else None
        tokens = None
        # A code goes with the number it was sent to, should the account have another by now.
        if user is not None and right is not None and right.target == phone:
            tokens = admitted(user=user, user_agent=user_agent, network=network, now=now)
    # Raised outside the transaction: the lost try, or the challenge, has to stay.
    if tokens is None:
        raise WrongCode
    if not isinstance(tokens, SessionTokens):
        raise tokens
    return tokens


def _confirmed(user_id: UUID, answer: str, now: datetime) -> bool:
    user = User.objects.select_for_update().filter(id=user_id, is_active=True).first()
    if user is None:
        return False
    code = answered_code(user=user, purpose=OneTimeCode.Purpose.VERIFY_PHONE, answer=answer, now=now)
    if code is None:
        return False
    try:
        with transaction.atomic():
            user.phone, user.phone_verified_at = code.target, now
            user.save(update_fields=["phone", "phone_verified_at"])
    except IntegrityError:
        return False
    record(PhoneVerified(user_id=user.id))
    return True


def _has_another_way_in(user: User) -> bool:
    if is_password_usable(user.password):
        return True
    return bool(settings.GOOGLE_CLIENT_IDS) and ProviderIdentity.objects.filter(user=user).exists()


def _owner_of(phone: str) -> User | None:
    proven = User.objects.filter(phone=phone, phone_verified_at__isnull=False, email_verified_at__isnull=False)
    return proven.filter(is_active=True).select_for_update().first()


def _new_code(user: User, purpose: OneTimeCode.Purpose, phone: str, now: datetime) -> OneTimeCode:
    return new_code(user=user, purpose=purpose, lifetime=CODE_LIFETIME, now=now, target=phone)
