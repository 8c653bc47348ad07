"""How uploads and pictures are answered."""

from datetime import timedelta
from typing import Any

from starlette.datastructures import UploadFile

from domains.common.bridge import off_the_loop
from domains.common.errors import InvalidInput
from domains.common.limits import Limit, spend
from domains.media.models import Upload
from domains.media.pictures import MAX_BYTES, clean_picture
from domains.media.queries import picture_by_path
from domains.media.rendering.recipe import Shape
from domains.media.uploading import keep_upload
from resolvers.context import Context
from resolvers.relations import Relation

# Decoding is the most expensive thing that anybody may ask of us.
UPLOADS = Limit("upload", count=60, period=timedelta(hours=1))

# A swatch is shown as wide as a fingertip; this is that on the sharpest screens.
SWATCH_WIDTH = 160
PICTURE = Relation(batch=picture_by_path, keys="paths", key="file")


async def upload_picture(context: Context, *, file: Any) -> Upload:
    """Keep a picture of the viewer's.

    Raises LoginRequired, TooManyRequests, NotAPicture, PictureTooLarge, StorageUnavailable.
    """
    owner_id = context.viewer.customer_id()
    if not isinstance(file, UploadFile):
        raise InvalidInput("Send the file as multipart/form-data.", path=("file",))
    await spend(limit=UPLOADS, subject=str(owner_id))
    picture = await off_the_loop(clean_picture, await file.read(MAX_BYTES + 1))
    return await keep_upload(owner_id=owner_id, picture=picture, now=context.now)


async def swatch_for(context: Context, *, file: str) -> str:
    """The file of a swatch: a small square, or the original while there is none."""
    return await file_for(context, file=file, width=SWATCH_WIDTH, shape=Shape.SQUARE)


async def file_for(context: Context, *, file: str, width: int, shape: Shape) -> str:
    """The file that fills so many pixels best: a rendition where there is one, or else the original."""
    picture = await context.load_key(PICTURE, file)
    rendition = picture.at_least(width, shape=shape) if picture else None
    return rendition.path if rendition else file
