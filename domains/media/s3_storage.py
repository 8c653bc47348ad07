"""Pictures in S3, or in whatever speaks its language."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

# No name is used twice for different bytes, so whoever has a file may keep it.
_KEPT_FOR_EVER = {"CacheControl": "public, max-age=31536000, immutable"}
_CONNECT_SECONDS = 3


class S3MediaStorage(S3Storage):  # type: ignore[misc]  # it has no types
    """django-storages' storage, with a client per thread, little patience, and failures that are OSErrors."""

    def __init__(self, *, by_path: bool, timeout: int, **options: Any) -> None:
        client_config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if by_path else "auto"},
            connect_timeout=min(_CONNECT_SECONDS, timeout),
            read_timeout=timeout,
            retries={"mode": "standard", "total_max_attempts": 2},
            # The checksums that newer clients add are refused by many that speak S3.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(
            client_config=client_config,
            # A picture is one request; threads of the library's own would outlive it.
            transfer_config=TransferConfig(use_threads=False),
            object_parameters=_KEPT_FOR_EVER,
            **options,
        )

    @property
    def bucket(self) -> Any:
        """The bucket, through this thread's client: the library shares the first one's, which is not safe."""
        return self.connection.Bucket(self.bucket_name)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        key = self._normalize_name(clean_name(name))
        with _failing_as_files_do(name):
            return ContentFile(self.bucket.Object(key).get()["Body"].read(), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        with _failing_as_files_do(name):
            saved: str = super()._save(name, content)
        return saved

    def delete(self, name: str) -> None:
        """Delete the file, if it is there."""
        with _failing_as_files_do(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        with _failing_as_files_do(name):
            return bool(super().exists(name))


@contextmanager
def _failing_as_files_do(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(name) from error
        raise OSError(f"S3 refused {name}: {error}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(f"S3 failed over {name}: {error}") from error
