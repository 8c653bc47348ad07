"""Users, sessions and addresses as tests need them."""

from datetime import datetime, timedelta
from itertools import count

from django.conf import settings

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.models import Address, RefreshToken, Session, StaffRole, User
from domains.identity.tokens import issue_access, issue_guest, new_refresh_token, refresh_hash
from domains.identity.viewer import Viewer, ViewerKind

PASSWORD = "correct-horse-battery"

_numbers = count(1)


def a_user(
    *, email: str | None = None, password: str | None = None, verified: bool = True, active: bool = True
) -> User:
    """A customer; without a password unless one is given."""
    user = User(
        email=email or f"shopper{next(_numbers)}@example.com",
        full_name="Ada Obi",
        is_active=active,
        email_verified_at=utc_now() if verified else None,
    )
    user.set_password(password)
    user.save()
    return user


def a_staff_member(*, role: str = StaffRole.ADMIN, email: str | None = None) -> User:
    """A member of staff with that role."""
    user = a_user(email=email or f"staff{next(_numbers)}@example.com")
    user.is_staff, user.staff_role = True, role
    user.save(update_fields=["is_staff", "staff_role"])
    return user


def a_session(user: User, *, now: datetime | None = None) -> Session:
    """An open session of the user."""
    return Session.objects.create(user=user, expires_at=(now or utc_now()) + settings.REFRESH_TOKEN_LIFETIME)


def a_refresh_token(session: Session, *, now: datetime | None = None) -> str:
    """A refresh token of the session, as its client holds it."""
    token = new_refresh_token()
    expires_at = (now or utc_now()) + settings.REFRESH_TOKEN_LIFETIME
    RefreshToken.objects.create(session=session, token_hash=refresh_hash(token), expires_at=expires_at)
    return token


def an_access_token(user: User, *, now: datetime | None = None) -> str:
    """An access token of a new session of the user."""
    moment = now or utc_now()
    return issue_access(user_id=user.id, session_id=a_session(user, now=moment).id, now=moment)


def a_guest_token(*, now: datetime | None = None) -> str:
    """A guest token of a new guest."""
    return issue_guest(guest_id=new_id(), now=now or utc_now())


def a_viewer(user: User) -> Viewer:
    """The viewer who is that user."""
    return Viewer(kind=ViewerKind.CUSTOMER, id=user.id, session_id=new_id(), staff_role=user.staff_role)


def a_guest() -> Viewer:
    """A guest nobody has seen before."""
    return Viewer(kind=ViewerKind.GUEST, id=new_id())


def an_address(user: User, *, is_default: bool = False, city: str = "Lagos", age: timedelta = timedelta()) -> Address:
    """An address of the user in Lagos."""
    return Address.objects.create(
        user=user,
        full_name="Ada Obi",
        line1="1 Marina Road",
        city=city,
        region="Lagos",
        country="NG",
        phone="+2348031234567",
        is_default=is_default,
        created_at=utc_now() - age,
    )
