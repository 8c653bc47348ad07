"""What each action of a view demands; a view that demands nothing is closed."""

from typing import TYPE_CHECKING, Any, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from domains.identity.models import User
from domains.identity.roles import require

if TYPE_CHECKING:
    from rest_framework.views import APIView


class RoleAllows(BasePermission):
    """Passes when the role has every permission that the view's `demands` name for the action."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """True, or Denied: also for an action without a demand, and for a view that is none of ours."""
        demands: dict[str, Any] = getattr(view, "demands", {})
        demanded = demands.get(getattr(view, "action", None) or "", frozenset())
        require(role=cast("User", request.user).staff_role, permissions=demanded)
        return True
