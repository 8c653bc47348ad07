"""What a login of just now proves, where there is no password to ask for again."""

from datetime import datetime, timedelta
from uuid import UUID

from domains.identity.errors import LoginTooOld
from domains.identity.models import Session, User

FRESH_LOGIN = timedelta(minutes=10)


def ensure_fresh_login(*, user: User, session_id: UUID | None, now: datetime) -> None:
    """Inside the caller's transaction that holds the user's row. Raises LoginTooOld unless the session is that new."""
    fresh = Session.objects.filter(user=user, revoked_at=None, created_at__gt=now - FRESH_LOGIN)
    if session_id is None or not fresh.filter(id=session_id).exists():
        raise LoginTooOld
