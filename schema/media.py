"""Pictures, as the API shows them."""

from collections.abc import Awaitable
from typing import Any

import strawberry
from django.core.files.storage import default_storage

import resolvers.media as answers
from domains.common.errors import InvalidInput
from domains.media.rendering.recipe import Shape
from schema.base import Info, derived

_WIDEST = 4_096

PictureShape = strawberry.enum(
    Shape,
    name="PictureShape",
    description="Outline of a rendition: ORIGINAL as the picture itself, PORTRAIT 4:5, SQUARE 1:1.",
)


def media_url(path: str) -> str | None:
    """The address of a stored file; None for no file."""
    return default_storage.url(path) if path else None


@strawberry.type(description="A picture in one width, as WebP. What its address leads to never changes.")
class Rendition:
    """A `RenditionRow`."""

    url: str = derived(lambda row: media_url(row.path), description="Address of the file.")
    width: int = strawberry.field(description="Pixels; a `srcset` names it as `640w`.")
    height: int = strawberry.field(description="Pixels.")
    bytes: int = derived(lambda row: row.size, description="Size of the file.")


@strawberry.type(description="The spot of a picture that crops keep.")
class FocalPoint:
    """Fractions of width and height."""

    x: float = strawberry.field(description="0 at the left edge, 1 at the right.")
    y: float = strawberry.field(description="0 at the top, 1 at the bottom.")


@strawberry.type(description="A picture.")
class Media:
    """A `MediaRow`."""

    alt: str = strawberry.field(description="What the picture shows, for those who don't see it.")
    width: int = strawberry.field(description="Pixels of the original.")
    height: int = strawberry.field(description="Pixels of the original.")
    colour: str | None = derived(
        lambda media: media.colour or None, description="Code of the colour it shows; null for all of them."
    )

    @strawberry.field(
        description="Address of the original, or of the rendition that fills `width` pixels in that shape. "
        "Until renditions are made, and for drawings, the original's."
    )
    def url(self, info: Info, width: int | None = None, shape: PictureShape = Shape.ORIGINAL) -> str:  # type: ignore[valid-type]
        """Raises InvalidInput for a width that no screen has."""
        file: str = self.file  # type: ignore[attr-defined]
        if width is None and shape is Shape.ORIGINAL:
            return default_storage.url(file)
        if width is not None and not 1 <= width <= _WIDEST:
            raise InvalidInput(f"A width lies between 1 and {_WIDEST}.", path=("width",))
        found: Any = answers.file_for(info.context, file=file, width=width or _WIDEST, shape=shape)
        return _address(found)  # type: ignore[return-value]

    @strawberry.field(description="Its renditions in that shape, narrow ones first; empty until they are made.")
    async def renditions(self, info: Info, shape: PictureShape = Shape.ORIGINAL) -> list[Rendition]:  # type: ignore[valid-type]
        """For `srcset`."""
        picture = await info.context.load(answers.PICTURE, self)
        return picture.in_shape(shape) if picture else []

    @strawberry.field(description="The spot that crops keep; the middle unless somebody said so.")
    async def focal_point(self, info: Info) -> FocalPoint:
        """From 0 to 1."""
        picture = await info.context.load(answers.PICTURE, self)
        return picture.focal_point if picture else FocalPoint(x=0.5, y=0.5)

    @strawberry.field(description="Its most frequent colour, `#rrggbb`; null until renditions are made.")
    async def dominant_colour(self, info: Info) -> str | None:
        """To be shown in its place."""
        picture = await info.context.load(answers.PICTURE, self)
        return (picture.colour or None) if picture else None

    @strawberry.field(description="The picture in a few hundred bytes, as a data URI; null until renditions are made.")
    async def placeholder(self, info: Info) -> str | None:
        """To be shown, blurred, until it is there."""
        picture = await info.context.load(answers.PICTURE, self)
        return (picture.placeholder or None) if picture else None


async def _address(path: Awaitable[str]) -> str:
    return default_storage.url(await path)
