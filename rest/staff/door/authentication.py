"""Who is asking: a bearer access token of a member of staff. No cookies, so no request can be forged across sites."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from domains.common.clock import utc_now
from domains.common.request_context import remember_user
from domains.identity.authentication import staff_of
from domains.identity.models import User


class BearerAuthentication(BaseAuthentication):
    """Lets members of staff in, read from the database each time: who was removed a moment ago is refused."""

    def authenticate(self, request: Request) -> tuple[User, None]:
        """The member of staff. Raises LoginRequired, InvalidToken or Denied."""
        user = staff_of(token=_bearer(request), now=utc_now())
        remember_user(str(user.id))
        return user, None


def _bearer(request: Request) -> str | None:
    scheme, _, token = get_authorization_header(request).partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else None
