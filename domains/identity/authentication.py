"""From the token of a request to whoever makes it."""

from datetime import datetime

from django.conf import settings

from domains.common.errors import Denied, LoginRequired
from domains.identity.errors import InvalidToken, StaffNeedSecondFactor
from domains.identity.models import Session, User
from domains.identity.roles import permissions_of
from domains.identity.session_states import session_state
from domains.identity.tokens import GuestClaims, read_access, read_token
from domains.identity.viewer import Viewer, ViewerKind


async def viewer_of(*, token: str | None, now: datetime) -> Viewer:
    """The viewer that a bearer token names; anonymous without one.

    Raises InvalidToken for a token that is not good now. Revocation is seen within session_states.REMEMBERED.
    """
    if token is None:
        return Viewer.ANONYMOUS
    claims = read_token(token=token, now=now)
    if isinstance(claims, GuestClaims):
        return Viewer(kind=ViewerKind.GUEST, id=claims.guest_id)
    state = await session_state(session_id=claims.session_id, now=now)
    if state is None or state.user_id != claims.user_id:
        raise InvalidToken
    return Viewer(
        kind=ViewerKind.CUSTOMER,
        id=claims.user_id,
        session_id=claims.session_id,
        staff_role=state.staff_role if state.second_factor or not settings.STAFF_SECOND_FACTOR else "",
    )


def staff_of(*, token: str | None, now: datetime) -> User:
    """The member of staff that a bearer token names, read from the database each time.

    Raises LoginRequired without a token, InvalidToken for one that is not good now, Denied for everybody who is no
    staff or has a role that may do nothing, StaffNeedSecondFactor for a login by password alone where that is asked.
    """
    if token is None:
        raise LoginRequired
    claims = read_access(token=token, now=now)
    session = (
        Session.objects.select_related("user")
        .filter(
            id=claims.session_id,
            user_id=claims.user_id,
            user__is_active=True,
            revoked_at=None,
            expires_at__gt=now,
        )
        .first()
    )
    if session is None:
        raise InvalidToken
    if not session.user.is_staff or not permissions_of(session.user.staff_role):
        raise Denied
    if settings.STAFF_SECOND_FACTOR and session.second_factor_at is None:
        raise StaffNeedSecondFactor
    return session.user
