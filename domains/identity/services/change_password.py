"""Set another password: with the present one, or by the link that was mailed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.events import record
from domains.identity.codes import RESET_LIFETIME
from domains.identity.errors import WrongLink, WrongPassword
from domains.identity.events import PasswordChanged, PasswordResetRequested
from domains.identity.models import OneTimeCode, User
from domains.identity.services.end_session import Reason, revoke_all
from domains.identity.services.issue_code import good_code, new_code, void_codes


def change_password(*, user_id: UUID, old_hash: str, new_hash: str, session_id: UUID | None, now: datetime) -> None:
    """Replace the password that was checked against `old_hash`; every session but `session_id` ends.

    Raises WrongPassword where it has changed meanwhile.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True, password=old_hash).first()
        if user is None:
            raise WrongPassword
        _set_password(user, new_hash, now)
        revoke_all(user_id=user_id, keep=session_id, reason=Reason.PASSWORD_CHANGED, now=now)


def request_password_reset(*, email: str, now: datetime) -> None:
    """Have a link mailed to the proven address of an account; nothing happens for any other address."""
    with transaction.atomic():
        proven = User.objects.filter(email=email, is_active=True, email_verified_at__isnull=False)
        user = proven.select_for_update().first()
        if user is not None:
            purpose = OneTimeCode.Purpose.RESET_PASSWORD
            code = new_code(user=user, purpose=purpose, lifetime=RESET_LIFETIME, now=now)
            record(PasswordResetRequested(user_id=user.id, code_id=code.id))


def reset_password(*, code_id: UUID, password_hash: str, now: datetime) -> None:
    """Use a mailed link up: the account has that password, and every session of it ends.

    Raises WrongLink for a link that was used, has expired or was followed by another.
    """
    with transaction.atomic():
        owner = OneTimeCode.objects.filter(id=code_id).values("user_id")
        user = User.objects.select_for_update().filter(id__in=owner, is_active=True).first()
        if user is None:
            raise WrongLink
        latest = good_code(user=user, purpose=OneTimeCode.Purpose.RESET_PASSWORD, now=now)
        if latest is None or latest.id != code_id:
            raise WrongLink
        _set_password(user, password_hash, now)
        revoke_all(user_id=user.id, keep=None, reason=Reason.PASSWORD_RESET, now=now)


def _set_password(user: User, password_hash: str, now: datetime) -> None:
    user.password = password_hash
    user.save(update_fields=["password"])
    # Whatever is on its way to somebody who knew the old password is worth nothing any more; the link itself too.
    void_codes(user=user, now=now)
    record(PasswordChanged(user_id=user.id))
