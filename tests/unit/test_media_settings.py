"""Which storage the environment chooses, and which half configurations are refused."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.media_storage import chosen_storage

PUBLIC = "https://shop.example.com"
S3 = {"MEDIA_STORAGE": "s3", "S3_BUCKET": "pictures"}
CLOUDINARY = {
    "MEDIA_STORAGE": "cloudinary",
    "CLOUDINARY_CLOUD_NAME": "atelier",
    "CLOUDINARY_API_KEY": "1",
    "CLOUDINARY_API_SECRET": "2",
}


def chosen(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, tuple[str, ...]]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    storage = chosen_storage(public_url=PUBLIC)
    return storage.backend["BACKEND"].rpartition(".")[2], storage.origins


@pytest.mark.parametrize(
    ("environment", "backend", "origins"),
    [
        ({}, "FileSystemStorage", ()),
        (S3, "S3MediaStorage", ("https://pictures.s3.us-east-1.amazonaws.com",)),
        (S3 | {"S3_PUBLIC_HOST": "cdn.example.com"}, "S3MediaStorage", ("https://cdn.example.com",)),
        (S3 | {"S3_PUBLIC_HOST": "shop.example.com"}, "S3MediaStorage", ()),
        (S3 | {"S3_ENDPOINT_URL": "http://minio:9000"}, "S3MediaStorage", ("http://minio:9000",)),
        (CLOUDINARY, "CloudinaryStorage", ("https://res.cloudinary.com",)),
    ],
)
def test_names_the_storage_and_the_origins_of_its_pictures(
    environment: dict[str, str], backend: str, origins: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chosen(environment, monkeypatch) == (backend, origins)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"MEDIA_STORAGE": "ftp"}, "MEDIA_STORAGE"),
        ({"MEDIA_STORAGE": "s3"}, "S3_BUCKET"),
        (S3 | {"S3_ACCESS_KEY_ID": "AKIA"}, "S3_SECRET_ACCESS_KEY"),
        (S3 | {"S3_SECRET_ACCESS_KEY": "x"}, "S3_ACCESS_KEY_ID"),
        (S3 | {"S3_ENDPOINT_URL": "minio:9000"}, "S3_ENDPOINT_URL"),
        (S3 | {"S3_SIGNED_URLS": "true", "S3_PUBLIC_HOST": "cdn.example.com"}, "S3_SIGNED_URLS"),
        (CLOUDINARY | {"CLOUDINARY_CLOUD_NAME": ""}, "CLOUDINARY_CLOUD_NAME"),
        (CLOUDINARY | {"CLOUDINARY_API_KEY": ""}, "CLOUDINARY_API_KEY"),
        (CLOUDINARY | {"CLOUDINARY_API_SECRET": ""}, "CLOUDINARY_API_SECRET"),
        (CLOUDINARY | {"CLOUDINARY_UPLOAD_PREFIX": "nowhere"}, "CLOUDINARY_UPLOAD_PREFIX"),
    ],
)
def test_refuses_half_a_configuration(environment: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=named):
        chosen(environment, monkeypatch)
