"""Reads of pictures, native async: one prepared statement per batch."""

from collections.abc import Collection, Mapping
from typing import Any

from domains.common.db import fetch_tuples
from domains.media.rendering.recipe import FocalPoint, Shape
from domains.media.rows import PictureRow, RenditionRow

_PICTURE_BY_PATH = """
    SELECT original.path, original.focal_x, original.focal_y, original.colour, original.placeholder,
        COALESCE(
            (
                SELECT json_agg(
                    json_build_array(made.shape, made.width, made.height, made.size, made.path) ORDER BY made.width
                )
                FROM media_rendition AS made
                WHERE made.original_id = original.id
            ),
            '[]'
        )
    FROM media_original AS original
    WHERE original.path = ANY(%s)
"""


async def picture_by_path(*, paths: Collection[str]) -> Mapping[str, PictureRow]:
    """Pictures in use with their renditions; a drawing, or a file that nothing uses, is missing."""
    found = await fetch_tuples(_PICTURE_BY_PATH, [list(paths)])
    return {path: _row(path, *facts) for path, *facts in found}


def _row(path: str, x: float, y: float, colour: str, placeholder: str, made: list[list[Any]]) -> PictureRow:
    renditions = tuple((Shape(shape), RenditionRow(*rest)) for shape, *rest in made)
    return PictureRow(path, FocalPoint(x, y), colour, placeholder, renditions)
