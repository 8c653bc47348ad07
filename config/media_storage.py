"""Where pictures are kept, from the environment: here, in S3 or whatever speaks its language, or in Cloudinary.

Half a configuration is refused at the start, not at the first picture.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env


@dataclass(frozen=True, slots=True)
class MediaStorage:
    """The `default` entry of Django's STORAGES, and the origins that pages may show pictures from beside our own."""

    backend: Mapping[str, Any]
    origins: tuple[str, ...] = ()


def chosen_storage(*, public_url: str) -> MediaStorage:
    """The storage that MEDIA_STORAGE names. Raises ImproperlyConfigured where one of its variables is missing."""
    name = env.text("MEDIA_STORAGE", "local", choices=tuple(_STORAGES))
    storage = _STORAGES[name]()
    ours = _origin(public_url)
    return MediaStorage(storage.backend, tuple(origin for origin in storage.origins if origin != ours))


def _local() -> MediaStorage:
    return MediaStorage({"BACKEND": "django.core.files.storage.FileSystemStorage"})


def _s3() -> MediaStorage:
    bucket, region = env.text("S3_BUCKET"), env.text("S3_REGION", "us-east-1")
    endpoint, host = _address("S3_ENDPOINT_URL"), env.text("S3_PUBLIC_HOST", "")
    signs = env.flag("S3_SIGNED_URLS", default=False)
    key, secret = env.text("S3_ACCESS_KEY_ID", ""), env.text("S3_SECRET_ACCESS_KEY", "")
    if bool(key) != bool(secret):
        raise ImproperlyConfigured(
            "Set both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or neither where the machine has a role of its own."
        )
    if signs and host:
        raise ImproperlyConfigured("S3_SIGNED_URLS signs for the bucket itself: it can't go with S3_PUBLIC_HOST.")
    by_path = env.flag("S3_PATH_STYLE", default=bool(endpoint))
    address = host or _bucket_host(bucket, region=region, endpoint=endpoint, by_path=by_path)
    protocol = "https:" if host or not endpoint else f"{urlsplit(endpoint).scheme}:"
    options = {
        "bucket_name": bucket,
        "region_name": region,
        "endpoint_url": endpoint or None,
        "access_key": key or None,
        "secret_key": secret or None,
        "location": env.text("S3_PREFIX", "").strip("/"),
        "by_path": by_path,
        "timeout": env.integer("STORAGE_TIMEOUT_SECONDS", 10, at_least=1),
        "querystring_auth": signs,
        "querystring_expire": env.integer("S3_SIGNED_URL_SECONDS", 3_600, at_least=60),
        # An address made of text costs nothing; asking the client for one costs a tenth of a millisecond each.
        "custom_domain": None if signs else address,
        "url_protocol": protocol,
    }
    backend = {"BACKEND": "domains.media.s3_storage.S3MediaStorage", "OPTIONS": options}
    return MediaStorage(backend, (_origin(f"{protocol}//{address}"),))


def _cloudinary() -> MediaStorage:
    cloud = env.text("CLOUDINARY_CLOUD_NAME")
    delivery = _address("CLOUDINARY_DELIVERY_URL", f"https://res.cloudinary.com/{cloud}")
    options = {
        "cloud_name": cloud,
        "api_key": env.text("CLOUDINARY_API_KEY"),
        "api_secret": env.text("CLOUDINARY_API_SECRET"),
        "upload_prefix": _address("CLOUDINARY_UPLOAD_PREFIX", "https://api.cloudinary.com"),
        "delivery_url": delivery,
        "folder": env.text("CLOUDINARY_FOLDER", "").strip("/"),
        "timeout": env.integer("STORAGE_TIMEOUT_SECONDS", 10, at_least=1),
    }
    backend = {"BACKEND": "domains.media.cloudinary_storage.CloudinaryStorage", "OPTIONS": options}
    return MediaStorage(backend, (_origin(delivery),))


_STORAGES: Mapping[str, Callable[[], MediaStorage]] = MappingProxyType(
    {"local": _local, "s3": _s3, "cloudinary": _cloudinary}
)


def _bucket_host(bucket: str, *, region: str, endpoint: str, by_path: bool) -> str:
    host = urlsplit(endpoint).netloc or f"s3.{region}.amazonaws.com"
    return f"{host}/{bucket}" if by_path else f"{bucket}.{host}"


def _address(name: str, default: str = "") -> str:
    value = env.text(name, default).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ImproperlyConfigured(f"{name} takes an address such as https://storage.example.com.")
    return value


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
