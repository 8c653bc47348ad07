"""Prove an address with the code that was mailed to it."""

from datetime import datetime

from django.db import transaction

from domains.common.events import record
from domains.identity.errors import WrongCode
from domains.identity.events import EmailVerified
from domains.identity.models import OneTimeCode, User
from domains.identity.services.issue_code import answered_code
from domains.identity.services.open_session import SessionTokens, begin_session


def verify_email(*, email: str, code: str, user_agent: str, now: datetime, network: str = "") -> SessionTokens:
    """Verify the account of a normalised address and log its owner in; the code is used up.

    Raises WrongCode for a code that is wrong, used, expired, out of tries or of somebody else. A wrong one costs a
    try. Of many parallel calls with the right code exactly one succeeds.
    """
    with transaction.atomic():
        user = _verified(email, code, now)
        if user is not None:
            return begin_session(user=user, user_agent=user_agent, network=network, now=now)
    # Raised outside the transaction: the lost try has to stay.
    raise WrongCode


def _verified(email: str, answer: str, now: datetime) -> User | None:
    user = User.objects.select_for_update().filter(email=email, is_active=True).first()
    if user is None:
        return None
    if answered_code(user=user, purpose=OneTimeCode.Purpose.VERIFY_EMAIL, answer=answer, now=now) is None:
        return None
    user.email_verified_at = now
    user.save(update_fields=["email_verified_at"])
    record(EmailVerified(user_id=user.id))
    return user
