"""Entity tags: nobody overwrites what they have not seen."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer


class ChangedMeanwhile(APIException):
    """If-Match names another state than the present one (RFC 9110, 412)."""

    status_code = status.HTTP_412_PRECONDITION_FAILED


class IfMatchRequired(APIException):
    """An update that does not say which state it changes (RFC 6585, 428)."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED


def etag_of(shown: Mapping[str, Any]) -> str:
    """The strong entity tag of what an answer shows."""
    return f'"{sha256(JSONRenderer().render(shown)).hexdigest()[:32]}"'


def ensure_match(*, if_match: str, shown: Mapping[str, Any]) -> None:
    """Raises ChangedMeanwhile unless the header (a list of tags, or `*`) names the state that is shown."""
    tags = [tag.strip() for tag in if_match.split(",")]
    if "*" not in tags and etag_of(shown) not in tags:
        raise ChangedMeanwhile
