"""Uploads and pictures in use."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.media.models import Original, Rendition, Upload
from domains.media.rendering.recipe import RECIPE, Shape
from domains.media.storage import write_file


def picture_bytes(*, size: tuple[int, int] = (800, 1000), form: str = "JPEG", colour: str = "teal") -> bytes:
    """A picture of one colour."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, format=form)
    return buffer.getvalue()


def make_upload(
    *, owner_id: UUID, content: bytes | None = None, now: datetime | None = None, size: tuple[int, int] = (800, 1000)
) -> Upload:
    """An upload of somebody's; without content its file is not there."""
    key, at = new_id(), now or utc_now()
    path = f"uploads/{key.hex}.jpg"
    if content is not None:
        write_file(path=path, content=content)
    return Upload.objects.create(
        id=key,
        owner_id=owner_id,
        path=path,
        width=size[0],
        height=size[1],
        size=len(content or b""),
        uploaded_at=at,
        expires_at=at + timedelta(hours=24),
    )


def make_original(*, path: str, widths: tuple[int, ...] = (160, 320, 640), ratio: float = 1.25) -> Original:
    """A picture in use with renditions of these widths, whose files are not there."""
    original = Original.objects.create(
        path=path, state=Original.State.MADE, recipe=RECIPE, colour="#008080", placeholder="data:image/webp;base64,AA=="
    )
    Rendition.objects.bulk_create(
        Rendition(
            original=original,
            shape=Shape.ORIGINAL,
            width=width,
            height=round(width * ratio),
            size=width * 10,
            path=f"renditions/{original.id.hex}/1/original-{width}.webp",
        )
        for width in widths
    )
    return original
