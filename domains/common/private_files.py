"""Files that no address leads to. All of it blocks."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from domains.common.errors import Unavailable


def keep_private(*, path: str, content: bytes) -> None:
    """Keep a file under exactly that name, in place of one that was there. Raises Unavailable."""
    try:
        # Storages pick another name where there is a file already.
        storages["private"].delete(path)
        storages["private"].save(path, ContentFile(content))
    except OSError as error:
        raise Unavailable from error


def read_private(*, path: str) -> bytes:
    """A file's content. Raises Unavailable, also for a file that is not there."""
    try:
        with storages["private"].open(path) as file:
            content: bytes = file.read()
            return content
    except OSError as error:
        raise Unavailable from error


def delete_private(*, path: str) -> None:
    """Delete a file; one that is not there is deleted already. Raises Unavailable."""
    try:
        storages["private"].delete(path)
    except OSError as error:
        raise Unavailable from error
