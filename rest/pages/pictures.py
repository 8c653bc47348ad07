"""Pictures as pages show them: in as many widths as there are, for the browser to choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.files.storage import default_storage

from domains.catalogue.rows import MediaRow, OptionValueRow
from domains.media.queries import picture_by_path
from domains.media.rendering.recipe import Shape
from domains.media.rows import PictureRow, RenditionRow
from domains.media.services.register_originals import is_raster

_SWATCH_WIDTH = 160
# What browsers without `srcset` get, and the window of a gallery on most screens.
_USUAL_WIDTH = 960


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page needs it. `srcset` is empty for drawings, and until renditions are made."""

    url: str
    alt: str
    width: int
    height: int
    srcset: str = ""

    @classmethod
    def of(cls, media: MediaRow, *, known: Mapping[str, PictureRow], shape: Shape = Shape.PORTRAIT) -> "Picture":
        """The picture of a row, in its renditions of that shape where there are any."""
        picture = known.get(media.file)
        usual = picture.at_least(_USUAL_WIDTH, shape=shape) if picture else None
        if picture is None or usual is None:
            return cls(default_storage.url(media.file), media.alt, media.width, media.height)
        url = default_storage.url(usual.path)
        return cls(url, media.alt, usual.width, usual.height, _srcset(picture.in_shape(shape)))


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour to choose: a dot of it, or a small picture of the cloth."""

    name: str
    colour: str
    url: str

    @classmethod
    def of(cls, value: OptionValueRow, *, known: Mapping[str, PictureRow]) -> "Swatch":
        """The swatch of a value."""
        return cls(value.name, value.swatch, _cloth(value.swatch_file, known))


async def pictures_of(files: Iterable[str]) -> Mapping[str, PictureRow]:
    """What is known of these files; drawings need no asking."""
    rasters = {file for file in files if is_raster(file)}
    return await picture_by_path(paths=rasters) if rasters else {}


def _cloth(file: str, known: Mapping[str, PictureRow]) -> str:
    if not file:
        return ""
    picture = known.get(file)
    small = picture.at_least(_SWATCH_WIDTH, shape=Shape.SQUARE) if picture else None
    return default_storage.url(small.path if small else file)


def _srcset(renditions: Iterable[RenditionRow]) -> str:
    return ", ".join(f"{default_storage.url(row.path)} {row.width}w" for row in renditions)
