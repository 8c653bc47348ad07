"""Whether a session is still good, remembered for a few seconds per process.

A revocation is seen at once in the process that made it, and within REMEMBERED everywhere else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from domains.common.db import fetch_all

REMEMBERED = timedelta(seconds=15)
# About 4 MB; the oldest entry leaves first.
MOST_REMEMBERED = 10_000

_STATE = """
SELECT s.user_id, u.staff_role, s.expires_at, s.second_factor_at IS NOT NULL
FROM identity_session s JOIN identity_user u ON u.id = s.user_id
WHERE s.id = %s AND s.revoked_at IS NULL AND u.is_active
"""


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session that was good when it was read."""

    user_id: UUID
    staff_role: str
    expires_at: datetime
    second_factor: bool


@dataclass(frozen=True, slots=True)
class _Remembered:
    state: SessionState | None
    until: datetime


_remembered: dict[UUID, _Remembered] = {}
_lock = Lock()


async def session_state(*, session_id: UUID, now: datetime) -> SessionState | None:
    """The session's state, at most REMEMBERED old; None once it is revoked, expired, or its user gone or inactive."""
    with _lock:
        known = _remembered.get(session_id)
    if known is None or known.until <= now:
        rows = await fetch_all(_STATE, [session_id], row=SessionState)
        known = _Remembered(state=rows[0] if rows else None, until=now + REMEMBERED)
        _remember(session_id, known)
    if known.state is None or known.state.expires_at <= now:
        return None
    return known.state


def forget_session(session_id: UUID) -> None:
    """Read the session anew next time: something about it has changed."""
    with _lock:
        _remembered.pop(session_id, None)


def _remember(session_id: UUID, state: _Remembered) -> None:
    with _lock:
        _remembered.pop(session_id, None)
        _remembered[session_id] = state
        if len(_remembered) > MOST_REMEMBERED:
            del _remembered[next(iter(_remembered))]
