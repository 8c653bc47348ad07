"""Keys derived from SECRET_KEY: one per purpose, so that what leaks of one is worth nothing for another."""

import hmac

from django.conf import settings


def derived_key(purpose: str) -> bytes:
    """32 bytes that belong to `purpose` alone."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"fashionistar:{purpose}:v1".encode(), "sha256")
