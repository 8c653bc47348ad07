"""The Ninja API under /api/: async, typed, with one shape of errors. Routers of the doors are mounted here."""

import logging
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from orjson import loads

from domains.common.clock import utc_now
from domains.common.errors import DomainError
from domains.common.request_context import remember_user
from domains.identity.authentication import viewer_of
from domains.identity.viewer import Viewer
from rest.errors import UNEXPECTED, body_of, error_body, headers_of, status_of

log = logging.getLogger("fashionistar.rest")

_CODES = {401: "LOGIN_REQUIRED", 403: "DENIED", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 429: "TOO_MANY_REQUESTS"}


class FastParser(Parser):
    """Reads bodies with orjson; the edge has refused already what it would let pass."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as values."""
        return loads(request.body)


api = NinjaAPI(
    title="Fashionistar",
    version="1",
    description="Webhooks of payment providers, search, and the status of tasks.",
    docs_url="/docs" if settings.DEVELOPER_TOOLS else None,
    openapi_url="/openapi.json" if settings.DEVELOPER_TOOLS else None,
    parser=FastParser(),
    urls_namespace="api",
)


async def viewer_of_request(request: HttpRequest) -> Viewer:
    """Who asks, by the bearer token. Raises InvalidToken for a token that is not good now."""
    header = request.headers.get("authorization")
    scheme, _, token = (header or "").partition(" ")
    given = None if header is None else token.strip() if scheme.lower() == "bearer" else header
    viewer = await viewer_of(token=given, now=utc_now())
    remember_user(f"{viewer.kind}:{viewer.id}" if viewer.id else None)
    return viewer


@api.exception_handler(DomainError)
def expected(request: HttpRequest, error: DomainError) -> HttpResponse:
    """An expected failure, with the status of the one table."""
    response = api.create_response(request, body_of(error), status=status_of(error))
    for name, value in headers_of(error).items():
        response[name] = value
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first field that breaks its declaration; pydantic's own words stay inside."""
    first = error.errors[0] if error.errors else {}
    path = [str(part) for part in first.get("loc", ())][1:]
    message = f"{path[-1]} is missing or not what it should be." if path else "The request is not what it should be."
    return api.create_response(request, error_body(code="INVALID_INPUT", message=message, path=path), status=400)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What Ninja itself refuses."""
    code = _CODES.get(error.status_code, "BAD_REQUEST")
    return api.create_response(request, error_body(code=code, message=str(error)), status=error.status_code)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing under that address."""
    return api.create_response(request, error_body(code="NOT_FOUND", message="There is no such thing."), status=404)


@api.exception_handler(Exception)
def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """A bug: masked, and logged once with the request id."""
    log.error("endpoint failed", exc_info=error)
    return api.create_response(request, error_body(code="INTERNAL", message=UNEXPECTED), status=500)


api.add_router("/webhooks", "rest.webhooks.sandbox.router")
api.add_router("/search", "rest.search.router.router")
api.add_router("/exports", "rest.exports.api.router")
api.add_router("/tasks", "rest.tasks.api.router")
