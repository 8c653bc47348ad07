"""Where files of the media storage are found."""

from django.core.files.storage import default_storage


def media_url(path: str) -> str | None:
    """The address of a stored file; None for no file."""
    return default_storage.url(path) if path else None
