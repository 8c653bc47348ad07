"""Light rows of pictures, for readers."""

from dataclasses import dataclass

from domains.media.rendering.recipe import FocalPoint, Shape


@dataclass(frozen=True, slots=True)
class RenditionRow:
    """A picture in one width; `size` in bytes."""

    width: int
    height: int
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """What is known of a picture in use. Colour and placeholder are empty, and renditions none, until they are made."""

    path: str
    focal_point: FocalPoint
    colour: str
    placeholder: str
    renditions: tuple[tuple[Shape, RenditionRow], ...]

    def in_shape(self, shape: Shape) -> list[RenditionRow]:
        """The renditions of that shape, narrow ones first; the picture's own where it has that shape itself."""
        fitting = [row for of, row in self.renditions if of is shape]
        return fitting or [row for of, row in self.renditions if of is Shape.ORIGINAL]

    def at_least(self, width: int, *, shape: Shape) -> RenditionRow | None:
        """The narrowest of at least that width, or else the widest; None where there are none."""
        fitting = self.in_shape(shape)
        return next((row for row in fitting if row.width >= width), fitting[-1] if fitting else None)
