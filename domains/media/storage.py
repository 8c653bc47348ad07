"""Files of the media storage, whichever it is. All of it blocks: async callers go through `on_a_thread`."""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from domains.common.errors import NotFound
from domains.media.errors import StorageInsideTransaction, StorageUnavailable

log = logging.getLogger("fashionistar.media")


def write_file(*, path: str, content: bytes) -> None:
    """Keep a file under exactly that name. Raises StorageUnavailable."""
    _ensure_no_transaction()
    try:
        default_storage.save(path, ContentFile(content))
    except OSError as error:
        raise _failed(path, error) from error


def read_file(*, path: str) -> bytes:
    """A file's content. Raises NotFound where there is none, StorageUnavailable."""
    _ensure_no_transaction()
    try:
        with default_storage.open(path) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError as error:
        raise NotFound("There is no such file.") from error
    except OSError as error:
        raise _failed(path, error) from error


def delete_file(*, path: str) -> None:
    """Delete a file; one that is not there is deleted already. Raises StorageUnavailable."""
    _ensure_no_transaction()
    try:
        default_storage.delete(path)
    except OSError as error:
        raise _failed(path, error) from error


def try_to_delete(*, path: str) -> bool:
    """As `delete_file`, for whoever comes again: whether it is deleted now."""
    try:
        delete_file(path=path)
    except StorageUnavailable:
        return False
    return True


def _failed(path: str, error: OSError) -> StorageUnavailable:
    log.error("media storage failed", extra={"file": path, "reason": repr(error)})
    return StorageUnavailable()


def _ensure_no_transaction() -> None:
    if connection.in_atomic_block:
        raise StorageInsideTransaction
