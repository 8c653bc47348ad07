"""Pictures that customers and vendors send."""

from datetime import datetime

import strawberry
from strawberry.file_uploads import Upload as File

import resolvers.media as answers
from schema.base import Info, derived
from schema.errors import UserError, attempt
from schema.ids import encode_id
from schema.media import media_url


@strawberry.type(description="A picture that was sent, written anew without its metadata.")
class UploadedPicture:
    """A row of `domains.media`."""

    id: strawberry.ID = derived(
        lambda row: encode_id("UploadedPicture", row.id), description="Give it to the mutation that uses the picture."
    )
    url: str = derived(lambda row: media_url(row.path), description="Where it is shown.")
    width: int = strawberry.field(description="Pixels.")
    height: int = strawberry.field(description="Pixels.")
    expires_at: datetime | None = strawberry.field(description="It is forgotten then, unless something uses it.")


@strawberry.type(description="The picture as it is kept.")
class MediaUploadPayload:
    """An upload, or why there is none."""

    upload: UploadedPicture | None = strawberry.field(default=None, description="Null where it was refused.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Empty on success.")


@strawberry.type
class UploadsMutation:
    """Mutations of uploads."""

    @strawberry.mutation(
        description="Send one picture (JPEG, PNG, WebP; 8 MB, 40 million pixels) as multipart/form-data."
    )
    async def media_upload(self, info: Info, file: File) -> MediaUploadPayload:
        """Nothing is decoded before its size is known."""
        return await attempt(MediaUploadPayload, answers.upload_picture(info.context, file=file), into="upload")
