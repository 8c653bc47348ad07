"""How a product's pictures are to be. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from domains.catalogue.errors import TooManyMedia, UnknownColour
from domains.common.errors import InvalidInput
from domains.media.rendering.recipe import FocalPoint

MOST_MEDIA = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPicture:
    """A picture in its place: one the product has (`media_id`), or an upload (`upload_id`) that it is to have.

    An empty colour stands for all of them; without a focal point crops keep what they kept.
    """

    media_id: UUID | None
    upload_id: UUID | None
    file: str
    width: int
    height: int
    alt: str
    colour: str = ""
    focal: FocalPoint | None = None

    @property
    def is_new(self) -> bool:
        """Whether the product does not have it yet."""
        return self.media_id is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """All pictures in order, the first is the product's face; `removed` are those it had and is not to have.

    What is in neither was added since by somebody else, and stays behind the others.
    """

    pictures: tuple[PlacedPicture, ...]
    removed: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SwatchPicture:
    """An upload that shows the cloth of a value."""

    axis: str
    value: str
    upload_id: UUID
    file: str


def ensure_gallery(*, gallery: Gallery, colours: Collection[str]) -> None:
    """Pass where these can be a product's pictures. Raises TooManyMedia, UnknownColour, InvalidInput."""
    if len(gallery.pictures) > MOST_MEDIA:
        raise TooManyMedia
    for place, picture in enumerate(gallery.pictures):
        if picture.colour and picture.colour not in colours:
            raise UnknownColour(path=("pictures", str(place), "colour"))
        if picture.focal is not None and not (0 <= picture.focal.x <= 1 and 0 <= picture.focal.y <= 1):
            raise InvalidInput("A focal point lies between 0 and 1.", path=("pictures", str(place), "focalPoint"))
