"""Pictures in Cloudinary: its own SDK uploads and deletes, its delivery network is read over plain HTTP."""

import logging
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import httpx
from cloudinary import uploader
from cloudinary.exceptions import Error
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

# The SDK prints its log to standard error past our own form of it.
logging.getLogger("Cloudinary").handlers.clear()


@deconstructible
class CloudinaryStorage(Storage):
    """Files by the name we gave them; all failures are OSErrors.

    Cloudinary knows a picture by its name without extension, so two names must not differ by that alone.
    """

    def __init__(
        self,
        *,
        cloud_name: str,
        api_key: str,
        api_secret: str,
        upload_prefix: str,
        delivery_url: str,
        folder: str = "",
        timeout: int = 10,
    ) -> None:
        self._account: dict[str, Any] = {
            "cloud_name": cloud_name,
            "api_key": api_key,
            "api_secret": api_secret,
            "upload_prefix": upload_prefix,
            "timeout": timeout,
            "resource_type": "image",
        }
        self._delivery_url = delivery_url
        self._folder = folder
        self._timeout = timeout

    def url(self, name: str | None) -> str:
        """The address of the file on the delivery network, as it was sent."""
        kept = PurePosixPath(self._folder, name or "")
        return f"{self._delivery_url}/image/upload/{quote(str(kept))}"

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return self._asked("HEAD", name).status_code == httpx.codes.OK

    def size(self, name: str) -> int:
        """Bytes. Raises FileNotFoundError."""
        return int(self._found("HEAD", name).headers["content-length"])

    def delete(self, name: str) -> None:
        """Delete the file, if it is there, from the delivery network as well."""
        try:
            uploader.destroy(self._id_of(name), invalidate=True, **self._account)
        except Error as error:
            raise OSError(f"Cloudinary failed over {name}: {error}") from error

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: ours are never given twice, and asking would cost a request."""
        return name

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        return ContentFile(self._found("GET", name).content, name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        path = PurePosixPath(name)
        try:
            uploader.upload(content.read(), public_id=self._id_of(name), filename=path.name, **self._account)
        except Error as error:
            raise OSError(f"Cloudinary failed over {name}: {error}") from error
        return name

    def _id_of(self, name: str) -> str:
        return str(PurePosixPath(self._folder, name).with_suffix(""))

    def _found(self, method: str, name: str) -> httpx.Response:
        answer = self._asked(method, name)
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise FileNotFoundError(name)
        if answer.status_code != httpx.codes.OK:
            raise OSError(f"Cloudinary answered {answer.status_code} to {name}.")
        return answer

    def _asked(self, method: str, name: str) -> httpx.Response:
        try:
            return httpx.request(method, self.url(name), timeout=self._timeout)
        except httpx.HTTPError as error:
            raise OSError(f"Cloudinary failed over {name}: {error!r}") from error
