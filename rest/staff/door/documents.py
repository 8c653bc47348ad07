"""The description of the staff API (OpenAPI 3) and a page to read and try it. For developers: 404 in production."""

from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

# Swagger UI sizes its parts by style attributes and has its icons within the style sheet; scripts need the nonce.
PAGE_POLICY = {**settings.SECURE_CSP, "style-src-attr": [CSP.UNSAFE_INLINE], "font-src": [CSP.SELF, "data:"]}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes how to log in."""

    target_class = "rest.staff.door.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The access token that the login mutation of GraphQL gives."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class SchemaDocument(SpectacularAPIView):
    """The OpenAPI document."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    renderer_classes: ClassVar[list[type[BaseRenderer]]] = [OpenApiJsonRenderer2]  # type: ignore[misc]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Http404 where the public gets no developer tools."""
        _ensure_developer_tools()
        super().initial(request, *args, **kwargs)


@require_safe
@csp_override(PAGE_POLICY)
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI on the document above."""
    _ensure_developer_tools()
    return render(request, "staff_docs.html")


def _ensure_developer_tools() -> None:
    if not settings.DEVELOPER_TOOLS:
        raise Http404
