"""The admin site: who gets in, and under which content security policy."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from domains.common.clock import utc_now
from domains.common.errors import DomainError
from domains.common.limits import network_of, spend_sync
from domains.identity import throttles
from domains.identity.models import User
from domains.identity.roles import permissions_of
from domains.identity.services.second_factor import has_second_factor, proves

# Alpine.js, which the theme is made with, builds functions of the expressions in its attributes, and the theme's
# colours are an inline style. Scripts still come from us alone, and text of strangers is escaped by the templates.
PAGE_POLICY = {
    **settings.SECURE_CSP,
    "script-src": [CSP.SELF, CSP.NONCE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}


_NOT_PROVEN = "That code is wrong or was used before, or you have no second factor yet: set one up in the shop first."
_PROVEN = "second_factor"


def _proven(user: object, code: str) -> bool:
    if not isinstance(user, User):
        return False
    with transaction.atomic():
        locked = User.objects.select_for_update().get(id=user.id)
        return proves(user=locked, code=code, now=utc_now())


class ThrottledLogin(AuthenticationForm):
    """Logging in with a password is counted together with the logins of the shop, and takes their second factor."""

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if settings.STAFF_SECOND_FACTOR:
            code = CharField(label="Code of your authenticator app", max_length=40)
            code.widget.attrs.update(
                {"autocomplete": "one-time-code", "class": self.fields["password"].widget.attrs["class"]}
            )
            self.fields["code"] = code

    def clean(self) -> dict[str, Any]:
        """The member of staff, or an error: also when the account or the network has tried too often."""
        address = str(self.cleaned_data.get("username", "")).strip().lower()
        self.cleaned_data["username"] = address
        try:
            network = network_of(str(self.request.META.get("REMOTE_ADDR", "")))
            throttles.count_login_sync(network=network)
            spend_sync(limit=throttles.LOGINS_PER_ACCOUNT, subject=address)
        except DomainError as error:
            raise ValidationError(error.message) from error
        cleaned: dict[str, Any] = super().clean()
        if settings.STAFF_SECOND_FACTOR and not _proven(self.get_user(), str(cleaned.get("code", ""))):
            raise ValidationError(_NOT_PROVEN)
        return cleaned


class StaffSite(UnfoldAdminSite):
    """Lets in active members of staff whose role may do something."""

    login_form = ThrottledLogin
    login_template = "staff_login.html"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """True for staff; read from the database with each request, so a removed member is out at once."""
        user = request.user
        if not isinstance(user, User):
            return False
        # Whoever has taken their second factor away since has proven nothing.
        if settings.STAFF_SECOND_FACTOR and not (request.session.get(_PROVEN) and has_second_factor(user=user)):
            return False
        return user.is_active and user.is_staff and bool(permissions_of(user.staff_role))

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """The view, for staff only, with the policy that the theme needs."""
        guarded: Callable[..., HttpResponse] = csp_override(PAGE_POLICY)(super().admin_view(view, cacheable))
        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The login page, with the same policy."""
        answer: HttpResponse = csp_override(PAGE_POLICY)(super().login)(request, extra_context)
        # A form that was right leads on; the session is a new one by then.
        if settings.STAFF_SECOND_FACTOR and request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
            request.session[_PROVEN] = True
        return answer


site = StaffSite(name="admin")
