"""Which page a request comes from, as its browser says."""

from urllib.parse import urlsplit

from django.conf import settings
from starlette.requests import Request


def is_from_elsewhere(request: Request) -> bool:
    """Whether a browser sends it for a page of another origin; what is no browser says nothing about that."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return origin not in settings.STOREFRONT_ORIGINS and urlsplit(origin).netloc != request.headers.get("host")
