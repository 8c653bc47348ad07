"""Draw the renditions of a picture. Pure, and heavy: `apart` runs it in a process of its own."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from domains.media.pictures import decoded
from domains.media.rendering.recipe import FocalPoint, Shape, cut_of, widths_for

_QUALITY, _EFFORT = 80, 4
_PLACEHOLDER_SIDE, _PLACEHOLDER_QUALITY = 16, 30
_CLEAR = 128


@dataclass(frozen=True, slots=True)
class Drawn:
    """One rendition, as WebP."""

    shape: Shape
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Drawing:
    """All renditions of a picture, its size, and what stands for it until they are there."""

    width: int
    height: int
    colour: str
    placeholder: str
    renditions: tuple[Drawn, ...]


def draw(content: bytes, *, focal: FocalPoint) -> Drawing:
    """Everything that is made of a picture. Raises NotAPicture, PictureTooLarge."""
    picture = decoded(content)
    colour = _colour_of(picture)
    ground = (0, 0, 0, 0) if picture.mode == "RGBA" else colour
    renditions: list[Drawn] = []
    for shape in Shape:
        cut = cut_of(size=picture.size, shape=shape, focal=focal)
        shown = picture.crop(cut.box)
        if cut.frame != shown.size:
            shown = _framed(shown, cut.frame, ground)
        if shape is not Shape.ORIGINAL and shown.size == picture.size:
            continue  # the picture has that shape itself
        renditions += _in_all_widths(shown, shape)
    return Drawing(picture.width, picture.height, colour, _placeholder_of(picture), tuple(renditions))


def _in_all_widths(shown: Image.Image, shape: Shape) -> list[Drawn]:
    drawn, whole = [], shown.size
    # From the largest down, each made of the one before: far fewer pixels are read than from the whole each time.
    for width in reversed(widths_for(shape=shape, widest=shown.width)):
        height = max(1, round(whole[1] * width / whole[0]))
        shown = shown.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        drawn.append(Drawn(shape, width, height, _webp(shown, quality=_QUALITY)))
    return drawn


def _framed(shown: Image.Image, frame: tuple[int, int], ground: str | tuple[int, ...]) -> Image.Image:
    framed = Image.new(shown.mode, frame, ground)
    framed.paste(shown, ((frame[0] - shown.width) // 2, (frame[1] - shown.height) // 2))
    return framed


def _colour_of(picture: Image.Image) -> str:
    """The colour of most pixels that can be seen, `#rrggbb`."""
    small = picture.convert("RGBA").resize((48, 48), Image.Resampling.BOX)
    pixels: Any = small.get_flattened_data()
    seen = [pixel[:3] for pixel in pixels if pixel[3] >= _CLEAR] or [(255, 255, 255)]
    strip = Image.new("RGB", (len(seen), 1))
    strip.putdata(seen)
    few = strip.quantize(6, method=Image.Quantize.MEDIANCUT).convert("RGB")
    counted: Any = few.getcolors()
    most: tuple[int, tuple[int, int, int]] = max(counted)
    return "#{:02x}{:02x}{:02x}".format(*most[1])


def _placeholder_of(picture: Image.Image) -> str:
    tiny = picture.copy()
    tiny.thumbnail((_PLACEHOLDER_SIDE, _PLACEHOLDER_SIDE))
    return f"data:image/webp;base64,{b64encode(_webp(tiny, quality=_PLACEHOLDER_QUALITY)).decode()}"


def _webp(picture: Image.Image, *, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, format="WEBP", quality=quality, method=_EFFORT)
    return written.getvalue()
