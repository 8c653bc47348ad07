"""End sessions: here, everywhere, or because a token was stolen."""

from datetime import datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F

from domains.common.errors import NotFound
from domains.common.events import record
from domains.identity.events import SessionRevoked
from domains.identity.models import Session, User
from domains.identity.session_states import forget_session


class Reason(StrEnum):
    """Why a session ended before its time."""

    LOGGED_OUT = "logged_out"
    ENDED_FROM_ELSEWHERE = "ended_from_elsewhere"
    LOGGED_OUT_EVERYWHERE = "logged_out_everywhere"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason, not a password
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a reason, not a password
    SECOND_FACTOR_ADDED = "second_factor_added"
    EMAIL_CHANGED = "email_changed"
    ACCOUNT_ERASED = "account_erased"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 - a reason, not a password


def end_session(*, session_id: UUID, user_id: UUID, now: datetime) -> None:
    """Log the user out of one session of theirs. A session that has ended stays as it is."""
    with transaction.atomic():
        User.objects.select_for_update().filter(id=user_id).first()
        session = Session.objects.select_for_update().filter(id=session_id, user_id=user_id, revoked_at=None).first()
        if session is not None:
            revoke(session=session, reason=Reason.LOGGED_OUT, now=now)


def end_other_session(*, session_id: UUID, user_id: UUID, now: datetime) -> None:
    """Log the user out of an open session of theirs, from another. Raises NotFound for any other session."""
    with transaction.atomic():
        User.objects.select_for_update().filter(id=user_id).first()
        open_ones = Session.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=now)
        session = open_ones.select_for_update().filter(id=session_id).first()
        if session is None:
            raise NotFound
        revoke(session=session, reason=Reason.ENDED_FROM_ELSEWHERE, now=now)


def end_other_sessions(*, session_id: UUID | None, user_id: UUID, now: datetime) -> int:
    """Log the user out of every session but this one. Gives the number of sessions that ended."""
    with transaction.atomic():
        User.objects.select_for_update().filter(id=user_id).first()
        return revoke_all(user_id=user_id, keep=session_id, reason=Reason.ENDED_FROM_ELSEWHERE, now=now)


def end_all_sessions(*, user_id: UUID, now: datetime) -> int:
    """Log the user out everywhere. Gives the number of sessions that ended."""
    with transaction.atomic():
        # A login that runs now waits for this lock and opens its session afterwards.
        User.objects.select_for_update().filter(id=user_id).first()
        return revoke_all(user_id=user_id, keep=None, reason=Reason.LOGGED_OUT_EVERYWHERE, now=now)


def revoke_all(*, user_id: UUID, keep: UUID | None, reason: Reason, now: datetime) -> int:
    """End the user's sessions but `keep`, inside the caller's transaction that holds the user's row.

    What a member of staff has open in the admin ends as well, wherever that is.
    """
    close_admin(user_id=user_id)
    open_ones = Session.objects.select_for_update().filter(user_id=user_id, revoked_at=None).order_by("id")
    sessions = list(open_ones if keep is None else open_ones.exclude(id=keep))
    for session in sessions:
        revoke(session=session, reason=reason, now=now)
    return len(sessions)


def close_admin(*, user_id: UUID) -> None:
    """End what the user has open in the admin, inside the caller's transaction; seen by the next request to it."""
    User.objects.filter(id=user_id).update(admin_closings=F("admin_closings") + 1)


def revoke(*, session: Session, reason: Reason, now: datetime) -> None:
    """End a session, inside the caller's transaction that holds the rows of its user and of itself."""
    session.revoked_at = now
    session.revoked_because = reason
    session.save(update_fields=["revoked_at", "revoked_because"])
    record(SessionRevoked(user_id=session.user_id, session_id=session.id, reason=reason))
    transaction.on_commit(partial(forget_session, session.id))
