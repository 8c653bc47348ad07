"""Make one-time codes, look at answers to them, and have them mailed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from domains.common.events import record
from domains.identity.codes import CODE_LIFETIME, CODE_TRIES, is_right
from domains.identity.events import VerificationCodeRequested
from domains.identity.models import OneTimeCode, User


def issue_code(*, user: User, purpose: OneTimeCode.Purpose, now: datetime) -> OneTimeCode:
    """A new code that is mailed to the user's address, inside the caller's transaction that holds the user's row."""
    code = new_code(user=user, purpose=purpose, lifetime=CODE_LIFETIME, now=now)
    record(VerificationCodeRequested(user_id=user.id, code_id=code.id))
    return code


def new_code(
    *,
    user: User,
    purpose: OneTimeCode.Purpose,
    lifetime: timedelta,
    now: datetime,
    target: str = "",
    replaces: str = "",
) -> OneTimeCode:
    """A new code, inside the caller's transaction that holds the user's row. Older ones of its purpose stop working.

    Only the latest code of a purpose is ever looked at, so that asking again never adds tries.
    """
    return OneTimeCode.objects.create(
        user=user,
        purpose=purpose,
        target=target,
        replaces=replaces,
        tries_left=CODE_TRIES,
        expires_at=now + lifetime,
        created_at=now,
    )


def good_code(*, user: User, purpose: OneTimeCode.Purpose, now: datetime) -> OneTimeCode | None:
    """The latest code of that purpose if it still is good; the caller holds the user's row."""
    latest = OneTimeCode.objects.filter(user=user, purpose=purpose).order_by("-created_at", "-id").first()
    if latest is None or latest.used_at or latest.expires_at <= now or not latest.tries_left:
        return None
    return latest


def answered_code(*, user: User, purpose: OneTimeCode.Purpose, answer: str, now: datetime) -> OneTimeCode | None:
    """The code that `answer` uses up; None for a wrong answer, which costs a try. The caller holds the user's row."""
    code = good_code(user=user, purpose=purpose, now=now)
    if code is None:
        return None
    if not is_right(code_id=code.id, purpose=purpose, answer=answer):
        code.tries_left -= 1
        code.save(update_fields=["tries_left"])
        return None
    use_up(code=code, now=now)
    return code


def use_up(*, code: OneTimeCode, now: datetime) -> None:
    """The code was good once and never is again."""
    code.used_at = now
    code.save(update_fields=["used_at"])


def void_codes(*, user: User, now: datetime, purposes: Collection[OneTimeCode.Purpose] = OneTimeCode.Purpose) -> None:
    """No code of these purposes that the user was sent so far works any more."""
    OneTimeCode.objects.filter(user=user, purpose__in=purposes, used_at=None).update(used_at=now)
