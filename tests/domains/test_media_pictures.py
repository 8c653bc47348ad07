"""Pictures of strangers: what is taken, what is refused before it is decoded, and what is left of it."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from domains.common.errors import DomainError
from domains.media.errors import NotAPicture, PictureTooLarge
from domains.media.pictures import MAX_BYTES, clean_picture


def encoded(form: str, *, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new(mode, size, "teal").save(buffer, format=form, **options)
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int) -> bytes:
    """A PNG of so many pixels in a few bytes: one grey scan line after another, compressed."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("form", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_takes_the_three_formats(form: str, extension: str) -> None:
    picture = clean_picture(encoded(form))

    assert (picture.extension, picture.width, picture.height) == (extension, 64, 48)
    assert Image.open(BytesIO(picture.content)).format == form


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 100,
        b"%PDF-1.7",
        b"\xff\xd8\xff" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"RIFF\0\0\0\0WEBP" + b"\0" * 100,
        encoded("GIF"),
        encoded("BMP"),
        encoded("TIFF"),
        encoded("JPEG", size=(640, 480))[:-400],
        encoded("PNG", size=(640, 480))[:-40],
    ],
)
def test_refuses_what_is_no_picture_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        clean_picture(content)


@pytest.mark.parametrize("side", [6_500, 50_000])
def test_counts_pixels_before_decoding_any(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("a pixel was decoded"))

    with pytest.raises(DomainError) as refused:
        clean_picture(png_bomb(side))

    # Pillow itself refuses to open the larger one.
    assert isinstance(refused.value, PictureTooLarge | NotAPicture)


def test_refuses_too_many_bytes() -> None:
    with pytest.raises(PictureTooLarge):
        clean_picture(encoded("PNG") + b"\0" * MAX_BYTES)


def test_makes_smaller_what_no_screen_shows() -> None:
    picture = clean_picture(encoded("PNG", size=(5_000, 1_000)))

    assert (picture.width, picture.height) == (4_096, 819)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_leaves_nothing_of_what_came_along(form: str) -> None:
    exif = Image.Exif()
    exif[Base.Make] = "SECRETCAMERA"
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSAreaInformation] = b"SECRETPLACE"
    options: dict[str, Any] = {"comment": b"SECRETCOMMENT"} if form == "JPEG" else {}
    content = encoded(form, exif=exif, icc_profile=b"SECRETPROFILE", **options) + b"<?php SECRETTAIL"
    assert content.count(b"SECRET") >= 3

    picture = clean_picture(content)

    assert b"SECRET" not in picture.content
    cleaned = Image.open(BytesIO(picture.content))
    assert (dict(cleaned.getexif()), set(cleaned.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}) == (
        {},
        {"progressive", "progression"} & set(cleaned.info) | ({"loop", "background"} & set(cleaned.info)),
    )
    # It was lying on its side, and stands upright now.
    assert (picture.width, picture.height) == (48, 64)


def test_keeps_what_is_transparent() -> None:
    picture = clean_picture(encoded("PNG", mode="RGBA"))

    assert Image.open(BytesIO(picture.content)).mode == "RGBA"
