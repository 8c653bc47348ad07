"""Set up a second factor, prove it, and take it away."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from domains.common.events import record
from domains.identity import authenticators
from domains.identity.errors import SecondFactorInPlace, WrongCode, WrongPassword
from domains.identity.events import RecoveryCodesRenewed, SecondFactorAdded, SecondFactorRemoved
from domains.identity.models import RecoveryCode, SecondFactor, Session, User
from domains.identity.services.end_session import Reason, close_admin, revoke_all
from domains.identity.session_states import forget_session


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app takes up; shown once."""

    secret: str
    uri: str


def begin_second_factor(*, user_id: UUID, password_hash: str, now: datetime) -> Enrolment:
    """A secret for the user's authenticator; it counts once a code of it was given. An unproven one before it is void.

    Raises WrongPassword where the password has changed since it was checked, SecondFactorInPlace.
    """
    with transaction.atomic():
        user = _locked(user_id, password_hash)
        factor = SecondFactor.objects.filter(user=user).first()
        if factor is not None and factor.confirmed_at is not None:
            raise SecondFactorInPlace
        if factor is not None:
            factor.delete()
        factor = SecondFactor.objects.create(user=user, created_at=now)
    return Enrolment(secret=authenticators.secret_of(factor.id), uri=authenticators.uri_of(factor.id, email=user.email))


def confirm_second_factor(*, user_id: UUID, session_id: UUID | None, code: str, now: datetime) -> tuple[str, ...]:
    """Make the second factor count, by a code of the app. Gives the recovery codes; they exist nowhere else.

    The session in which that happens has proven it; every other one ends. Raises WrongCode.
    """
    with transaction.atomic():
        User.objects.select_for_update().filter(id=user_id, is_active=True).first()
        factor = SecondFactor.objects.filter(user=user_id, user__is_active=True, confirmed_at=None).first()
        if factor is None or not _takes(factor, code, now):
            raise WrongCode
        factor.confirmed_at = now
        factor.save(update_fields=["confirmed_at"])
        codes = _give_recovery_codes(factor)
        revoke_all(user_id=user_id, keep=session_id, reason=Reason.SECOND_FACTOR_ADDED, now=now)
        if session_id is not None:
            Session.objects.filter(id=session_id, user=user_id).update(second_factor_at=now)
            transaction.on_commit(partial(forget_session, session_id))
        record(SecondFactorAdded(user_id=user_id))
        return codes


def renew_recovery_codes(*, user_id: UUID, code: str, now: datetime) -> tuple[str, ...]:
    """New recovery codes, by a code of the app or one of the old recovery codes; none of the old ones works any more.

    They exist nowhere else. Raises WrongCode, also where there is no second factor.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True).first()
        if user is None or not proves(user=user, code=code, now=now):
            raise WrongCode
        factor = SecondFactor.objects.get(user=user)
        RecoveryCode.objects.filter(factor=factor).delete()
        record(RecoveryCodesRenewed(user_id=user_id))
        return _give_recovery_codes(factor)


def remove_second_factor(*, user_id: UUID, password_hash: str, code: str, now: datetime) -> None:
    """Take the second factor away, by one of its codes or a recovery code. Raises WrongPassword, WrongCode."""
    with transaction.atomic():
        user = _locked(user_id, password_hash)
        if not proves(user=user, code=code, now=now):
            raise WrongCode
        SecondFactor.objects.filter(user=user).delete()
        # What a session has proven with it is proven no longer: no role of staff rests on a password alone.
        proven = Session.objects.filter(user=user, second_factor_at__isnull=False)
        for session_id in proven.values_list("id", flat=True):
            transaction.on_commit(partial(forget_session, session_id))
        proven.update(second_factor_at=None)
        close_admin(user_id=user.id)
        record(SecondFactorRemoved(user_id=user.id))


def has_second_factor(*, user: User) -> bool:
    """Whether a login of the user takes a second factor."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def proves(*, user: User, code: str, now: datetime) -> bool:
    """Use up a code of the user's authenticator, or a recovery code; False for any other.

    Inside the caller's transaction that holds the user's row: so of parallel uses of one code one succeeds.
    """
    factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    if _takes(factor, code, now):
        return True
    unused = RecoveryCode.objects.filter(factor=factor, code_hash=authenticators.recovery_hash(code), used_at=None)
    return unused.update(used_at=now) == 1


def _takes(factor: SecondFactor, code: str, now: datetime) -> bool:
    step = authenticators.step_of_code(factor_id=factor.id, code=code, after_step=factor.last_step, now=now)
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def _give_recovery_codes(factor: SecondFactor) -> tuple[str, ...]:
    codes = authenticators.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(factor=factor, code_hash=authenticators.recovery_hash(each)) for each in codes]
    )
    return codes


def _locked(user_id: UUID, password_hash: str) -> User:
    user = User.objects.select_for_update().filter(id=user_id, is_active=True, password=password_hash).first()
    if user is None:
        raise WrongPassword
    return user
