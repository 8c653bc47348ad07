"""Make a one-time code and have it mailed."""

from datetime import datetime

from domains.common.events import record
from domains.identity.codes import CODE_LIFETIME, CODE_TRIES
from domains.identity.events import VerificationCodeRequested
from domains.identity.models import OneTimeCode, User


def issue_code(*, user: User, purpose: OneTimeCode.Purpose, now: datetime) -> OneTimeCode:
    """A new code for the user, inside the caller's transaction that holds the user's row. Older codes stop working.

    Only the latest code of a purpose is ever looked at, so that asking again never adds tries.
    """
    code = OneTimeCode.objects.create(
        user=user, purpose=purpose, tries_left=CODE_TRIES, expires_at=now + CODE_LIFETIME, created_at=now
    )
    record(VerificationCodeRequested(user_id=user.id, code_id=code.id))
    return code
