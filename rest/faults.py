"""What Django answers by itself when no view did: JSON for the doors, its own plain pages for the admin."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from domains.common.errors import Denied, DomainError, NotFound
from rest.errors import UNEXPECTED, body_of, error_body, status_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that Django itself finds suspicious."""
    if _is_page(request):
        return defaults.bad_request(request, exception)
    return JsonResponse(error_body(code="BAD_REQUEST", message="That request makes no sense."), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return defaults.permission_denied(request, exception) if _is_page(request) else _answer(Denied())


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its token. Django's own page would talk about DEBUG and Django."""
    return permission_denied(request, PermissionDenied())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return defaults.page_not_found(request, exception) if _is_page(request) else _answer(NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """500; Django has logged what happened, with the request id."""
    if _is_page(request):
        return defaults.server_error(request)
    return JsonResponse(error_body(code="INTERNAL_ERROR", message=UNEXPECTED), status=500)


def _is_page(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")


def _answer(error: DomainError) -> HttpResponse:
    return JsonResponse(body_of(error), status=status_of(error))
