"""Where pictures are kept: each storage holds the same bytes, and one that is down is said to be down."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import override_settings

from config.media_storage import chosen_storage
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.ids import new_id
from domains.media.errors import StorageInsideTransaction, StorageUnavailable
from domains.media.models import Upload
from domains.media.pictures import Picture
from domains.media.services.prune_uploads import prune_uploads
from domains.media.storage import delete_file, read_file, write_file
from domains.media.uploading import keep_upload
from tests.fakes import cloudinary, s3
from tests.fakes.cloudinary import fake_cloudinary
from tests.fakes.s3 import fake_s3

pytestmark = pytest.mark.usefixtures("database")

PUBLIC = "https://shop.example.com"
PICTURE = Picture(content=b"RIFF\x00\xffWEBP & more", extension="webp", width=4, height=5)


class Fake(Protocol):
    url: str
    status: int


@contextmanager
def kept_in(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    storages = {"default": dict(chosen_storage(public_url=PUBLIC).backend)}
    with override_settings(STORAGES=storages):
        yield


def s3_environment(url: str, **more: str) -> dict[str, str]:
    account = {"S3_BUCKET": s3.BUCKET, "S3_ACCESS_KEY_ID": s3.KEY, "S3_SECRET_ACCESS_KEY": s3.SECRET}
    return {"MEDIA_STORAGE": "s3", "S3_ENDPOINT_URL": url, "STORAGE_TIMEOUT_SECONDS": "2", **account, **more}


def cloudinary_environment(url: str) -> dict[str, str]:
    return {
        "MEDIA_STORAGE": "cloudinary",
        "CLOUDINARY_CLOUD_NAME": cloudinary.CLOUD,
        "CLOUDINARY_API_KEY": cloudinary.KEY,
        "CLOUDINARY_API_SECRET": cloudinary.SECRET,
        "CLOUDINARY_UPLOAD_PREFIX": url,
        "CLOUDINARY_DELIVERY_URL": f"{url}/{cloudinary.CLOUD}",
        "CLOUDINARY_FOLDER": "shop",
        "STORAGE_TIMEOUT_SECONDS": "2",
    }


FAKES: tuple[tuple[Callable[[], Any], Callable[[str], dict[str, str]]], ...] = (
    (fake_s3, s3_environment),
    (fake_cloudinary, cloudinary_environment),
)


@pytest.fixture(params=FAKES, ids=["s3", "cloudinary"])
def remote(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """Each storage elsewhere, in turn."""
    start, environment = request.param
    with start() as fake, kept_in(environment(fake.url), monkeypatch):
        yield fake


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def test_gives_back_the_bytes_it_was_given(remote: Fake) -> None:
    write_file(path="uploads/2026/11/été 1.webp", content=PICTURE.content)

    assert read_file(path="uploads/2026/11/été 1.webp") == PICTURE.content
    assert default_storage.exists("uploads/2026/11/été 1.webp")
    assert default_storage.size("uploads/2026/11/été 1.webp") == len(PICTURE.content)


def test_deletes_and_may_do_so_twice(remote: Fake) -> None:
    write_file(path="a/b.webp", content=b"x")

    delete_file(path="a/b.webp")
    delete_file(path="a/b.webp")

    assert not default_storage.exists("a/b.webp")
    with pytest.raises(NotFound):
        read_file(path="a/b.webp")


@pytest.mark.parametrize("status", [403, 500, 503])
def test_says_so_when_it_is_down(remote: Fake, status: int) -> None:
    remote.status = status

    for ask in (
        lambda: write_file(path="a.webp", content=b"x"),
        lambda: read_file(path="a.webp"),
        lambda: delete_file(path="a.webp"),
    ):
        with pytest.raises(StorageUnavailable):
            ask()


def test_says_so_when_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    for environment in (s3_environment("http://127.0.0.1:9"), cloudinary_environment("http://127.0.0.1:9")):
        with kept_in(environment, monkeypatch), pytest.raises(StorageUnavailable):
            write_file(path="a.webp", content=b"x")


def test_says_so_when_the_disk_refuses(local: Path) -> None:
    (local / "a").write_bytes(b"a file where a directory is wanted")

    with pytest.raises(StorageUnavailable):
        write_file(path="a/b.webp", content=b"x")


def test_is_never_waited_for_inside_a_transaction(local: Path) -> None:
    with transaction.atomic(), pytest.raises(StorageInsideTransaction):
        write_file(path="a.webp", content=b"x")

    assert list(local.iterdir()) == []


def test_signs_and_tells_caches_to_keep_what_never_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_s3() as bucket, kept_in(s3_environment(bucket.url, S3_PREFIX="media"), monkeypatch):
        write_file(path="a/b.webp", content=b"x")

        assert bucket.objects == {"media/a/b.webp": b"x"}
        sent = bucket.headers["media/a/b.webp"]
        assert sent["authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={s3.KEY}/")
        assert (sent["content-type"], sent["cache-control"]) == ("image/webp", "public, max-age=31536000, immutable")


def test_is_refused_with_a_wrong_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_s3() as bucket, kept_in(s3_environment(bucket.url, S3_SECRET_ACCESS_KEY="guessed"), monkeypatch):
        with pytest.raises(StorageUnavailable):
            write_file(path="a.webp", content=b"x")

        assert bucket.objects == {}


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "https://s3.test/pictures/a/b%20c.webp"),
        ({"S3_PATH_STYLE": "false"}, "https://pictures.s3.test/a/b%20c.webp"),
        ({"S3_PUBLIC_HOST": "cdn.example.com"}, "https://cdn.example.com/a/b%20c.webp"),
    ],
)
def test_names_the_public_address(more: dict[str, str], address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept_in(s3_environment("https://s3.test", **more), monkeypatch):
        assert default_storage.url("a/b c.webp") == address


def test_signs_addresses_where_the_bucket_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    with kept_in(s3_environment("https://s3.test", S3_SIGNED_URLS="true"), monkeypatch):
        address = httpx.URL(default_storage.url("a.webp"))

    assert (address.host, address.path) == ("s3.test", "/pictures/a.webp")
    assert {"X-Amz-Signature", "X-Amz-Expires"} <= set(address.params)


async def test_keeps_an_upload_elsewhere(remote: Fake) -> None:
    upload = await keep_upload(owner_id=new_id(), picture=PICTURE, now=utc_now())

    assert read_file(path=upload.path) == PICTURE.content


async def test_leaves_nothing_half_done_when_the_storage_fails(remote: Fake) -> None:
    remote.status = 500
    now = utc_now()

    with pytest.raises(StorageUnavailable):
        await keep_upload(owner_id=new_id(), picture=PICTURE, now=now)

    row = await in_transaction(Upload.objects.get)
    assert row.expires_at == now
    # A storage that is still down keeps the row, so that the file is not forgotten.
    later = now + timedelta(hours=1)
    assert await in_transaction(prune_uploads, now=later, limit=10) == 0
    remote.status = 200
    assert await in_transaction(prune_uploads, now=later, limit=10) == 1
    assert await in_transaction(Upload.objects.count) == 0
