"""Close an account for good, and erase what this domain knows of its owner."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable, make_password
from django.db import transaction

from domains.common.errors import InvalidInput
from domains.common.events import record
from domains.identity.emails import normalised
from domains.identity.errors import AccountInService, InvalidEmail, WrongCode, WrongPassword
from domains.identity.events import AccountErased
from domains.identity.models import (
    Address,
    GroupMembership,
    OneTimeCode,
    ProviderIdentity,
    SecondFactor,
    Session,
    User,
)
from domains.identity.services.end_session import Reason, revoke_all
from domains.identity.services.fresh_login import ensure_fresh_login
from domains.identity.services.issue_code import void_codes
from domains.identity.services.second_factor import has_second_factor, proves
from domains.identity.session_states import forget_session


def close_account(
    *, user_id: UUID, password_hash: str, session_id: UUID | None, confirm_email: str, code: str, now: datetime
) -> None:
    """Close the account, inside the caller's transaction; its sessions end, and AccountErased has the rest erased.

    Raises WrongPassword where it has changed since it was checked against `password_hash`, WrongCode, LoginTooOld,
    AccountInService, and InvalidInput unless `confirm_email` is the account's address.
    """
    user = User.objects.select_for_update().filter(id=user_id, is_active=True, password=password_hash).first()
    if user is None:
        raise WrongPassword
    _ensure_meant(user, confirm_email)
    _ensure_proven(user, session_id=session_id, code=code, now=now)
    if user.is_staff:
        raise AccountInService
    revoke_all(user_id=user.id, keep=None, reason=Reason.ACCOUNT_ERASED, now=now)
    void_codes(user=user, now=now)
    user.is_active, user.erased_at = False, now
    user.save(update_fields=["is_active", "erased_at"])
    record(AccountErased(user_id=user.id))


def erase_identity(*, user_id: UUID) -> None:
    """Erase everything of a closed account but that it was there; its address is free for whoever comes next."""
    for session_id in Session.objects.filter(user=user_id).values_list("id", flat=True):
        transaction.on_commit(partial(forget_session, session_id))
    for personal in (OneTimeCode, Session, SecondFactor, ProviderIdentity, Address, GroupMembership):
        personal.objects.filter(user=user_id).delete()
    User.objects.filter(id=user_id, erased_at__isnull=False).update(
        email=f"{user_id}@erased.invalid",
        password=make_password(None),
        full_name="",
        phone="",
        phone_verified_at=None,
        email_verified_at=None,
        last_login=None,
    )


def _ensure_meant(user: User, confirm_email: str) -> None:
    try:
        is_meant = normalised(confirm_email) == user.email
    except InvalidEmail:
        is_meant = False
    if not is_meant:
        raise InvalidInput("Please type the email address of your account.", path=("confirmEmail",))


def _ensure_proven(user: User, *, session_id: UUID | None, code: str, now: datetime) -> None:
    if has_second_factor(user=user):
        if not proves(user=user, code=code, now=now):
            raise WrongCode
    elif not is_password_usable(user.password):
        ensure_fresh_login(user=user, session_id=session_id, now=now)
