"""Every failure of a staff view in the one shape of rest/errors.py, without a word of the machinery behind it."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response

from domains.common.errors import Denied, DomainError, NotFound, Unavailable
from rest.errors import body_of, error_body, headers_of, status_of

log = logging.getLogger(__name__)

# What the framework itself refuses. Its own sentences quote decoders and input; these do not.
_REFUSALS: Mapping[int, tuple[str, str]] = {
    status.HTTP_400_BAD_REQUEST: ("BAD_REQUEST", "The body is not JSON."),
    status.HTTP_405_METHOD_NOT_ALLOWED: ("METHOD_NOT_ALLOWED", "That cannot be done here."),
    status.HTTP_406_NOT_ACCEPTABLE: ("NOT_ACCEPTABLE", "Answers are JSON."),
    status.HTTP_412_PRECONDITION_FAILED: ("CHANGED_MEANWHILE", "This has changed meanwhile. Please look again."),
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: ("UNSUPPORTED_MEDIA_TYPE", "Send JSON."),
    status.HTTP_428_PRECONDITION_REQUIRED: ("IF_MATCH_REQUIRED", "Send the entity tag you read in If-Match."),
}


def answer_to(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an expected failure; None hands an unexpected one to Django, which logs it and answers 500."""
    if isinstance(error, exceptions.ValidationError):
        return Response(_invalid(error), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, exceptions.APIException) and error.status_code in _REFUSALS:
        code, message = _REFUSALS[error.status_code]
        return Response(error_body(code=code, message=message), status=error.status_code)
    known = _as_domain_error(error)
    return Response(body_of(known), status=status_of(known), headers=headers_of(known)) if known else None


def _as_domain_error(error: Exception) -> DomainError | None:
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404 | exceptions.NotFound):
        return NotFound()
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return Denied()
    if isinstance(error, OperationalError):
        # The pool is empty, the server is away, or two writers met head on: asking again helps.
        log.error("database did not serve", exc_info=error)
        return Unavailable()
    return None


def _invalid(error: exceptions.ValidationError) -> dict[str, Any]:
    """All faults of the input; the first also stands where every error has its code, message and path."""
    faults = list(_faults(error.detail, ()))
    body = error_body(code=faults[0]["code"], message=faults[0]["message"], path=faults[0]["path"])
    body["error"]["faults"] = faults
    return body


def _faults(detail: Any, path: tuple[str | int, ...]) -> Iterator[dict[str, Any]]:
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _faults(inner, path if key == "non_field_errors" else (*path, key))
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            yield from _faults(inner, (*path, index) if isinstance(inner, Mapping) and inner else path)
    else:
        code = getattr(detail, "code", "invalid")
        yield {
            "code": "UNKNOWN_FIELD" if code == "unknown" else "INVALID_INPUT",
            "message": str(detail),
            "path": [str(step) if not isinstance(step, int) else step for step in path],
        }
