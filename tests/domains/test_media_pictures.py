"""Pictures of strangers: what is taken, what is refused before it is decoded, and what is left of it."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms
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


def test_sixteen_bits_of_grey_stay_the_same_grey() -> None:
    buffer = BytesIO()
    Image.frombytes("I;16", (64, 48), struct.pack("<H", 30_000) * 64 * 48).save(buffer, format="PNG")

    picture = clean_picture(buffer.getvalue())

    assert Image.open(BytesIO(picture.content)).getpixel((5, 5)) == (117, 117, 117)


def test_ink_becomes_light() -> None:
    buffer = BytesIO()
    Image.new("CMYK", (64, 48), (0, 255, 255, 0)).save(buffer, format="JPEG", quality=95)

    shown = Image.open(BytesIO(clean_picture(buffer.getvalue()).content))

    assert (shown.mode, shown.getpixel((5, 5))) == ("RGB", (254, 0, 0))


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_shown(form: str) -> None:
    buffer = BytesIO()
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(buffer, format=form, save_all=True, append_images=frames[1:], lossless=True)

    shown = Image.open(BytesIO(clean_picture(buffer.getvalue()).content))

    red, green, blue = shown.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert (getattr(shown, "n_frames", 1), red > 240, green < 15, blue < 15) == (1, True, True, True)


def wide_gamut() -> bytes:
    """A profile whose red is further out than any of sRGB: that of sRGB with red and green written to its primaries."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The tags of the curves stay; the colour of green is moved where red is, and the other way round.
    tags = {profile[at : at + 4]: at for at in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12)}
    red, green = (profile[tags[name] + 4 : tags[name] + 12] for name in (b"rXYZ", b"gXYZ"))
    swapped = bytearray(profile)
    swapped[tags[b"rXYZ"] + 4 : tags[b"rXYZ"] + 12] = green
    swapped[tags[b"gXYZ"] + 4 : tags[b"gXYZ"] + 12] = red
    return bytes(swapped).replace("sRGB".encode("utf-16-be"), "ours".encode("utf-16-be"))


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA")])
def test_shows_the_colours_its_profile_means_and_drops_it(form: str, mode: str) -> None:
    buffer = BytesIO()
    Image.new(mode, (64, 48), "red").save(buffer, format=form, icc_profile=wide_gamut())

    shown = Image.open(BytesIO(clean_picture(buffer.getvalue()).content))

    red, green, blue = shown.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert (shown.mode, "icc_profile" in shown.info) == (mode, False)
    assert (red < 10, green > 245, blue < 10) == (True, True, True)


def test_keeps_what_is_transparent() -> None:
    picture = clean_picture(encoded("PNG", mode="RGBA"))

    assert Image.open(BytesIO(picture.content)).mode == "RGBA"
