"""Prove an address with the code that was mailed to it."""

from datetime import datetime

from django.db import transaction

from domains.common.events import record
from domains.identity.codes import is_right
from domains.identity.errors import WrongCode
from domains.identity.events import EmailVerified
from domains.identity.models import OneTimeCode, User
from domains.identity.services.open_session import SessionTokens, begin_session


def verify_email(*, email: str, code: str, user_agent: str, now: datetime) -> SessionTokens:
    """Verify the account of a normalised address and log its owner in; the code is used up.

    Raises WrongCode for a code that is wrong, used, expired, out of tries or of somebody else. A wrong one costs a
    try. Of many parallel calls with the right code exactly one succeeds.
    """
    with transaction.atomic():
        tokens = _verify(email, code, user_agent, now)
    # Raised outside the transaction: the lost try has to stay.
    if tokens is None:
        raise WrongCode
    return tokens


def _verify(email: str, answer: str, user_agent: str, now: datetime) -> SessionTokens | None:
    purpose = OneTimeCode.Purpose.VERIFY_EMAIL
    user = User.objects.select_for_update().filter(email=email, is_active=True).first()
    latest = OneTimeCode.objects.filter(user=user, purpose=purpose).order_by("-created_at", "-id").first()
    if user is None or latest is None or latest.used_at or latest.expires_at <= now or not latest.tries_left:
        return None
    if not is_right(code_id=latest.id, purpose=purpose, answer=answer):
        latest.tries_left -= 1
        latest.save(update_fields=["tries_left"])
        return None
    latest.used_at = now
    latest.save(update_fields=["used_at"])
    user.email_verified_at = now
    user.save(update_fields=["email_verified_at"])
    record(EmailVerified(user_id=user.id))
    return begin_session(user=user, user_agent=user_agent, now=now)
