"""How often a member of staff may ask: counted in Redis, for each person and kind of request."""

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from domains.common.limits import Limit, spend_sync
from domains.identity.models import User

if TYPE_CHECKING:
    from rest_framework.views import APIView

_MINUTE = timedelta(minutes=1)
LISTS = Limit(name="staff-lists", count=300, period=_MINUTE)
DETAILS = Limit(name="staff-details", count=600, period=_MINUTE)
WRITES = Limit(name="staff-writes", count=120, period=_MINUTE)


class PerPerson(BaseThrottle):
    """Lists cost more than single things, and nobody writes twice a second by hand."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """True, or TooManyRequests with the seconds to wait; Unavailable without Redis."""
        limit = WRITES if request.method not in {"GET", "HEAD"} else DETAILS if view.kwargs.get("pk") else LISTS
        spend_sync(limit=limit, subject=str(cast("User", request.user).id))
        return True
