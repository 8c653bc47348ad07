"""Register an address, and ask for its code again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from domains.common.events import record
from domains.identity.events import AccountRegistered, RegistrationForKnownEmail
from domains.identity.models import OneTimeCode, User
from domains.identity.services.issue_code import issue_code


def register_account(*, email: str, password_hash: str, full_name: str, now: datetime) -> None:
    """Create an unverified account and have its code mailed; `email` is normalised.

    The caller cannot tell a known address from a new one. The owner of a verified account is told by mail. A
    registration that was never verified is replaced, name and password: whoever proves the address last registered it
    themselves, and nobody can lie in wait for them with a password of their own. Accounts of staff are never replaced.
    """
    try:
        with transaction.atomic():
            if not _register_again(email, password_hash, full_name, now):
                user = User.objects.create(email=email, password=password_hash, full_name=full_name, joined_at=now)
                record(AccountRegistered(user_id=user.id))
                issue_code(user=user, purpose=OneTimeCode.Purpose.VERIFY_EMAIL, now=now)
    except IntegrityError:
        # Somebody registered the address between our look and our insert: now it is there to be locked.
        with transaction.atomic():
            _register_again(email, password_hash, full_name, now)


def request_new_code(*, email: str, now: datetime) -> None:
    """Have a new code mailed to an address that waits for verification; nothing happens for any other address."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=email, email_verified_at=None, is_active=True).first()
        if user is not None:
            issue_code(user=user, purpose=OneTimeCode.Purpose.VERIFY_EMAIL, now=now)


def _register_again(email: str, password_hash: str, full_name: str, now: datetime) -> bool:
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        return False
    # Staff are made by a command, and may be at work before their address is proven.
    if user.email_verified_at is not None or user.is_staff or not user.is_active:
        record(RegistrationForKnownEmail(user_id=user.id))
        return True
    user.password, user.full_name = password_hash, full_name
    user.save(update_fields=["password", "full_name"])
    issue_code(user=user, purpose=OneTimeCode.Purpose.VERIFY_EMAIL, now=now)
    return True
