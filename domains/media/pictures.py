"""From bytes of a stranger to a picture that is safe to show. Pure, and heavy: run it off the event loop.

What is checked is what the bytes are, not what they are called. The pixels are counted before any is decoded, and the
picture is written anew, so nothing that came along stays: no place of the photo, no comment, no second file behind it.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from domains.media.errors import NotAPicture, PictureTooLarge

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
# No screen of ours shows more; what is larger is made smaller.
MAX_SIDE = 4_096

_FORMATS = {"JPEG": (b"\xff\xd8\xff", "jpg"), "PNG": (b"\x89PNG\r\n\x1a\n", "png"), "WEBP": (b"RIFF", "webp")}
_MODES = {"JPEG": "RGB", "PNG": "RGBA", "WEBP": "RGBA"}
_QUALITY = {"JPEG": {"quality": 88, "progressive": True}, "WEBP": {"quality": 88}}
_SRGB = ImageCms.createProfile("sRGB")
# What Pillow raises for bytes that are no picture, or a broken one.
_BROKEN = (
    OSError, ValueError, TypeError, SyntaxError, EOFError, LookupError, ArithmeticError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture written by us."""

    content: bytes
    extension: str
    width: int
    height: int


def clean_picture(content: bytes) -> Picture:
    """The picture in these bytes, upright, without metadata. Raises NotAPicture, PictureTooLarge."""
    form = _form_of(content)
    shown = decoded(content)
    written = BytesIO()
    shown.save(written, format=form, **_QUALITY.get(form, {}))
    return Picture(written.getvalue(), _FORMATS[form][1], shown.width, shown.height)


def decoded(content: bytes) -> Image.Image:
    """The pixels in these bytes, upright, at most MAX_SIDE a side, as RGB or, where transparent, RGBA.

    Raises NotAPicture, PictureTooLarge.
    """
    form = _form_of(content)
    try:
        _ensure_small(_opened(content, form))
        _opened(content, form).verify()
        return _upright(_opened(content, form), form)
    except _BROKEN as error:
        raise NotAPicture from error


def _form_of(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise PictureTooLarge(f"A picture has at most {MAX_BYTES // 1024 // 1024} MB.")
    form = next((name for name, (magic, _) in _FORMATS.items() if content.startswith(magic)), None)
    if form is None:
        raise NotAPicture
    return form


def _opened(content: bytes, form: str) -> Image.Image:
    """The picture's header; its pixels are not decoded yet."""
    return Image.open(BytesIO(content), formats=[form])


def _ensure_small(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureTooLarge(f"A picture has at most {MAX_PIXELS // 1_000_000} million pixels.")


def _eight_bit(picture: Image.Image) -> Image.Image:
    # Pillow cuts off what is above 255 instead of dividing: all but the darkest grey would come out white.
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")


def _in_srgb(picture: Image.Image, mode: str) -> Image.Image:
    """The picture in the colours that a screen shows without a profile; phones and printers write in others."""
    shown = picture.convert(mode)
    profile = picture.info.get("icc_profile")
    if not profile:
        return shown
    try:
        read = ImageCms.getOpenProfile(BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(read).lower():
            return shown
        # A profile speaks of the picture's own channels: of CMYK, say, which it was before.
        own = picture if read.profile.xcolor_space.strip() == picture.mode else picture.convert("RGB")
        told = ImageCms.profileToProfile(own, read, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, *_BROKEN):
        # A profile nobody can read: shown as if there were none.
        return shown
    if told is None:
        return shown
    if mode == "RGBA":
        told.putalpha(shown.getchannel("A"))
    return told


def _upright(picture: Image.Image, form: str) -> Image.Image:
    # Before anything else: a JPEG is then decoded at about the size that is kept.
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(picture)
    transparent = "A" in upright.getbands() or "transparency" in upright.info
    shown = _in_srgb(_eight_bit(upright), _MODES[form] if transparent else "RGB")
    # Pillow writes some of what it finds here, such as comments and colour profiles.
    shown.info.clear()
    return shown
