"""Give an account another address, once its owner has proven to read the mail there."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from domains.common.events import record
from domains.identity.codes import CODE_LIFETIME
from domains.identity.errors import WrongCode, WrongPassword
from domains.identity.events import EmailChanged, EmailChangeForKnownEmail, EmailChangeRequested
from domains.identity.models import OneTimeCode, User
from domains.identity.services.abandoned import ABANDONED, remove_abandoned
from domains.identity.services.end_session import Reason, revoke_all
from domains.identity.services.export_account import void_mailed_exports
from domains.identity.services.issue_code import answered_code, new_code, void_codes


def request_email_change(*, user_id: UUID, password_hash: str, email: str, now: datetime) -> None:
    """Have a code mailed to the normalised address that the user wants; the account stays as it is until then.

    The caller cannot tell a taken address from a free one; its owner is told by mail. Raises WrongPassword where the
    password has changed since it was checked against `password_hash`.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True, password=password_hash).first()
        if user is None:
            raise WrongPassword
        purpose = OneTimeCode.Purpose.CHANGE_EMAIL
        # For a taken address too, so that answers to its code are refused alike; nobody is ever sent its digits.
        code = new_code(user=user, purpose=purpose, lifetime=CODE_LIFETIME, now=now, target=email, replaces=user.email)
        owner = User.objects.filter(email=email).exclude(ABANDONED).first()
        if owner is None:
            record(EmailChangeRequested(user_id=user.id, code_id=code.id))
        else:
            record(EmailChangeForKnownEmail(user_id=owner.id))


def confirm_email_change(*, user_id: UUID, code: str, session_id: UUID | None, now: datetime) -> None:
    """Give the account the address whose code this is; every session but `session_id` ends.

    Raises WrongCode for a code that is wrong, used, expired, out of tries, or of an address that was taken meanwhile.
    """
    with transaction.atomic():
        changed = _confirm(user_id, code, session_id, now)
    # Raised outside the transaction: the lost try has to stay.
    if not changed:
        raise WrongCode


def _confirm(user_id: UUID, answer: str, session_id: UUID | None, now: datetime) -> bool:
    user = User.objects.select_for_update().filter(id=user_id, is_active=True).first()
    if user is None:
        return False
    code = answered_code(user=user, purpose=OneTimeCode.Purpose.CHANGE_EMAIL, answer=answer, now=now)
    if code is None or not _move(user, code.target, now):
        return False
    # A link to reset the password may wait in the mailbox that is given up, or one to a copy of the account.
    void_codes(user=user, now=now)
    void_mailed_exports(user_id=user.id, now=now)
    revoke_all(user_id=user.id, keep=session_id, reason=Reason.EMAIL_CHANGED, now=now)
    record(EmailChanged(user_id=user.id, code_id=code.id))
    return True


def _move(user: User, email: str, now: datetime) -> bool:
    try:
        with transaction.atomic():
            remove_abandoned(email=email, but=user.id)
            user.email, user.email_verified_at = email, now
            user.save(update_fields=["email", "email_verified_at"])
    except IntegrityError:
        return False
    return True
